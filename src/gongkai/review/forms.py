"""What is typed at the desk. Forms only parse; whether something may be done is asked by the actions."""

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from gongkai.core.models import Act
from gongkai.review.reasons import CORRECTION_REASONS, EXPIRY_REASONS, WITHDRAWAL_REASONS
from gongkai.review.rules import ROLE_OF_STAGE
from gongkai.units.models import User
from gongkai.units.rules import current_posts

TOLD_TO_ALL = _("这段话会一并公开。不要写出要撤下的内容、姓名和电话。")
ERASES = _("同时清除各版本的标题、正文和附件，不能恢复")
LONGEST_TEXT = 1000


def text(label, *, required=True, help_text="", longest=LONGEST_TEXT) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=longest,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": format_lazy(_("请填写：{label}。"), label=label),
            "max_length": _("最多 %(limit_value)d 个字，现在有 %(show_value)d 个。"),
        },
    )


def reason_choice(reasons, label) -> forms.ChoiceField:
    """Each reason with the law that asks for it."""
    choices = [(reason.code, _words(reason)) for reason in reasons]
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择理由。"), "invalid_choice": _("请从列出的理由里选择。")},
    )


def _words(reason):
    erases = format_lazy("。{}", ERASES) if reason.privacy else ""
    return format_lazy(
        _("{label}（依据：{basis}）{erases}"), label=reason.label, basis=reason.basis, erases=erases
    )


class DeskForm(forms.Form):
    """Several stand on one page, so each carries its name in its ids."""

    name = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id=f"{self.name}-%s", label_suffix="", **kwargs)


class SubmitForm(DeskForm):
    name = "submit"

    publish_at = forms.DateTimeField(
        label=_("定时公开（选填）"),
        required=False,
        help_text=_("北京时间。审核完成后到这个时间公开；不填则审核完成立即公开。"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _("时间写成 2026-12-01 09:30 这样。")},
    )
    urgent_reason = text(
        _("申请紧急公开的理由（选填）"),
        required=False,
        help_text=_("只用于突发事件。政务公开办同意后立即公开，24 小时内补审。理由会一并公开。"),
    )

    def __init__(self, *args, is_public: bool, takes_urgency: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if is_public:
            self.fields = {
                "reason_code": reason_choice(CORRECTION_REASONS, _("为什么更正")),
                "reason": text(_("更正理由"), help_text=TOLD_TO_ALL),
            } | self.fields
        if not takes_urgency:
            del self.fields["urgent_reason"]


class LiftForm(DeskForm):
    """`group` names findings of one kind in one place (`checkup.Group.anchor`); the page has one such form for each."""

    name = "lift"
    group = forms.RegexField(
        r"^[0-9a-f]{16}$",
        widget=forms.HiddenInput,
        error_messages={"required": _("请选择要豁免的一处。"), "invalid": _("请选择要豁免的一处。")},
    )
    reason = text(
        _("为什么可以公开"), help_text=_("写明依据。由另一个人决定；申请人、决定人和理由都留作记录。")
    )


class GrantForm(DeskForm):
    name = "grant"
    comment = text(_("意见（选填）"), required=False)


class DenyForm(DeskForm):
    name = "deny"
    comment = text(_("不同意的意见"), help_text=_("申请的人会看到。"))


class RecallForm(DeskForm):
    name = "recall"


class ApproveForm(DeskForm):
    name = "approve"
    comment = text(_("意见（选填）"), required=False)


class ReturnForm(DeskForm):
    name = "return"
    comment = text(_("退回意见"), help_text=_("写明改什么，经办会看到。"))


class UrgentForm(DeskForm):
    name = "urgent"
    reason = text(_("紧急公开的理由"), help_text=TOLD_TO_ALL)


class WithdrawForm(DeskForm):
    name = "withdraw"
    act = Act.WITHDRAW
    reason_code = reason_choice(WITHDRAWAL_REASONS, _("理由"))
    reason = text(_("说明"), help_text=TOLD_TO_ALL)


class ExpireForm(DeskForm):
    name = "expire"
    act = Act.EXPIRE
    reason_code = reason_choice(EXPIRY_REASONS, _("理由"))
    reason = text(_("说明"), help_text=TOLD_TO_ALL)


class AtOnceForm(DeskForm):
    name = "at_once"
    reason_code = reason_choice(WITHDRAWAL_REASONS, _("理由"))
    reason = text(_("说明"), help_text=TOLD_TO_ALL)


class ConfirmForm(DeskForm):
    name = "confirm"


class RefuseForm(DeskForm):
    name = "refuse"
    comment = text(_("不同意的意见"), help_text=_("提出的人会看到。"))


class RuleListForm(DeskForm):
    """A list as a file; its text is decoded here and read by the action."""

    name = "rules"
    LARGEST = 2 * 1024 * 1024

    file = forms.FileField(
        label=_("文件"),
        help_text=_("词表是 CSV，脱敏规则是 TOML，UTF-8 编码。可以先下载现在用的一版照着改。"),
        error_messages={"required": _("请选择文件。"), "empty": _("文件是空的。")},
    )
    note = forms.CharField(
        label=_("这一版改了什么"),
        max_length=300,
        error_messages={"required": _("请写明这一版改了什么。"), "max_length": _("最多 300 个字。")},
    )

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload.size > self.LARGEST:
            raise forms.ValidationError(_("文件太大，最大 2 MB。"))
        try:
            return upload.name, upload.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("文件不是 UTF-8 编码，请另存为 UTF-8 再上传。")) from error


class DelegationForm(DeskForm):
    name = "delegation"

    post = forms.ChoiceField(
        label=_("委托哪个岗位"),
        error_messages={"required": _("请选择岗位。"), "invalid_choice": _("请选择自己的岗位。")},
    )
    taker = forms.ChoiceField(
        label=_("委托给"),
        help_text=_("只能是同一单位在岗的同事。"),
        error_messages={"required": _("请选择同事。"), "invalid_choice": _("请选择同一单位的同事。")},
    )
    since = forms.DateField(
        label=_("自"),
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("请填写开始日期。"), "invalid": _("日期写成 2026-12-01 这样。")},
    )
    until = forms.DateField(
        label=_("至"),
        help_text=_("含当日，最长 90 天。"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("请填写截止日期。"), "invalid": _("日期写成 2026-12-01 这样。")},
    )
    reason = forms.CharField(
        label=_("原因"),
        max_length=200,
        help_text=_("如出差、休假"),
        error_messages={"required": _("写明委托的原因。"), "max_length": _("最多 200 个字。")},
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.posts = {
            str(post.pk): post for post in current_posts(user) if post.role in ROLE_OF_STAGE.values()
        }
        units = {post.unit_id for post in self.posts.values()}
        people = User.objects.filter(is_active=True, posts__unit__in=units, posts__until=None)
        self.people = {
            str(person.pk): person
            for person in people.exclude(pk=user.pk).distinct().order_by("display_name", "pk")
        }
        labels = ((pk, f"{post.get_role_display()}（{post.unit}）") for pk, post in self.posts.items())
        self.fields["post"].choices = list(labels)
        self.fields["taker"].choices = [
            ("", _("请选择")),
            *((pk, str(person)) for pk, person in self.people.items()),
        ]

    def clean_post(self):
        return self.posts[self.cleaned_data["post"]]

    def clean_taker(self):
        return self.people[self.cleaned_data["taker"]]
