"""扫描的 PDF：整页是图像，认出来的字只供检查用，读者的文件里没有字。"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.review.checking.accessibility import FAMILY as FAMILY
from gongkai.review.checking.finding import WARN, Finding
from gongkai.review.reading.blocks import Text

NAME = gettext_lazy("扫描件")
BLOCKS = (Text,)


def judge(text: Text):
    """Once for a file, however many of its pages are pictures."""
    if text.role == "ocr" and text.place.part.startswith("page "):
        yield Finding(
            kind="scan",
            severity=WARN,
            where=_("扫描的页面"),
            message=_(
                "这份 PDF 是扫描件，读屏软件念不出来，也搜不到。请换成从 Word、WPS 直接导出的，或者另附一份。"
            ),
        )
