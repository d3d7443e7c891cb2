"""Relevance beside plain BM25 over the same segmentation: known items and questions with their gold text. Prints one line.

.venv/bin/python -m benchmarks.bench_relevance      (real material beside the repository: ../shared/data)
"""

import csv
import json
import re
import sys
import tempfile
from pathlib import Path

from benchmarks.setup import fresh_database

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
RANKS = (1, 5, 10)
EACH = 400
BRACKETS = ("〔{}〕", "[{}]", "（{}）", "【{}】", "({})")
WITH_TEXT = {
    "gov-docs/laws/regulations.jsonl": "markdown",
    "gov-docs/agency-notices/gzets_provincial_municipal.jsonl": "content",
    "gov-docs/agency-notices/gzets_trading_announcements.jsonl": "content",
    "gov-docs/agency-notices/hbets_center_dynamics.jsonl": "content",
    "gov-docs/agency-notices/mee_decrees.jsonl": "content",
    "gov-docs/agency-notices/mee_notices.jsonl": "content",
    "gov-docs/policies-full-text/local_digital_gov.jsonl": "text",
    "gov-docs/procurement-rules/rules.jsonl": "markdown",
    "gov-docs/state-council-html/docs.jsonl": "text",
}


def lines_of(path: str) -> list[dict]:
    return [
        json.loads(line) for line in (DATA / path).read_text(encoding="utf-8").splitlines() if line.strip()
    ]


def entry_of(id: int, title: str, text: str, number: str = ""):
    from gongkai.search.numbers import document_key
    from gongkai.search.searched import FACETS, Entry

    keys = tuple(filter(None, [document_key(number)]))
    return Entry(id, title, keys, (number, text), dict.fromkeys(FACETS, ""), id)


def spread(rows: list, number: int) -> list:
    return list(rows[:: max(1, len(rows) // number)][:number])


def known_items() -> tuple[list, dict[str, list]]:
    """Every real document, and what somebody types who remembers half of its title, or its number."""
    from gongkai.search.asking import STOP
    from gongkai.search.numbers import document_key
    from gongkai.search.text import fold, plain_words_of

    rows = [
        (row["title"], row[field], row.get("doc_number") or "")
        for path, field in WITH_TEXT.items()
        for row in lines_of(path)
    ]
    with_text = len(rows)
    with open(DATA / "gov-docs/metadata/document_register.csv", encoding="utf-8-sig") as file:
        rows += [(row["title"], "", row["doc_number"].strip()) for row in csv.DictReader(file)]
    same_title: dict[str, set[int]] = {}
    same_number: dict[str, set[int]] = {}
    for id, (title, _text, number) in enumerate(rows):
        same_title.setdefault(title, set()).add(id)
        if key := document_key(number):
            same_number.setdefault(key, set()).add(id)
    by_title, by_number = [], []
    plain = STOP | {"关于", "通知", "印发", "公告", "意见"}
    titles = spread(range(with_text), EACH) + spread(range(with_text, len(rows)), EACH)
    for id in titles:
        words = [word for word in plain_words_of(fold(rows[id][0])) if word not in plain]
        by_title.append((" ".join(words[::2][:4]), same_title[rows[id][0]]))
    for place, (_key, ids) in enumerate(spread(sorted(same_number.items()), EACH)):
        number = rows[min(ids)][2]
        written = BRACKETS[place % len(BRACKETS)]
        by_number.append(
            (re.sub(r"[〔\[（(【](\d{4})[〕\]）)】]", lambda m, w=written: w.format(m[1]), number), ids)
        )
    entries = [entry_of(id, *row) for id, row in enumerate(rows)]
    return entries, {"title words": by_title, "document number": by_number}


def policy_qa() -> tuple[list, dict[str, list]]:
    docs = lines_of("gov-docs/policy-qa/docs.jsonl")
    places = {row["docid"]: id for id, row in enumerate(docs)}
    entries = [entry_of(id, row["text"].split(" ")[0][:60], row["text"]) for id, row in enumerate(docs)]
    asked = [
        (row["question"], {places[row["docid"]]})
        for row in lines_of("gov-docs/policy-qa/qa.jsonl")
        if row["docid"] in places
    ]
    return entries, {"policy questions": asked}


def search_qa() -> tuple[list, dict[str, list]]:
    texts = lines_of("search-qa/cmrc2018_trial_paragraphs.jsonl")
    places = {row["pid"]: id for id, row in enumerate(texts)}
    entries = [entry_of(id, row["title"], row["text"]) for id, row in enumerate(texts)]
    questions = lines_of("search-qa/cmrc2018_trial_questions.jsonl")
    return entries, {"questions": [(row["question"], {places[row["pid"]]}) for row in questions]}


def ours(words: str) -> list[int]:
    from gongkai.search.queries import Search

    return Search(words).ids(0, max(RANKS))


def plain_bm25(words: str) -> list[int]:
    """Any of the words, scored by BM25 over the one field of all text: nothing else."""
    from tantivy import Occur, Query

    from gongkai.search.backends import get_backend
    from gongkai.search.text import fold, words_of

    searcher, schema = get_backend()._reader()
    terms = [
        (Occur.Should, Query.term_query(schema, "text", word))
        for word in dict.fromkeys(words_of(fold(words)))
    ]
    found = searcher.search(Query.boolean_query(terms), limit=max(RANKS))
    return searcher.fast_field_values("id", [address for _score, address in found.hits])


def success(ask, asked: list) -> list[float]:
    places = []
    for words, gold in asked:
        found = ask(words)
        places.append(next((place for place, id in enumerate(found, 1) if id in gold), None))
    return [sum(place is not None and place <= rank for place in places) / len(places) for rank in RANKS]


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as folder, fresh_database(folder):
        from django.conf import settings

        from gongkai.search.backends import get_backend

        parts, worse = [], []
        for read in (known_items, policy_qa, search_qa):
            entries, sets = read()
            settings.SEARCH_DIR = Path(folder) / f"search-{read.__name__}"
            get_backend().rebuild(entries)
            for name, asked in sets.items():
                mine, plain = success(ours, asked), success(plain_bm25, asked)
                worse += [name for one, other in zip(mine, plain, strict=True) if one < other]
                shown = " / ".join(f"{one:.3f} ({other:.3f})" for one, other in zip(mine, plain, strict=True))
                parts.append(f"{name} ({len(asked)} among {len(entries):,}) {shown}")
        print(
            f"relevance, success at 1 / 5 / 10 (plain BM25): {'; '.join(parts)}; {f'below in {worse}' if worse else 'never below'}"
        )
        return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
