"""图片没有文字说明。"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.review.checking.accessibility import FAMILY as FAMILY
from gongkai.review.checking.finding import WARN, Finding
from gongkai.review.reading.blocks import Picture

NAME = gettext_lazy("图片说明")
BLOCKS = (Picture,)


def judge(picture: Picture):
    if not picture.described:
        yield Finding(
            kind="alt",
            severity=WARN,
            where=picture.place.words,
            message=_("图片没有文字说明，看不见图片的人不知道它说什么。请补上。"),
            part=picture.place.part,
            hidden=picture.place.hidden,
        )
