"""Answers the log's files before Django is entered: they are public, never change, and ask for no database."""

from gongkai.ledger.files import log_file, packed

BELOW = ("/log/checkpoint", "/log/tile/")


class LogBeforeDjango:
    """A WSGI application around the site's; whatever is no file of the log it leaves to that."""

    def __init__(self, site):
        self.site = site

    def __call__(self, environ, start_response):
        path = environ.get("PATH_INFO", "")
        if not path.startswith(BELOW) or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self.site(environ, start_response)
        file = log_file(path.removeprefix("/log/"))
        if file is None:
            return self.site(environ, start_response)
        headers, body = file.headers(), file.body
        if smaller := packed(file, environ.get("HTTP_ACCEPT_ENCODING", "")):
            headers, body = [*headers, ("Content-Encoding", "gzip")], smaller
        headers += [("Vary", "Accept-Encoding"), ("Content-Length", str(len(body)))]
        start_response("200 OK", headers)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]
