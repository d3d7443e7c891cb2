import click

from gongkai.cli.chinese import Verb
from gongkai.core.errors import Refused

REMOVED = {
    "changepassword": "口令由本人或系统管理员在后台修改。",
    "create_log_entries_from_revisions": "操作日志只由操作产生。",
    "createsuperuser": "没有超级用户；人员和岗位在后台设置，第一批管理员用 gongkai setup 建立。",
    "fixtree": "页面结构只经公开之门改变。",
    "flush": "公开记录只增不删。演示数据请换一个新的 GONGKAI_DATA_DIR。",
    "loaddata": "数据只能用 gongkai restore 恢复。",
    "move_pages": "公开过的页面不能移动。",
    "publish_scheduled": "定时公开由 gongkai worker 完成。",
    "publish_scheduled_pages": "定时公开由 gongkai worker 完成。",
    "purge_embeds": "本系统不用外部嵌入。",
    "purge_revisions": "公开过的修订不能删除。",
    "remove_stale_contenttypes": "会连带删除历史数据。",
    "replace_text": "公开内容只能经更正程序修改。",
    "set_url_paths": "公开地址不随页面结构改变。",
    "squashmigrations": "变更脚本一经发布不再合并。",
    "sqlflush": "公开记录只增不删。",
    "testserver": "请用 gongkai serve --demo。",
    "runserver": "请用 gongkai serve。",
    "update_index": "检索随公开自动更新。",
    "rebuild_index": "检索随公开自动更新。",
    "wagtail_update_index": "检索随公开自动更新。",
}


@click.command(
    "manage",
    cls=Verb,
    short_help="供开发人员使用的 Django 管理命令",
    context_settings={"ignore_unknown_options": True},
    add_help_option=False,
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[参数]…")
def command(arguments):
    """运行 Django 的管理命令，例如 gongkai manage check。会绕过公开之门的命令已经去掉。"""
    from gongkai.cli.django_setup import start_django

    start_django()
    from django.core.management import execute_from_command_line

    name = arguments[0] if arguments else ""
    if name in REMOVED:
        raise Refused(f"{name} 已经去掉：{REMOVED[name]}")
    execute_from_command_line(["gongkai manage", *arguments])
