"""Why something public is changed or taken out, with the law that asks for it. The words are shown to the public."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Reason:
    code: str
    label: str
    basis: str
    privacy: bool = False


WITHDRAWAL_REASONS = (
    Reason(
        "privacy",
        _("含有不应公开的个人信息"),
        _("《中华人民共和国个人信息保护法》第四十七条、《政府信息公开条例》第十五条"),
        True,
    ),
    Reason("secrecy", _("含有不应公开的内容"), _("《政府信息公开条例》第十四条"), True),
    Reason("third_party", _("损害第三方合法权益"), _("《政府信息公开条例》第十五条"), True),
    Reason(
        "annulled",
        _("所依据的决定被变更、撤销或者确认违法、无效"),
        _("《中华人民共和国行政处罚法》第四十八条等"),
    ),
    Reason("wrong", _("内容有误，另行公开"), _("《政府信息公开条例》第六条")),
    Reason("duplicate", _("重复公开"), _("《政府信息公开条例》第六条")),
)
EXPIRY_REASONS = (
    Reason("repealed", _("废止"), _("规范性文件清理结果或者新的文件")),
    Reason("lapsed", _("失效"), _("有效期届满、任务完成或者情况变化")),
)
CORRECTION_REASONS = (
    Reason("misprint", _("录入、排版有误"), _("《政府信息公开条例》第六条")),
    Reason("content", _("内容更新"), _("《政府信息公开条例》第二十六条")),
    Reason("validity", _("有效性变化"), _("规范性文件清理结果")),
    Reason(
        "privacy", _("原版本含有不应公开的个人信息"), _("《中华人民共和国个人信息保护法》第四十七条"), True
    ),
)


def find_reason(code: str) -> Reason | None:
    every = (*WITHDRAWAL_REASONS, *EXPIRY_REASONS, *CORRECTION_REASONS)
    return next((reason for reason in every if reason.code == code), None)
