"""Forms of the desk's own pages: the list's filter, the ways to begin a paper, the site's pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from gongkai.documents.models import PAPER_MODELS, Column, UnitHome
from gongkai.documents.queries import DeskState
from gongkai.documents.text import validate_line
from gongkai.units.models import Unit

WORD_TYPES = ".docx,.doc,.wps"
KINDS = {model.kind_name: model for model in PAPER_MODELS}
KIND_CHOICES = [(model.kind_name, model._meta.verbose_name) for model in PAPER_MODELS]


class PaperFilter(forms.Form):
    q = forms.CharField(label=_("标题"), required=False, max_length=80)
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部状态")), *DeskState.LABELS.items()]
    )
    kind = forms.ChoiceField(label=_("类型"), required=False, choices=[("", _("全部类型")), *KIND_CHOICES])

    def chosen(self) -> dict:
        """What was filled in rightly; a wrong value filters nothing."""
        self.is_valid()
        return self.cleaned_data


class BeginForm(forms.Form):
    """Which type, and for which of the clerk's units (asked only when there are several)."""

    kind = forms.ChoiceField(
        label=_("类型"), choices=KIND_CHOICES, initial="document", widget=forms.RadioSelect
    )
    unit = forms.ModelChoiceField(label=_("单位"), queryset=Unit.objects.none(), empty_label=None)

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units
        self.fields["unit"].initial = units.first()
        if len(units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()

    @property
    def model(self):
        return KINDS[self.cleaned_data["kind"]]


class BlankForm(BeginForm):
    title = forms.CharField(label=_("标题"), max_length=255, validators=[validate_line])


class WordForm(BeginForm):
    file = forms.FileField(
        label=_("Word 文件"),
        help_text=_("可用 .docx、.doc、.wps；标题、发文字号、成文日期会从正文中认出，导入后请核对。"),
        widget=forms.FileInput(attrs={"accept": WORD_TYPES}),
        error_messages={"required": _("请选择要导入的文件。"), "empty": _("这个文件是空的，请换一个文件。")},
    )
    keep_original = forms.BooleanField(label=_("同时把原文件作为附件"), required=False)


class PasteForm(BeginForm):
    title = forms.CharField(
        label=_("标题"),
        max_length=255,
        required=False,
        validators=[validate_line],
        help_text=_("不填时从粘贴的内容中认出"),
    )
    html = forms.CharField(required=False, max_length=3_000_000, widget=forms.HiddenInput, strip=False)
    text = forms.CharField(
        label=_("正文"),
        required=False,
        max_length=300_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("在 Word、WPS 或网页中复制后粘贴到这里；表格和标题层级会保留。"),
    )

    def clean(self):
        cleaned = super().clean()
        if not (cleaned.get("html") or "").strip() and not (cleaned.get("text") or "").strip():
            self.add_error("text", _("请粘贴正文。"))
        return cleaned


class ColumnStartForm(forms.ModelForm):
    title = forms.CharField(label=_("栏目名称"), max_length=80, validators=[validate_line])

    class Meta:
        model = Column
        fields = ["title", "code", "column_type", "description", "keywords"]


class UnitHomeStartForm(forms.Form):
    unit = forms.ModelChoiceField(label=_("单位"), queryset=Unit.objects.none())
    duties = forms.CharField(
        label=_("机构职能"), max_length=6000, widget=forms.Textarea, help_text=_("一行一条")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        without = Unit.objects.filter(dissolved_on=None).exclude(pk__in=UnitHome.objects.values("unit_id"))
        self.fields["unit"].queryset = without.prefetch_related("names")
