"""Upgrade in place: a backup first, then migrations, guards and static files."""

from datetime import datetime
from pathlib import Path

import click
from django.conf import settings

from gongkai.cli import preparing
from gongkai.cli.progress import Progress
from gongkai.core.backup import backup_to, has_content
from gongkai.core.errors import Refused


def upgrade() -> None:
    backup = _back_up() if has_content() and preparing.is_needed() else None
    if backup:
        click.echo(f"升级前的备份：{backup}")
    try:
        applied = preparing.migrate()
    except Exception as error:
        if backup is None:
            raise
        raise Refused(
            f"升级没有完成。请用升级前的版本和备份 {backup} 恢复到新的数据文件夹。原因：{error}"
        ) from error
    click.echo(f"数据库已就绪，本次执行了 {applied} 项变更，守卫触发器齐全。")
    click.echo("静态文件已更新。" if preparing.collect_static() else "静态文件没有变化。")


def _back_up() -> Path:
    folder = Path(settings.DATA_DIR) / "backups" / f"{datetime.now():%Y%m%d-%H%M%S}"
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with Progress() as progress:
        backup_to(folder, progress=progress)
    return folder
