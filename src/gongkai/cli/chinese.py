"""Click in Chinese: help pages, argument types and usage errors."""

from pathlib import Path

import click
from click import exceptions

HAN = range(0x4E00, 0xA000)


class _Chinese:
    options_metavar = "[选项]"
    subcommand_metavar = "命令 [参数]…"

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("options_metavar", self.options_metavar)
        super().__init__(*args, **kwargs)

    def format_usage(self, ctx, formatter):
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="用法: ")

    def format_options(self, ctx, formatter):
        records = [record for param in self.get_params(ctx) if (record := param.get_help_record(ctx))]
        if records:
            with formatter.section("选项"):
                formatter.write_dl(records)

    def get_help_option(self, ctx):
        option = super().get_help_option(ctx)
        if option:
            option.help = "显示这段说明"
        return option


class Verb(_Chinese, click.Command):
    pass


class VerbGroup(_Chinese, click.Group):
    command_class = Verb

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("subcommand_metavar", self.subcommand_metavar)
        super().__init__(*args, **kwargs)

    def format_options(self, ctx, formatter):
        super().format_options(ctx, formatter)
        names = self.list_commands(ctx)
        with formatter.section("命令"):
            formatter.write_dl([(name, self.get_command(ctx, name).get_short_help_str(60)) for name in names])


class Port(click.ParamType):
    name = "端口"

    def convert(self, value, param, ctx):
        try:
            port = int(value)
        except ValueError:
            port = 0
        if not 1 <= port <= 65535:
            self.fail(
                f"端口应当是 1 到 65535 之间的整数，现在是“{value}”。例如 --port 8000 或 PORT=8000。",
                param,
                ctx,
            )
        return port


class Folder(click.ParamType):
    name = "文件夹"

    def convert(self, value, param, ctx):
        if not str(value).strip():
            self.fail("文件夹不能是空的。请写出路径。", param, ctx)
        return Path(value).expanduser().resolve()


class FileOrFolder(click.ParamType):
    name = "文件或文件夹"

    def convert(self, value, param, ctx):
        if not str(value).strip():
            self.fail("路径不能是空的。要读当前的文件夹，请写一个点（.）。", param, ctx)
        return Path(value)


def explain(error: click.ClickException) -> str:
    """The sentence for a wrong call, by the kind of error; Click's own English words are never shown."""
    if isinstance(error, exceptions.NoArgsIsHelpError):
        return error.format_message()
    context = getattr(error, "ctx", None)
    if not isinstance(error, exceptions.UsageError):
        return error.format_message()
    return f"{_sentence(error)}\n看说明: {context.command_path if context else 'gongkai'} --help"


def _sentence(error: click.ClickException) -> str:
    match error:
        case exceptions.NoSuchOption():
            return f"没有 {error.option_name} 这个选项。{_perhaps(error)}"
        case exceptions.NoSuchCommand():
            return f"没有 {error.command_name} 这个命令。{_perhaps(error)}"
        case exceptions.MissingParameter():
            return f"缺少 {_name_of(error.param)}。"
        case exceptions.BadParameter():
            return error.message if _is_chinese(error.message) else _wrong_value(error.param)
        case exceptions.BadOptionUsage():
            return f"选项 {error.option_name} 的用法不对：可能少了值，或者多了值。"
        case exceptions.FileError():
            return f"文件打不开：{error.ui_filename}。"
    return error.message if _is_chinese(error.message) else "参数太多，或者位置不对。"


def _perhaps(error) -> str:
    return f"是不是要用 {'、'.join(error.possibilities)}？" if error.possibilities else ""


def _name_of(param) -> str:
    if param is None:
        return "参数"
    return param.opts[0] if isinstance(param, click.Option) else (param.metavar or "参数")


def _wrong_value(param) -> str:
    known = getattr(getattr(param, "type", None), "choices", ())
    return f"{_name_of(param)} 的值不对。" + (f"可以用 {'、'.join(known)}。" if known else "")


def _is_chinese(text: str) -> bool:
    return any(ord(character) in HAN for character in text)
