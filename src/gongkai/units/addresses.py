"""Who may enter the addresses of this app, and what the audit trail calls its acts."""

from django.utils.translation import gettext_lazy as _

from gongkai.core.audit import name_actions
from gongkai.units import gate
from gongkai.units.models import Role

system_admin = gate.roles(Role.SYSTEM_ADMIN)
security_admin = gate.roles(Role.SECURITY_ADMIN)
auditor = gate.roles(Role.AUDITOR)

RULES = {
    "wagtailadmin_login": gate.anybody,
    "signin_code": gate.anybody,
    "signin_enrol": gate.anybody,
    "wagtailadmin_account": gate.staff,
    "wagtailadmin_logout": gate.staff,
    "units:password": gate.staff,
    "units:my_code": gate.staff,
    "units:begin_code": gate.staff,
    "units:tree": gate.auditor_or(gate.roles(Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)),
    "units:show": gate.auditor_or(gate.roles(Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)),
    "units:add": system_admin,
    "units:rename": system_admin,
    "units:dissolve": system_admin,
    "units:succeed": system_admin,
    "units:people": gate.auditor_or(security_admin),
    "units:person": gate.auditor_or(security_admin),
    "units:add_person": security_admin,
    "units:end_post": security_admin,
    "units:change_person": security_admin,
    "units:log": auditor,
    "units:log_download": auditor,
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

for view_name, rule in RULES.items():
    gate.declare(view_name, rule)
name_actions(LABELS)
