"""The way in of `gongkai`: runs a verb and says every failure in Chinese. A traceback goes to a file, never to a person.

Exit codes: 0 done, 1 the command says why not, 2 it was called wrongly, 130 interrupted.
"""

import os
import sys
import tempfile
import traceback
from datetime import datetime
from pathlib import Path

import click
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from gongkai.cli.chinese import explain
from gongkai.cli.group import gongkai
from gongkai.core.errors import GongkaiError
from gongkai.translog import TranslogError

UNDEFINED_TABLE = "42P01"


def main(arguments: list[str] | None = None) -> None:
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: list[str]) -> int:
    try:
        return gongkai.main(arguments, prog_name="gongkai", standalone_mode=False) or 0
    except click.ClickException as error:
        return _say(explain(error), error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        return _say("已停止。", 130)
    except (GongkaiError, TranslogError, ImproperlyConfigured) as error:
        return _say(str(error), 1)
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - the reader has left; nothing more can be said
        return 1
    except DatabaseError as error:
        return _say(f"{_database_sentence(error)}详情见 {_keep_traceback()}。", 1)
    except Exception:
        return _say(f"出现意外错误，没有完成。详情见 {_keep_traceback()}，请把这个文件交给技术人员。", 1)


def _database_sentence(error: DatabaseError) -> str:
    if "no such table" in str(error) or getattr(error.__cause__, "sqlstate", "") == UNDEFINED_TABLE:
        return "数据库还没有建立，或者不是这个版本的。请先运行 gongkai upgrade。"
    if "disk is full" in str(error):
        return "磁盘空间不够。请清理后重试。"
    return "数据库连不上或正忙。请检查 DATABASE_URL 和数据库服务后重试。"


def _say(message: str, code: int) -> int:
    click.echo(message, err=True)
    return code


def _keep_traceback() -> Path:
    name = f"{datetime.now():%Y%m%d-%H%M%S}-{os.getpid()}.log"
    for folder in (Path(os.environ.get("GONGKAI_DATA_DIR", "data")) / "logs", Path(tempfile.gettempdir())):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path = folder.resolve() / name
            path.write_text(traceback.format_exc(), encoding="utf-8")
            return path
        except OSError:
            continue
    return Path(os.devnull)
