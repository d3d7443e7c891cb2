import click

from gongkai.cli.chinese import FileOrFolder, Verb


@click.command("receipt", cls=Verb, short_help="取一件信息的公开凭证")
@click.argument("index_number", metavar="索引号")
@click.option("--version", "number", type=click.IntRange(min=1), metavar="第几版", help="不写是现在的一版")
@click.option("-o", "--output", type=FileOrFolder(), metavar="文件", help="写到文件；不写就打印出来")
def command(index_number, number, output):
    """取公开凭证（.tlog-proof）。核对用 gongkai verify，或任何支持 C2SP tlog-proof 的程序。

    \b
    gongkai receipt 632801001/2026-00012 -o 凭证.tlog-proof
    """
    from gongkai.cli.django_setup import start_django

    start_django()
    from gongkai.cli.receipts import receipt_of

    made = receipt_of(index_number, number).encode()
    if output is None:
        click.echo(made.decode(), nl=False)
        return
    output.write_bytes(made)
    click.echo(f"已写到 {output}")
