"""One connection to an http or https address."""

import http.client
import ssl
from urllib.parse import quote, urlsplit

from gongkai.translog.errors import Malformed


def connect(url: str, timeout: float) -> tuple[http.client.HTTPConnection, str]:
    """The connection, not opened yet, and the path of the address without a slash at its end."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise Malformed("url", f"网址不对：{url[:200]}") from error
    if parts.scheme not in ("http", "https") or not host or parts.query or parts.fragment:
        raise Malformed("url", f"网址应当以 http:// 或 https:// 开头，没有问号：{url[:200]}")
    path = quote(parts.path.rstrip("/"), safe="/%")
    if parts.scheme == "https":
        secure = ssl.create_default_context()
        return http.client.HTTPSConnection(host, port, timeout=timeout, context=secure), path
    return http.client.HTTPConnection(host, port, timeout=timeout), path
