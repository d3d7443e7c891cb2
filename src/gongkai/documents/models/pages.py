"""The desk: what people write and change, before and after it is public.

The public never reads these rows. It reads `core.Version`, which the door makes from one approved revision
(docs/adr/0002-the-desk-and-the-record.md). `live` mirrors the record, and a trigger keeps it so.
"""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from gongkai.core.errors import Refused
from gongkai.core.models import Thing


class PublishablePage(Page):
    """Shared by every page type. Publishing, unpublishing, moving, copying and deleting go through `actions.py`."""

    kind_name: str = ""
    unit = models.ForeignKey(
        "units.Unit", verbose_name=_("负责单位"), on_delete=models.PROTECT, related_name="+", editable=False
    )

    show_in_menus_default = False
    promote_panels = []
    settings_panels = []

    class Meta:
        abstract = True

    @property
    def thing(self) -> Thing:
        return Thing.objects.select_related("newest_event").get(kind=self.kind_name, object_id=self.pk)

    def full_clean(self, *args, **kwargs):
        if not self.slug:
            self.slug = f"p-{uuid4().hex[:16]}"
        super().full_clean(*args, **kwargs)

    def permissions_for_user(self, user):
        from gongkai.documents.rules import DeskPermissionTester

        return DeskPermissionTester(user, self)

    def with_content_json(self, content):
        """A revision never brings back who owns the page."""
        page = super().with_content_json(content)
        page.unit_id = self.unit_id
        return page

    def get_url_parts(self, request=None):
        return None

    def serve(self, request, *args, **kwargs):
        raise Refused(_("公开页面由公开记录生成，不由草稿生成。"))

    def _closed(self, *args, **kwargs):
        raise Refused(_("公开、撤回、移动和复制只能经公开之门办理。"))

    publish = unpublish = copy = move = create_alias = copy_for_translation = _closed
