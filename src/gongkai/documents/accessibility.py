"""What a clerk does about what axe finds in the text of a paper: its own words say what is wrong, not how it is mended here."""

from django.utils.translation import gettext as _


def remedies() -> dict[str, str]:
    """By rule of axe. A rule without a sentence says its own."""
    heading = _("请在“段落”里改标题的级别，从一级标题开始，一级一级往下。")
    head = _("请把光标放在写列名的那一行，按工具栏的“表头行”；行名在第一列的，按“表头列”。")
    link = _("请把链接的话写成要看的内容，不同的地方用不同的话。")
    picture = _("请在图片的“文字说明”里写图上是什么；只作装饰的，勾选“只作装饰”。")
    return {
        "heading-order": heading,
        "empty-heading": _("这里有一个没有字的标题。请写上字，或者删去。"),
        "p-as-heading": _("整段加粗不是标题。请选中它，在“段落”里选标题级别。"),
        "td-has-header": head,
        "th-has-data-cells": _("这一行或者这一列全是表头，没有数据。请再按一次“表头行”或“表头列”取消。"),
        "scope-attr-valid": head,
        "empty-table-header": _("表头里有空格子。请写上这一列是什么。"),
        "table-fake-caption": _("表名写在了表格的第一行。请把它移到表格前面，自成一段。"),
        "table-duplicate-name": _("表名和说明一样。请只留一个。"),
        "link-name": link,
        "link-in-text-block": link,
        "identical-links-same-purpose": link,
        "image-alt": picture,
        "image-redundant-alt": _("图片的文字说明和旁边的字一样，会念两遍。请写图上看得见的内容。"),
        "list": _("列表里夹了别的东西。请把它移到列表外面，或者写进某一项。"),
        "listitem": _("有一项不在列表里。请重新用工具栏做列表。"),
        "target-size": _("几个链接挨得太近，手指点不准。请分开写成列表。"),
        "valid-lang": _("请核对“文字”一栏。"),
    }
