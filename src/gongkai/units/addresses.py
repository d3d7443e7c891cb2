"""Who may enter the addresses of this app, and what the audit trail calls its acts."""

from django.utils.translation import gettext_lazy as _

from gongkai.core.audit import name_actions
from gongkai.units.gate import anybody, auditor_or, declare, roles, staff
from gongkai.units.models import Role

system_admin = roles(Role.SYSTEM_ADMIN)
security_admin = roles(Role.SECURITY_ADMIN)
auditor = roles(Role.AUDITOR)

RULES = {
    anybody: ["wagtailadmin_login", "signin_code", "signin_enrol"],
    staff: [
        "wagtailadmin_account",
        "wagtailadmin_logout",
        "units:password",
        "units:my_code",
        "units:begin_code",
    ],
    auditor_or(roles(Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)): ["units:tree", "units:show"],
    system_admin: ["units:add", "units:rename", "units:dissolve", "units:succeed"],
    auditor_or(security_admin): ["units:people", "units:person"],
    security_admin: ["units:add_person", "units:end_post", "units:change_person"],
    auditor: ["units:log", "units:log_download"],
}

LABELS = {
    "sign_in": _("登录"),
    "sign_in.code": _("填动态口令"),
    "sign_out": _("自动退出"),
    "wagtailadmin_logout": _("退出登录"),
    "wagtailadmin_account": _("改账号设置"),
    "account.password": _("修改口令"),
    "account.code_bound": _("绑定动态口令"),
    "account.code_dropped": _("解除动态口令"),
    "unit.add": _("增加单位"),
    "unit.rename": _("单位改名"),
    "unit.dissolve": _("撤销单位"),
    "unit.succession": _("登记承接"),
    "person.add": _("增加人员"),
    "person.disable": _("停用账号"),
    "person.enable": _("启用账号"),
    "person.unlock": _("解除锁定"),
    "person.reset_code": _("重置动态口令"),
    "person.reset_password": _("重置口令"),
    "post.assign": _("安排岗位"),
    "post.end": _("结束岗位"),
    "units:log_download": _("下载操作日志"),
    "units:password": _("提交：修改口令"),
    "units:my_code": _("提交：解除动态口令"),
    "units:begin_code": _("提交：开始绑定动态口令"),
    "units:add": _("提交：增加单位"),
    "units:rename": _("提交：单位改名"),
    "units:dissolve": _("提交：撤销单位"),
    "units:succeed": _("提交：登记承接"),
    "units:add_person": _("提交：增加人员"),
    "units:person": _("提交：安排岗位"),
    "units:end_post": _("提交：结束岗位"),
    "units:change_person": _("提交：变动账号"),
}


def declare_all() -> None:
    for rule, view_names in RULES.items():
        for view_name in view_names:
            declare(view_name, rule)
    name_actions(LABELS)
