"""The desk: what people write and change, before and after it is public.

The public never reads these rows. It reads `core.Version`, which the door makes from one approved revision
(docs/adr/0002-the-desk-and-the-record.md). `live` mirrors the record, and a trigger keeps it so.
"""

from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.locks import BaseLock
from wagtail.models import Page
from wagtail.utils.decorators import cached_classmethod

from gongkai.core.actions import register_thing
from gongkai.core.errors import Refused
from gongkai.core.models import Thing, ThingState
from gongkai.documents.models.intake import IntakeItem
from gongkai.review.queries import open_submission


class InReviewLock(BaseLock):
    """What is in review stands still: the reviewers read what will be published."""

    def for_user(self, user):
        return True

    def get_message(self, user):
        return _("送审中，先撤回送审才能修改。")


class IntakeLock(InReviewLock):
    """What waits in a batch stands still for the same reason."""

    def get_message(self, user):
        return _("这一件在历史信息入库批次里，要修改，先从批次里去掉。")


class PublishablePage(Page):
    """Shared by every page type. Publishing and taking out are the door's (`core/door.py`), drafts are made and thrown
    away by `documents.actions`; what Wagtail offers beside them is closed."""

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

    @cached_classmethod
    def get_edit_handler(cls):
        from gongkai.documents.panels import edit_handler_for

        return edit_handler_for(cls)

    def _set_core_field_defaults(self):
        """The address of a draft tells nothing of its title."""
        if not self.slug:
            self.slug = f"p-{uuid4().hex[:16]}"
        super()._set_core_field_defaults()

    def save(self, *args, **kwargs):
        """A new page is entered as a thing in the same transaction; papers are given their index number then."""
        is_new = self.pk is None
        with transaction.atomic():
            super().save(*args, **kwargs)
            if is_new:
                self._register()

    def _register(self):
        register_thing(kind=self.kind_name, object_id=self.pk)

    def save_revision(self, *args, overwrite_revision=None, **kwargs):
        """Every save is a revision of its own, and none is made while a submission is open."""
        if overwrite_revision is not None:
            raise PermissionDenied(gettext("每次保存都另存一稿，不能改写已经保存的稿子。"))
        with transaction.atomic():
            if lock := self.get_lock():
                raise PermissionDenied(lock.get_message(kwargs.get("user")))
            return super().save_revision(*args, **kwargs)

    def get_lock(self):
        thing = self.thing
        if thing.state == ThingState.DRAFT and IntakeItem.objects.filter(thing=thing).exists():
            return IntakeLock(self)
        return InReviewLock(self) if open_submission(thing) else None

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
        raise Refused(_("公开、撤回、移动、复制和删除只能经公开之门和草稿管理办理。"))

    publish = unpublish = copy = move = create_alias = copy_for_translation = delete = _closed

    def delete_as_draft(self):
        """For `actions.delete_draft` alone, which asks whether it may."""
        super().delete()
