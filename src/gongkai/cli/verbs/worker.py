import click

from gongkai.cli.chinese import Verb


@click.command("worker", cls=Verb, short_help="只运行后台任务")
def command():
    """运行后台任务：公开之后的各项处理、定时公开、到期失效、清理过期日志。

    gongkai serve 会自己带一个；只有把网站和任务分开部署时才单独运行。
    """
    from gongkai.cli.django_setup import start_django

    start_django()
    from gongkai.cli.working import work

    work()
