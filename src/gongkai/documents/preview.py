"""A draft as it stands in the editor, shown by the public template."""

from django.urls import reverse

from gongkai.core.kinds import get_kind


def preview_context(page) -> dict:
    """For `portal/document.html`. Files are fetched from the last saved revision, below the back office."""
    address = reverse("desk:submission_file", args=[page.thing.pk, page.latest_revision_id or 0, "0", "0"])
    form = get_kind(page.kind_name).form(page)
    return {"form": form, "preview": True, "preview_files_prefix": address.removesuffix("0/0")}
