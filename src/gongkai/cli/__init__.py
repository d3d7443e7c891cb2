from gongkai.cli.entry import main

__all__ = ["main"]
