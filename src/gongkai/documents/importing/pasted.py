"""Pasted pages and text as an import."""

from gongkai.documents.importing.body import Body, Imported
from gongkai.documents.importing.clean import read_blocks
from gongkai.documents.importing.guess import complete, lone_heading
from gongkai.documents.importing.tidy import tidy


def read_html(html: str) -> Imported:
    tree, dropped = read_blocks(html)
    title = lone_heading(tree)
    return complete(tidy(tree), Body(dropped=dropped), title)
