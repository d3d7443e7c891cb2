"""文件里随着正文带出的内部信息。公开副本去得掉的告诉一声，去不掉的拦下。"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.review.checking.finding import BLOCK, INFO, Finding
from gongkai.review.reading.blocks import Fact

NAME = gettext_lazy("内部信息")
BLOCKS = (Fact,)
_SHOWN = {"author", "company", "device", "hidden_sheet"}  # the words of the others are checked as texts


def judge(fact: Fact):
    name = fact_names().get(fact.kind, _("内部信息"))
    if fact.strippable:
        severity, message = INFO, _("文件里有%(what)s。公开副本会去掉。") % {"what": name}
    else:
        severity = BLOCK
        message = _("文件里有%(what)s，系统去不掉。请在原来的软件里删除后另存，再上传。") % {"what": name}
    yield Finding(
        kind="internal",
        severity=severity,
        where=fact.place.words,
        message=message,
        value=fact.text,
        raw=fact.text,
        excerpt=f"{name}：{fact.text[:40]}" if fact.text and fact.kind in _SHOWN else name,
        part=fact.place.part,
        hidden=True,
    )


def fact_names() -> dict[str, str]:
    return {
        "author": _("作者姓名"),
        "company": _("单位名称属性"),
        "comment": _("批注"),
        "change": _("修订痕迹"),
        "hidden_sheet": _("隐藏的工作表"),
        "hidden_row": _("隐藏的行"),
        "hidden_column": _("隐藏的列"),
        "hidden_text": _("隐藏的文字"),
        "property": _("文档属性"),
        "place": _("拍摄地点"),
        "device": _("拍摄设备"),
        "custom_data": _("自定义数据"),
        "embedded": _("嵌入的对象"),
        "outside_link": _("外部文件的引用"),
    }
