"""What outsiders may see of papers and of the site's own pages, declared once (docs/public-form.md)."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page, Revision

from gongkai.core.kinds import PublicKind, register
from gongkai.core.models import Act, Event, Thing, ThingState
from gongkai.documents import public_forms
from gongkai.documents.copies import words_of_copy
from gongkai.documents.models import (
    Column,
    Document,
    Home,
    Interpretation,
    News,
    PublishedPaper,
    Topic,
    UnitHome,
)
from gongkai.documents.readiness import paper_problems


class PageKind(PublicKind):
    """A thing whose desk is a Wagtail page with revisions."""

    model: type[Page]
    is_page = True

    def load(self, object_id, revision_id):
        if revision_id is None:
            return self.model.objects.get(pk=object_id).get_latest_revision_as_object()
        page = self.model.objects.select_related("unit").get(pk=object_id)
        revision = Revision.objects.get(pk=revision_id, object_id=str(object_id))
        return page.with_content_json(revision.content)

    def file_notes(self, source):
        return {stored.sha256: words_of_copy(stored) for stored in public_forms.files_of(source)}

    def unit(self, source):
        return source.unit

    def unit_id(self, thing):
        return self.model.objects.values_list("unit_id", flat=True).get(pk=thing.object_id)

    def newest_revision_id(self, thing):
        return Page.objects.values_list("latest_revision_id", flat=True).get(pk=thing.object_id)

    def authors(self, thing: Thing, revision_id: int) -> set[int]:
        """Everybody who saved a revision after the last public one, and for a first publication the page's owner."""
        revisions = Revision.objects.filter(object_id=str(thing.object_id), pk__lte=revision_id)
        revisions = revisions.filter(
            content_type__app_label="documents", content_type__model=self.model._meta.model_name
        )
        if thing.revision_id:
            revisions = revisions.filter(pk__gt=thing.revision_id)
        return {user for user in revisions.values_list("user_id", flat=True).distinct() if user}

    def apply(self, *, thing, event, version, form, source):
        now = timezone.now()
        changes = {
            "live": True,
            "live_revision_id": event.revision_id,
            "title": form["title"],
            "last_published_at": now,
            "has_unpublished_changes": False,
            "expired": False,
        }
        if event.act == Act.PUBLISH:
            changes["first_published_at"] = now
        Page.objects.filter(pk=thing.object_id).update(**changes)

    def retract(self, *, thing, event):
        Page.objects.filter(pk=thing.object_id).update(live=False, has_unpublished_changes=True)


class PaperKind(PageKind):
    def form(self, source):
        return public_forms.paper_form(source)

    def problems(self, source):
        return paper_problems(source)

    def apply(self, *, thing, event, version, form, source):
        super().apply(thing=thing, event=event, version=version, form=form, source=source)
        values = public_forms.published_values(source, form)
        row = PublishedPaper.objects.filter(thing=thing).first()
        if row is None:
            row = PublishedPaper(thing=thing, kind=self.name, first_published_at=event.at)
        else:
            row.corrections += 1
        for name, value in values.items():
            setattr(row, name, value)
        row.version, row.event, row.changed_at = version, event, event.at
        row.save()

    def retract(self, *, thing, event):
        super().retract(thing=thing, event=event)
        PublishedPaper.objects.filter(thing=thing).delete()

    def expire(self, *, thing, event: Event):
        validity = "repealed" if event.reason_code == "repealed" else "lapsed"
        PublishedPaper.objects.filter(thing=thing).update(validity=validity, event=event, changed_at=event.at)

    def due_to_expire(self, today):
        ended = PublishedPaper.objects.filter(
            kind=self.name, thing__state=ThingState.PUBLIC, expires_on__lt=today
        )
        return [
            (paper.thing, "lapsed", _("有效期至 %(day)s，已届满。") % {"day": paper.expires_on.isoformat()})
            for paper in ended.exclude(validity__in=["repealed", "lapsed"]).select_related("thing")
        ]

    def address(self, thing, form=None):
        prefix, number = thing.index_number.rsplit("/", 1)
        return reverse("document", args=[prefix, number])


class SiteKind(PageKind):
    """Columns, unit pages and the site's settings: one approval of the office."""

    stages = ("final",)
    is_site = True
    writers = ("office",)

    def problems(self, source):
        return [] if source.title.strip() else [_("填写标题。")]

    def form(self, source):
        return public_forms.SITE_FORMS[self.name](source)


class DocumentKind(PaperKind):
    name, label, model = "document", gettext_lazy("公文/公开信息"), Document


class InterpretationKind(PaperKind):
    name, label, model = "interpretation", gettext_lazy("政策解读"), Interpretation


class NewsKind(PaperKind):
    name, label, model = "news", gettext_lazy("动态/公告"), News


class TopicKind(PaperKind):
    name, label, model = "topic", gettext_lazy("专题"), Topic


class ColumnKind(SiteKind):
    name, label, model = "column", gettext_lazy("栏目"), Column

    def address(self, thing, form=None):
        return reverse("column", args=[form["code"]]) if form else reverse("home")


class UnitHomeKind(SiteKind):
    name, label, model = "unit_home", gettext_lazy("单位主页"), UnitHome
    writers = ("unit", "office")

    def address(self, thing, form=None):
        return reverse("unit", args=[form["unit"]["code"]]) if form else reverse("units")


class HomeKind(SiteKind):
    """Corrected, never withdrawn: without it there is no site."""

    name, label, model = "home", gettext_lazy("首页与站点设置"), Home
    removable = False

    def address(self, thing, form=None):
        return reverse("home")


for kind in (DocumentKind, InterpretationKind, NewsKind, TopicKind, ColumnKind, UnitHomeKind, HomeKind):
    register(kind())
