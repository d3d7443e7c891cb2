"""The search engine of this installation: the embedded one, or an OpenSearch cluster named by SEARCH_URL."""

from functools import cache

from django.conf import settings

from gongkai.search.backends.base import Answer, Backend, Part, Question, Unreachable

__all__ = ["Answer", "Backend", "Part", "Question", "Unreachable", "get_backend"]


def get_backend() -> Backend:
    return _backend(settings.SEARCH_URL, str(settings.SEARCH_DIR))


@cache
def _backend(url: str, folder: str) -> Backend:
    if url:
        from gongkai.search.backends.opensearch import OpenSearch

        return OpenSearch(url)
    from gongkai.search.backends.embedded import Embedded

    return Embedded(folder)
