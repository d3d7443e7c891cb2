"""Forms of sign-in, units, people and the log: they parse, the actions decide."""

from django import forms
from django.contrib.auth.forms import UsernameField
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.users.models import UserProfile

from gongkai.core import audit
from gongkai.units import queries
from gongkai.units.models import Role, Succession

REQUIRED = {"required": _("请填写这一项。")}


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%d", **kwargs)


def date_field(**kwargs):
    messages = REQUIRED | {"invalid": _("日期写成 2026-12-01 这样。")}
    return forms.DateField(widget=DateInput(), error_messages=messages, **kwargs)


def text_field(label, length, **kwargs):
    return forms.CharField(label=label, max_length=length, error_messages=REQUIRED, **kwargs)


def password_field(label, **kwargs):
    return forms.CharField(
        label=label,
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput,
        error_messages=REQUIRED,
        **kwargs,
    )


class PasswordForm(forms.Form):
    username = UsernameField(label=_("用户名"), max_length=150, error_messages=REQUIRED)
    password = password_field(_("口令"))

    username.widget.attrs |= {"autocomplete": "username", "autofocus": True}
    password.widget.attrs |= {"autocomplete": "current-password"}


class CodeForm(forms.Form):
    code = text_field(_("动态口令"), 12)

    code.widget.attrs |= {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}


class ChangePasswordForm(forms.Form):
    old = password_field(_("原口令"))
    new = password_field(
        _("新口令"), help_text=_("至少 10 位，不能只有数字，不能与用户名相近，不能是常见口令。")
    )
    again = password_field(_("再填一次新口令"))

    old.widget.attrs |= {"autocomplete": "current-password"}
    new.widget.attrs |= {"autocomplete": "new-password"}
    again.widget.attrs |= {"autocomplete": "new-password"}

    def clean_again(self):
        if self.cleaned_data["again"] != self.cleaned_data.get("new"):
            raise forms.ValidationError(_("两次填的新口令不一样。"))
        return self.cleaned_data["again"]


class DropCodeForm(forms.Form):
    password = password_field(_("口令"))
    code = text_field(_("现在的动态口令"), 12)

    password.widget.attrs |= {"autocomplete": "current-password"}
    code.widget.attrs |= {"autocomplete": "one-time-code", "inputmode": "numeric"}


class AppearanceForm(forms.ModelForm):
    preferred_language = forms.ChoiceField(
        label=_("界面语言"),
        required=False,
        choices=[("", _("跟随浏览器")), ("zh-hans", "简体中文"), ("en", "English")],
    )
    theme = forms.ChoiceField(
        label=_("明暗"), choices=[("system", _("跟随系统")), ("light", _("浅色")), ("dark", _("深色"))]
    )
    contrast = forms.ChoiceField(
        label=_("对比度"), choices=[("system", _("跟随系统")), ("more_contrast", _("更高"))]
    )
    density = forms.ChoiceField(label=_("行距"), choices=[("default", _("通常")), ("snug", _("紧凑"))])

    class Meta:
        model = UserProfile
        fields = ["preferred_language", "theme", "contrast", "density"]


class UnitChoice(forms.ModelChoiceField):
    """Every unit that there was; the actions say which of them can take part."""

    def __init__(self, **kwargs):
        kwargs = {"empty_label": _("请选择"), "error_messages": REQUIRED} | kwargs
        super().__init__(queryset=queries.units_with_names(), **kwargs)

    def label_from_instance(self, unit):
        return f"{unit.name}（{unit.code}）"


class AddUnitForm(forms.Form):
    code = text_field(_("单位编号"), 20, help_text=_("字母、数字和短横线；给出后不再更改"))
    name = text_field(_("名称"), 120)
    short_name = text_field(_("简称"), 40, required=False)
    parent = UnitChoice(label=_("上级单位"), required=False, empty_label=_("无"))
    founded_on = date_field(label=_("成立日期"), required=False)
    index_prefix = text_field(
        _("索引号前缀"),
        40,
        required=False,
        help_text=_("统一社会信用代码；留空时用单位编号。给出后不再更改。"),
    )
    position = forms.IntegerField(label=_("排序"), min_value=0, max_value=9999, initial=100)


class RenameUnitForm(forms.Form):
    name = text_field(_("新名称"), 120)
    short_name = text_field(_("新简称"), 40, required=False)
    since = date_field(label=_("自哪一天起"), help_text=_("这一天以前的文件仍显示原名称"))


class DissolveUnitForm(forms.Form):
    on = date_field(label=_("撤销日期"))


class SuccessionForm(forms.Form):
    successor = UnitChoice(label=_("承接单位"))
    kind = forms.ChoiceField(label=_("方式"), choices=Succession.Kind.choices)
    on = date_field(label=_("日期"))
    basis = text_field(_("依据"), 200, required=False, help_text=_("如机构改革方案的文号"))


class AddPersonForm(forms.Form):
    username = forms.CharField(
        label=_("用户名"),
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        error_messages=REQUIRED,
        help_text=_("登录用；建议用姓名全拼"),
    )
    display_name = text_field(_("姓名"), 60)


class AssignPostForm(forms.Form):
    unit = UnitChoice(label=_("单位"))
    role = forms.ChoiceField(label=_("角色"), choices=Role.choices)
    since = date_field(label=_("自"), initial=timezone.localdate)
    until = date_field(label=_("至"), required=False, help_text=_("选填；这一天仍在岗"))


class EndPostForm(forms.Form):
    last_day = date_field(label=_("最后一天"), required=False)


class PeopleFilter(forms.Form):
    q = text_field(_("姓名或用户名"), 60, required=False)
    unit = UnitChoice(label=_("单位"), required=False, empty_label=_("全部单位"))


class LogFilter(forms.Form):
    user = text_field(_("用户名"), 150, required=False)
    since = date_field(label=_("自"), required=False)
    until = date_field(label=_("至"), required=False)
    action = forms.ChoiceField(label=_("动作"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        labels = sorted(audit.action_labels().items(), key=lambda pair: pair[1])
        self.fields["action"].choices = [("", _("全部动作")), *labels]
