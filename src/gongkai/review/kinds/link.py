"""链接：读者打不开的、会执行程序的、离开政府网站的。站内链接是否还在，由站点自己核对。"""

import re
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.review.checking.finding import BLOCK, INFO, WARN, Finding
from gongkai.review.reading.blocks import Link

NAME = gettext_lazy("链接")
BLOCKS = (Link,)

_RUNS = re.compile(r"(?:javascript|vbscript|data):", re.I)
_DRIVE = re.compile(r"[A-Za-z]:[\\/]|\\\\")
_PRIVATE = re.compile(
    r"localhost$|127\.|0\.0\.0\.0|10\.\d|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|\[?::1\]?$|\[?f[cd][0-9a-f]{2}:|.*\.(?:local|lan|internal|intranet|corp)$"
)


def judge(link: Link):
    said = _judgement(re.sub(r"[\x00-\x20]", "", link.url))
    if said:
        severity, message = said
        yield Finding(
            kind="link",
            severity=severity,
            where=link.place.words,
            message=message,
            value=link.url,
            raw=link.url,
            excerpt=link.text or link.url,
            part=link.place.part,
            hidden=link.place.hidden,
        )


def _judgement(url: str) -> tuple[str, str] | None:
    if _RUNS.match(url) and not url.lower().startswith("data:image/"):
        return BLOCK, _("这个链接会执行程序。请删去，换成网页地址。")
    if url.lower().startswith("file:") or _DRIVE.match(url):
        return WARN, _("链接指向某台电脑上的文件，读者打不开。请把文件作为附件上传。")
    try:
        address = urlsplit(url)
        host = (address.hostname or "").lower()
        _port = address.port
    except ValueError:
        return WARN, _("链接的写法不对，读者打不开。请核对地址。")
    if address.scheme in {"http", "https"}:
        return _judge_host(host)
    return None


def _judge_host(host: str) -> tuple[str, str] | None:
    if not host or ".." in host or not re.fullmatch(r"[\w.\-:\[\]]+", host):
        return WARN, _("链接的写法不对，读者打不开。请核对地址。")
    if _PRIVATE.match(host):
        return WARN, _("链接指向内部网络，读者打不开。请换成公开的地址。")
    if "." not in host:
        return WARN, _("链接的写法不对，读者打不开。请核对地址。")
    if not re.search(r"(?:^|\.)gov\.cn$|(?:^|\.)政务$", host):
        return INFO, _("链接离开政府网站。请确认对方可靠、内容还在。")
    return None
