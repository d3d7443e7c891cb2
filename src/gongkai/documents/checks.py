"""What the law wants in every page's foot and the site's settings do not say yet."""

from django.core.checks import Tags, Warning, register
from django.db import DatabaseError

from gongkai.core import guards
from gongkai.core.queries import current_forms
from gongkai.documents.models import Home

REQUIRED = (
    "site_domain",
    "site_code",
    "icp_number",
    "police_number",
    "police_url",
    "government_mark_url",
    "error_report_url",
    "organiser",
    "undertaker",
    "telephone",
    "office_hours",
    "description",
    "keywords",
)


@register(Tags.database)
def footer_is_complete(app_configs, databases=None, **kwargs):
    """`check --database default` names what a government site must show (国办发〔2017〕47号) and this one cannot."""
    if "default" not in (databases or ()):
        return []
    try:
        homes = current_forms("home") if guards.tables_exist("default") else []
    except DatabaseError as error:
        return [Warning(f"首页设置读不了：{error}", id="gongkai.W002")]
    missing = [str(Home._meta.get_field(name).verbose_name) for home in homes for name in missing_in(home[1])]
    if not missing:
        return []
    return [
        Warning(
            f"页脚和网页标签还缺：{'、'.join(missing)}。",
            hint="批下来以后，请政务公开办在后台“首页与站点设置”里填写并公开。",
            id="gongkai.W001",
        )
    ]


def missing_in(home: dict) -> list[str]:
    return [name for name in REQUIRED if not home.get(name)]
