"""Wagtail's editor, narrowed: it saves drafts and previews them, and does nothing else whatever a form sends."""

from django.core.exceptions import BadRequest, PermissionDenied
from django.forms import Media
from django.http import Http404
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.ui.components import Component, MediaContainer
from wagtail.admin.ui.side_panels import BaseSidePanel, PreviewSidePanel
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.preview import PreviewOnEditView
from wagtail.admin.viewsets.pages import PageViewSet

from gongkai.core.errors import GongkaiError
from gongkai.core.kinds import get_kind
from gongkai.documents import queries
from gongkai.documents.accessibility import remedies
from gongkai.documents.fields import uploads_of
from gongkai.documents.models import Paper, PublishablePage
from gongkai.review.checkup import checkup
from gongkai.review.inspection import inspect
from gongkai.review.rulelists import current_rulebook


class ReadinessPanel(BaseSidePanel):
    """What is still missing before review, and where the page stands."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = gettext_lazy("送审前检查")
        icon_name = "glasses"
        counter_classname = "w-bg-critical-200"

        def get_context_data(self, parent_context):
            return super().get_context_data(parent_context) | {
                "count": len(self.panel.problems) + self.panel.checkup.blocking
            }

    name = "checks"
    title = gettext_lazy("送审前检查")
    template_name = "documents/panels/readiness.html"
    order = 100

    def __init__(self, page, request):
        super().__init__(page, request)
        kind = get_kind(page.kind_name)
        self.problems = kind.problems(page)
        inspection = inspect(thing=page.thing, form=kind.form(page), rulebook=current_rulebook())
        self.checkup = checkup(inspection)

    def get_context_data(self, parent_context):
        thing = self.object.thing
        state = queries.desk_state(thing)
        return super().get_context_data(parent_context) | {
            "page_address": self._page_address(),
            "remedies": remedies(),
            "problems": self.problems,
            "checkup": self.checkup,
            "thing": thing,
            "state": state,
            "state_label": queries.DeskState.LABELS[state],
        }

    def _page_address(self) -> str:
        """Where the draft's public page is made for the browser's checks; site pages are no papers."""
        return reverse("desk:draft_page", args=[self.object.pk]) if self.object.is_previewable() else ""

    @property
    def media(self):
        return Media(js=[versioned_static("documents/accessibility.js")])


class DraftActions(Component):
    """The bar at the foot: 保存草稿, 保存并送审."""

    template_name = "documents/panels/actions.html"

    def __init__(self, request, *, page, locked):
        self.request = request
        self.page = page
        self.locked = locked

    def render_html(self, parent_context=None):
        context = {"page": self.page, "thing": self.page.thing, "locked": self.locked}
        return render_to_string(self.template_name, context, request=self.request)


class DeskEditView(EditView):
    edit_template_name = "documents/edit.html"

    def dispatch(self, request, *args, **kwargs):
        """Saves are whole: the autosave protocol of Wagtail is not spoken here."""
        if self.expects_json_response or request.GET.get("_w_hydrate_create_view"):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_template_names(self):
        return [self.edit_template_name]

    def get_page_title(self):
        return self.page_class.get_verbose_name()

    def post(self, request, *args, **kwargs):
        if issubclass(self.page_class, Paper) and not _is_whole(request.POST):
            raise BadRequest
        with uploads_of(unit_id=self.page.unit_id, user=request.user):
            response = self._save(request, *args, **kwargs)
            return response.render() if isinstance(response, TemplateResponse) else response

    def _save(self, request, *args, **kwargs):
        if self.is_out_of_date:
            return self._saved_by_another()
        try:
            return super().post(request, *args, **kwargs)
        except (PermissionDenied, GongkaiError) as error:
            return self._not_saved(str(error))

    def _saved_by_another(self):
        self.form = self.form_class(
            self.request.POST,
            self.request.FILES,
            instance=self.page,
            subscription=self.subscription,
            parent_page=self.parent,
            for_user=self.request.user,
        )
        self.form.is_valid()
        saved_by = self.latest_revision.user or _("别人")
        return self._not_saved(
            _("您打开之后，%(name)s又保存过一稿，您的修改还没有保存。核对后再按一次保存，就以您的为准。")
            % {"name": saved_by}
        )

    def _not_saved(self, sentence):
        messages.error(self.request, sentence)
        self.has_unsaved_changes = True
        return self.render_to_response(self.get_context_data())

    @property
    def action_name_and_method(self):
        """Saving is the only act, whatever button a form names. Only a draft may lack its required fields."""
        return ("review" if self._to_review else "save", self.save_action)

    @property
    def _to_review(self):
        return "action-to-review" in self.request.POST

    def add_save_confirmation_message(self):
        messages.success(self.request, _("已保存，还没有送审。") if self._to_review else _("已保存一稿。"))
        for warning in self.form.warnings:
            messages.warning(self.request, warning)

    def redirect_and_remain(self):
        if self._to_review:
            return redirect("desk:thing", self.page.thing.pk)
        return redirect(self.get_edit_url())

    redirect_away = redirect_and_remain

    def get_side_panels(self):
        panels = [ReadinessPanel(self.page, self.request)]
        if self.page.is_previewable():
            panels.append(PreviewSidePanel(self.page, self.request, preview_url=self.get_preview_url()))
        return MediaContainer(panels)

    def get_action_menu(self):
        return DraftActions(self.request, page=self.page, locked=self.locked_for_user)

    def get_editing_sessions(self):
        return None

    @property
    def header_more_buttons(self):
        return []

    def get_history_url(self):
        return None

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        listing = "desk:papers" if isinstance(self.page, Paper) else "desk:site"
        listing_label = _("文件") if isinstance(self.page, Paper) else _("网站")
        context["breadcrumbs_items"] = [
            {"url": reverse(listing), "label": listing_label},
            {"url": reverse("desk:thing", args=[self.page.thing.pk]), "label": str(self.page.unit)},
            {"url": self.get_edit_url(), "label": self.page.draft_title or self.page.title},
        ]
        return context


class DeskPreviewView(PreviewOnEditView):
    """Asks the page whether it may be edited (`get_object`), not Wagtail's groups, which hold nobody here."""

    permission_required = None

    def post(self, request, *args, **kwargs):
        if not _is_whole(request.POST):
            raise BadRequest
        return super().post(request, *args, **kwargs)


def _is_whole(data) -> bool:
    """Whether the numbers with which a browser sends body and attachments are there; Wagtail takes them on trust."""
    count, kept = data.get("body-count", ""), data.get("attachments-INITIAL_FORMS", "0")
    if not all(number.isdecimal() and len(number) < 4 for number in (count, kept)):
        return False
    if not all(f"attachments-{row}-id" in data for row in range(int(kept))):
        return False
    rows = [row for row in range(int(count)) if not data.get(f"body-{row}-deleted")]
    orders = {data.get(f"body-{row}-order", "") for row in rows}
    named = all(f"body-{row}-type" in data for row in rows)
    deleted = all(f"body-{row}-deleted" in data for row in range(int(count)))
    return (
        named and deleted and len(orders) == len(rows) and all(o.isdecimal() and len(o) < 5 for o in orders)
    )


class DeskViewSet(PageViewSet):
    """Our page types have an editor and its preview; every other page view answers 404 even behind the gate."""

    model = PublishablePage
    edit_view_class = DeskEditView
    preview_on_edit_view_class = DeskPreviewView
    parent_models = ()

    @property
    def views(self):
        return {"edit": self.edit_view, "preview_on_edit": self.preview_on_edit_view}
