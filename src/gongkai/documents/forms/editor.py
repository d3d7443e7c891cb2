"""Forms of the editor: one per page type. What they check is checked again before review (`readiness.py`)."""

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminPageForm

from gongkai.catalogue.queries import matters_in_use
from gongkai.core.models import Thing, ThingState
from gongkai.documents import queries
from gongkai.documents.fields import DocumentNumberField, uploads_of
from gongkai.documents.importing.numbers import document_number_problem, normalise_document_number
from gongkai.documents.models import Column
from gongkai.documents.text import text_problem


class DeskForm(WagtailAdminPageForm):
    """`warnings` are sentences that do not stop a save; the view shows them."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.warnings = []

    def is_multipart(self):
        return True

    def is_valid(self):
        with uploads_of(unit_id=self.instance.unit_id, user=self.for_user):
            return super().is_valid()

    def clean(self):
        cleaned = super().clean()
        for name, value in list(cleaned.items()):
            if isinstance(value, str):
                one_line = not isinstance(self.fields[name].widget, forms.Textarea)
                if problem := text_problem(value, one_line=one_line):
                    self.add_error(name, problem)
        return cleaned

    def must_not_precede(self, later: str, earlier: str, message: str):
        first, second = self.cleaned_data.get(earlier), self.cleaned_data.get(later)
        if first and second and second < first:
            self.add_error(later, message)


class PaperForm(DeskForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._offer(
            "column", Column.objects.filter(queries.is_public_column() | Q(pk=self.instance.column_id))
        )
        self._offer("matter", matters_in_use(keep=self.instance.matter_id))
        self.fields["column"].choices = queries.column_choices(self.fields["column"].queryset)
        self.fields["matter"].choices = queries.matter_choices(self.fields["matter"].queryset)

    def _offer(self, name, queryset):
        self.fields[name].queryset = queryset

    def clean_written_on(self):
        day = self.cleaned_data["written_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("成文日期不能晚于今天。"))
        return day


class DocumentForm(PaperForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._offer("issuer", queries.possible_issuers(self.instance.unit))
        self.fields["issuer"].empty_label = _("本单位（%(name)s）") % {"name": self.instance.unit}

    def clean_document_number(self):
        number = normalise_document_number(self.cleaned_data["document_number"] or "")
        problem = number and document_number_problem(number)
        if problem:
            raise forms.ValidationError(problem)
        return number

    def clean(self):
        cleaned = super().clean()
        self._check_number_is_free()
        self.must_not_precede("expires_on", "effective_on", _("有效期至不能早于施行日期。"))
        self.must_not_precede("expires_on", "written_on", _("有效期至不能早于成文日期。"))
        written, effective = cleaned.get("written_on"), cleaned.get("effective_on")
        if written and effective and effective < written:
            self.warnings.append(_("施行日期早于成文日期，请核对；有溯及力的应在正文写明。"))
        return cleaned

    def _check_number_is_free(self):
        number = self.cleaned_data.get("document_number")
        if not number:
            return
        issuer = self.cleaned_data.get("issuer") or self.instance.unit
        other = queries.same_document_number(
            number=number, issuer=issuer, unit=self.instance.unit, but=self.instance.pk
        )
        if other:
            self.add_error("document_number", other)


class InterpretationForm(PaperForm):
    interprets = DocumentNumberField(
        label=gettext_lazy("所解读的文件"),
        required=False,
        help_text=gettext_lazy("填索引号或发文字号；只能选本单位的文件和已公开的文件"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        unit = self.instance.unit
        self.fields["interprets"].resolve = lambda value: queries.find_document(value, unit=unit)
        self.fields["interprets"].widget.suggestions = queries.recent_documents(unit)


class HomeForm(DeskForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("government_mark", "error_report_mark"):
            self.fields[name].images_only = self.fields[name].widget.images_only = True


class ColumnForm(DeskForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        others = Column.objects.filter(queries.is_public_column(), parent_column=None).exclude(
            pk=self.instance.pk
        )
        self.fields["parent_column"].queryset = others

    def clean_code(self):
        """The code stands in the address, so it stays once the column was public."""
        code = self.cleaned_data["code"]
        thing = Thing.objects.filter(kind="column", object_id=self.instance.pk).exclude(
            state=ThingState.DRAFT
        )
        if thing.exists() and code != Column.objects.values_list("code", flat=True).get(pk=self.instance.pk):
            raise forms.ValidationError(_("栏目代码用在网址里，公开后不能更改。"))
        return code

    def clean_parent_column(self):
        parent = self.cleaned_data["parent_column"]
        if parent and Column.objects.filter(parent_column_id=self.instance.pk).exists():
            raise forms.ValidationError(_("本栏目下面还有栏目，不能再放到别的栏目下；只有两级。"))
        return parent
