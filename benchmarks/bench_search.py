"""Search: p95 of 200 mixed queries at two corpus sizes beside the raw index query alone. Prints one line.

.venv/bin/python -m benchmarks.bench_search [SMALL LARGE]      (real texts beside the repository: ../shared/data)
"""

import sys
import tempfile
import time
from itertools import islice

from benchmarks.bench_relevance import WITH_TEXT, lines_of
from benchmarks.setup import fresh_database, p95

QUERIES = 200
LENGTHS = (300, 600, 900, 1500, 2500, 4000)


def real_texts() -> list[tuple[str, str]]:
    """Titles with their texts: real ones, cut into lengths as papers have them."""
    found = []
    for path, field in WITH_TEXT.items():
        for row in lines_of(path):
            text, place = row[field], 0
            for turn in range(6):
                length = LENGTHS[(len(found) + turn) % len(LENGTHS)]
                if len(text) - place < 200:
                    break
                found.append((row["title"], text[place : place + length]))
                place += length
    return found


def queries(texts: list[tuple[str, str]]) -> list[str]:
    """Words, phrases, numbers, questions, mistyped and narrow ones, from real titles."""
    from gongkai.search.asking import STOP
    from gongkai.search.text import fold, plain_words_of

    found = []
    for place, (title, text) in enumerate(islice(texts, 0, None, max(1, len(texts) // QUERIES))):
        words = [word for word in plain_words_of(fold(title)) if word not in STOP] or ["通知"]
        found.append(
            (
                words[0],
                " ".join(words[:2]),
                " ".join(words[:4]),
                f"如何办理{''.join(words[:3])}？",
                f"“{text[40:50]}”",
                f"测发[2026]{place * 37 + 1}号",
                title,
                f"{words[-1]} 工作",
            )[place % 8]
        )
    return found[:QUERIES]


def search(words: str) -> None:
    """A search with all that it is: the question, synonyms, what is hidden, hits, counts, the check with the record."""
    from gongkai.search.queries import Search, in_order

    found = Search(words)
    if not found.question.is_empty:
        found.counts()
        in_order(found.ids(0, 12))


def shown(words: str) -> None:
    """And what the page makes of it: marks, stretches of text, the words of every filter."""
    from gongkai.portal.queries import Found, SearchChoices
    from gongkai.portal.queries.frame import site_frame

    found = Found(SearchChoices(words=words), site_frame())
    if not found.search.question.is_empty:
        found.count()
        _rows = found[0:12]
        _facets = found.facets


def raw(words: str) -> None:
    """The engine alone, asked once for the same: hits, their number and the counts."""
    from gongkai.search.asking import ask
    from gongkai.search.backends import get_backend
    from gongkai.search.searched import FACETS

    question = ask(words).question
    if not question.is_empty:
        answer = get_backend().find(question)
        for weaker in ask(words).relaxed:
            if answer.total:
                break
            question = weaker
            answer = get_backend().find(question)
        get_backend().counts(question, FACETS)


def plain(words: str) -> None:
    """Twelve hits of any of the words and nothing else."""
    from benchmarks.bench_relevance import plain_bm25

    plain_bm25(words or "通知")


def times(act, asked: list[str]) -> list[float]:
    found = []
    for words in asked:
        started = time.perf_counter()
        act(words)
        found.append((time.perf_counter() - started) * 1000)
    return found


def measure(asked: list[str], client) -> dict[str, float]:
    """Each in turns, so that noise of the machine meets all."""
    acts = {"raw": raw, "search": search, "shown": shown, "plain": plain}
    collected: dict[str, list[float]] = {name: [] for name in acts}
    for act in acts.values():
        times(act, asked[:40])
    for _turn in range(2):
        for name, act in acts.items():
            collected[name] += times(act, asked)
    page = times(lambda words: client.get("/search/", {"q": words}), asked)
    return {name: p95(values) for name, values in collected.items()} | {"page": p95(page)}


def main(small: int, large: int) -> None:
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as folder, fresh_database(folder):
        from pathlib import Path

        from django.conf import settings
        from django.test import Client

        from benchmarks import growth
        from gongkai.search.actions import rebuild
        from tests.factories import City

        settings.SEARCH_DIR = Path(folder) / "search"
        texts = real_texts()
        growth.TEXTS = texts
        city, client, parts = City(), Client(), []
        asked = queries(texts)
        for total in (small, large):
            growth.grow(city, total)
            started = time.perf_counter()
            rebuild()
            seconds = time.perf_counter() - started
            found = measure(asked, client)
            size = sum(path.stat().st_size for path in settings.SEARCH_DIR.rglob("*") if path.is_file()) / 1e6
            parts.append(
                f"{total:,} papers: search {found['search']:.1f} ms, raw {found['raw']:.1f} ms "
                f"(× {found['search'] / found['raw']:.2f}), plain BM25 {found['plain']:.1f} ms; with marks and filters "
                f"{found['shown']:.1f} ms, whole page {found['page']:.0f} ms; rebuilt in {seconds:.0f} s, {size:.0f} MB"
            )
        print(f"search, p95 of {len(asked)} mixed queries: {'; '.join(parts)}")


if __name__ == "__main__":
    sizes = [int(value) for value in sys.argv[1:3]] or [10_000, 100_000]
    main(*sizes)
