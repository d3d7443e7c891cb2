"""Which of Wagtail's own addresses stay open, and the rule of each; ours stand beside their views.

What is not named here or by another app is closed to everybody (units/gate.py): the explorer, choosers, bulk actions,
reports, workflows, privacy, aliases, move, copy, delete, unpublish, revisions, history, usage, search, collections,
images, documents, sites, locales, users, groups, the admin API.
"""

from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from gongkai.core.audit import name_actions
from gongkai.core.models import Thing
from gongkai.documents import rules
from gongkai.documents.models import Intake, StoredFile
from gongkai.review.rules import may_write
from gongkai.units import gate

# What Wagtail's editor would act on beyond a plain save. None of our forms sends any of it.
UNKNOWN_TO_US = (
    "action-publish",
    "action-submit",
    "action-restart-workflow",
    "action-workflow-action",
    "action-cancel-workflow",
    "workflow-action-name",
    "overwrite_revision_id",
    "go_live_at",
    "expire_at",
    "slug",
    "show_in_menus",
    "seo_title",
    "search_description",
    "comment_notifications",
    "comments-TOTAL_FORMS",
)


def edit_page(user, kwargs, request) -> bool:
    """The page itself must be one that this user writes, and the form must ask for nothing but a save."""
    page = Page.objects.filter(pk=kwargs["page_id"]).first()
    if page is None or not rules.may_edit(user, page.specific):
        return False
    return not any(name in request.POST or name in request.GET for name in UNKNOWN_TO_US)


def preview_page(user, kwargs, request) -> bool:
    page = Page.objects.filter(pk=kwargs["page_id"]).first()
    return page is not None and rules.may_edit(user, page.specific)


def desk(user, kwargs, request) -> bool:
    return rules.may_open_desk(user)


def writer(user, kwargs, request) -> bool:
    return bool(rules.writing_unit_ids(user))


def stored_file(user, kwargs, request) -> bool:
    stored = StoredFile.objects.filter(pk=kwargs["file_id"]).first()
    return stored is not None and rules.may_read_file(user, stored)


def intake(user, kwargs, request) -> bool:
    found = Intake.objects.filter(pk=kwargs["intake_id"]).first()
    return found is not None and rules.may_see_intake(user, found)


def intake_item(user, kwargs, request) -> bool:
    found = Intake.objects.filter(items=kwargs["item_id"]).first()
    return found is not None and rules.may_see_intake(user, found)


def intake_item_droppable(user, kwargs, request) -> bool:
    found = Intake.objects.filter(items=kwargs["item_id"]).first()
    return found is not None and rules.may_drop_from(user, found)


def draft_deletable(user, kwargs, request) -> bool:
    page = Page.objects.filter(pk=kwargs["page_id"]).first()
    return page is not None and rules.may_delete(user, page.specific)


def thing_editable(user, kwargs, request) -> bool:
    thing = Thing.objects.filter(pk=kwargs["thing_id"], is_page=True).first()
    return thing is not None and may_write(user, thing)


RULES = {
    "wagtailadmin_home": gate.staff,
    "wagtailadmin_sprite": gate.anybody,
    "wagtailadmin_javascript_catalog": gate.anybody,
    "wagtailadmin_pages:edit": edit_page,
    "wagtailadmin_pages:preview_on_edit": preview_page,
    "desk:papers": desk,
    "desk:new": writer,
    "desk:import_word": writer,
    "desk:paste": writer,
    "desk:delete": draft_deletable,
    "desk:site": gate.office,
    "desk:new_column": gate.office,
    "desk:new_unit_home": gate.office,
    "desk:file": stored_file,
    "desk:mask_draft": thing_editable,
    "desk:check_draft": preview_page,
    "desk:draft_page": preview_page,
    "desk:mask_form": preview_page,
    "desk:add_file": preview_page,
    "desk:intakes": desk,
    "desk:intake": intake,
    "desk:intake_item": intake_item,
    "desk:drop_intake_item": intake_item_droppable,
}

LABELS = {
    "wagtailadmin_pages:edit": _("保存草稿"),
    "wagtailadmin_pages:preview_on_edit": _("预览草稿"),
    "desk:new": _("新建草稿"),
    "desk:import_word": _("从 Word 文件导入"),
    "desk:paste": _("粘贴生成草稿"),
    "desk:delete": _("删除草稿"),
    "desk:new_column": _("新建栏目"),
    "desk:new_unit_home": _("新建单位主页"),
    "desk:file": _("看草稿的文件"),
    "desk:mask_draft": _("脱敏"),
    "desk:mask_form": _("脱敏"),
    "desk:add_file": _("上传文件"),
    "desk:drop_intake_item": _("从入库批次去掉一件"),
}

for view_name, rule in RULES.items():
    gate.declare(view_name, rule)
name_actions(LABELS)
