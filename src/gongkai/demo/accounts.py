"""The demo accounts. Their password is public, so they can sign in only where GONGKAI_DEMO=1 (units.auth)."""

PASSWORD = "Kunlun-Gate-2016"  # noqa: S105

OFFICE = ("632801001", "格尔木市人民政府办公室")
FINANCE = ("632801003", "格尔木市财政局")
ENVIRONMENT = ("632801011", "格尔木市生态环境局")


def _account(username, name, post, role, unit):
    return {
        "username": username,
        "password": PASSWORD,
        "name": name,
        "role": role,
        "unit": unit[1],
        "post": post,
        "unit_code": unit[0],
    }


ACCOUNTS = [
    _account("jingban", "市财政局经办", "clerk", "经办", FINANCE),
    _account("keshi", "市财政局科室负责人", "section_reviewer", "科室审核", FINANCE),
    _account("qianshen", "市财政局分管负责人", "unit_signatory", "单位审签", FINANCE),
    _account("jingban2", "市生态环境局经办", "clerk", "经办", ENVIRONMENT),
    _account("keshi2", "市生态环境局科室负责人", "section_reviewer", "科室审核", ENVIRONMENT),
    _account("qianshen2", "市生态环境局分管负责人", "unit_signatory", "单位审签", ENVIRONMENT),
    _account("gongkaiban", "政务公开办审核岗", "office", "政务公开办", OFFICE),
    _account("gongkaiban2", "政务公开办网站岗", "office", "政务公开办", OFFICE),
    _account("xitong", "系统管理员", "system_admin", "系统管理员", OFFICE),
    _account("anquan", "安全管理员", "security_admin", "安全管理员", OFFICE),
    _account("shenji", "审计员", "auditor", "审计员", OFFICE),
]
