"""The group `gongkai`. Each file in verbs/ is one verb and exports `command`; it is loaded only when asked for."""

import importlib
import pkgutil
from importlib.metadata import version

import click

from gongkai.cli import verbs
from gongkai.cli.chinese import VerbGroup


class LazyGroup(VerbGroup):
    def list_commands(self, ctx):
        return sorted(module.name.replace("_", "-") for module in pkgutil.iter_modules(verbs.__path__))

    def get_command(self, ctx, name):
        if name not in self.list_commands(ctx):
            return None
        return importlib.import_module(f"{verbs.__name__}.{name.replace('-', '_')}").command


@click.group(cls=LazyGroup)
@click.version_option(version("gongkai"), message="gongkai %(version)s", help="显示版本")
def gongkai():
    """政务公开系统。

    \b
    第一次使用：gongkai serve --demo，打开一座演示城市。
    数据放在 GONGKAI_DATA_DIR 指定的文件夹，不设时是当前目录下的 data。
    每个命令都可以加 --help 看说明；全部环境变量见 docs/operate.md。
    """
