"""A draft shown by the public template, to those who may see it."""

from django.urls import reverse

from gongkai.core.models import Thing


def preview_context(*, thing: Thing, form: dict) -> dict:
    """For `portal/document.html`. Files have the same shape of address as in public, below the back office."""
    file_address = reverse("desk:preview_file", args=[thing.pk, "0", "0"])
    return {"form": form, "preview": True, "preview_files_prefix": file_address.removesuffix("0/0")}
