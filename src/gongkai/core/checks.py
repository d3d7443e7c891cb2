from django.core.checks import Error, Tags, register
from django.db import DatabaseError

from gongkai.core import guards


@register(Tags.database)
def guards_stand(app_configs, databases=None, **kwargs):
    """`check --database default` fails when a guard trigger is missing (a migration may have dropped one)."""
    if not databases:
        return []
    problems = []
    for using in databases:
        try:
            if not guards.tables_exist(using):
                continue  # a database that has not been migrated yet has nothing to guard
            missing = guards.missing_guards(using)
        except DatabaseError as error:
            return [Error(f"数据库读不了：{error}", id="gongkai.E002")]
        if missing:
            problems.append(
                Error(
                    f"数据库里缺 {len(missing)} 个守卫触发器：{'、'.join(sorted(missing))}。请运行 gongkai upgrade。",
                    id="gongkai.E001",
                )
            )
    return problems
