"""The embedded engine (tantivy): a folder of its own for each whole index, and a file that names the present one.

Written by one process at a time, read by all: a reader looks whether the folder was exchanged or grew before it asks.
"""

import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Iterable
from contextlib import contextmanager
from pathlib import Path

import tantivy
from tantivy import Occur, Order, Query

from gongkai.search.backends.base import (
    CHARACTERS,
    FILE_PAIRS,
    FILE_WEIGHT,
    FILES,
    KEY_WEIGHT,
    KEYS,
    PAIRS,
    PHRASES_IN,
    TEXT,
    TITLE,
    WORDS_IN,
    Answer,
    Backend,
    Part,
    Question,
    Unreachable,
)
from gongkai.search.backends.fields import SHAPE, fields_of, phrase_of
from gongkai.search.searched import FACETS
from gongkai.search.text import fold, solid

HEAP_TO_UPDATE = 30_000_000
HEAP_TO_REBUILD = 200_000_000
MOST_VALUES = 2000


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", stored=True, indexed=True, fast=True)
    builder.add_integer_field("place", fast=True)
    for name in (TITLE, TEXT, FILES):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    for name in (PAIRS, FILE_PAIRS, CHARACTERS):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    builder.add_text_field(KEYS, tokenizer_name="raw", index_option="basic")
    for name in FACETS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    return builder.build()


class Embedded(Backend):
    def __init__(self, folder: str):
        self.folder = Path(folder)
        self._opened: tuple[Path, int, tantivy.Index] | None = None

    def is_there(self) -> bool:
        return self._present() is not None

    def update(self, *, entries, gone):
        with self._locked("writing.lock"):
            folder = self._present() or self._new_folder()
            index = tantivy.Index.open(str(folder))
            writer = index.writer(HEAP_TO_UPDATE, 1)
            for id in gone:
                writer.delete_documents_by_term("id", id)
            for entry in entries:
                writer.delete_documents_by_term("id", entry.id)
                _add(writer, index.schema, entry)
            writer.commit()
            writer.wait_merging_threads()
            self._name_present(folder)

    def rebuild(self, entries: Iterable):
        """The old index is written to and read meanwhile; what a killed rebuild left is cleared first."""
        with self._locked("rebuilding.lock"):
            self._clear_but(self._present())
            folder = self._new_folder()
            index = tantivy.Index.open(str(folder))
            writer = index.writer(HEAP_TO_REBUILD, 1)
            for entry in entries:
                _add(writer, index.schema, entry)
            writer.commit()
            writer.wait_merging_threads()
            with self._locked("writing.lock"):
                self._name_present(folder)
                self._clear_but(folder)

    def find(self, question, *, start=0, number=12):
        searcher, schema = self._reader()
        query = _query(schema, question)
        order = {"newest": Order.Desc, "oldest": Order.Asc}.get(question.order)
        sorting = {"order_by_field": "place", "order": order} if order is not None else {}
        found = searcher.search(query, limit=number, offset=start, count=True, **sorting)
        ids = searcher.fast_field_values("id", [address for _score, address in found.hits])
        return Answer(ids=list(ids), total=found.count)

    def counts(self, question, facets):
        searcher, schema = self._reader()
        wanted = {name: {"terms": {"field": name, "size": MOST_VALUES}} for name in facets}
        found = searcher.aggregate(_matching(schema, question), wanted)
        return {
            name: {bucket["key"]: bucket["doc_count"] for bucket in found[name]["buckets"]} for name in facets
        }

    def _reader(self) -> tuple[tantivy.Searcher, tantivy.Schema]:
        """Two looks at the file system tell whether anything is new. Threads share what one of them opened."""
        folder, opened = self._present(), self._opened
        if folder is None:
            raise Unreachable
        try:
            changed = os.stat(folder / "meta.json").st_mtime_ns
            if opened is None or opened[0] != folder:
                index = tantivy.Index.open(str(folder))
                index.config_reader("manual", 1)
                index.reload()
            else:
                index = opened[2]
                if opened[1] != changed:
                    index.reload()
        except (OSError, ValueError) as error:
            raise Unreachable from error
        self._opened = (folder, changed, index)
        return index.searcher(), index.schema

    def _present(self) -> Path | None:
        try:
            told = json.loads((self.folder / "present.json").read_text())
        except (OSError, ValueError):
            return None
        return self.folder / told["folder"] if told.get("shape") == SHAPE else None

    def _name_present(self, folder: Path) -> None:
        told = self.folder / "present.json"
        beside = told.with_suffix(".new")
        beside.write_text(json.dumps({"folder": folder.name, "shape": SHAPE}))
        os.replace(beside, told)

    def _new_folder(self) -> Path:
        folder = self.folder / f"index-{secrets.token_hex(6)}"
        folder.mkdir(parents=True)
        tantivy.Index(_schema(), path=str(folder))
        return folder

    def _clear_but(self, folder: Path | None) -> None:
        for other in self.folder.glob("index-*"):
            if other != folder:
                shutil.rmtree(other, ignore_errors=True)

    @contextmanager
    def _locked(self, name: str):
        self.folder.mkdir(parents=True, exist_ok=True)
        with open(self.folder / name, "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _add(writer, schema, entry) -> None:
    writer.add_document(tantivy.Document.from_dict(fields_of(entry), schema))


def _query(schema, question: Question) -> Query:
    """What matches decides alone who is found; the words score on top of it."""
    scoring = [(Occur.Should, query) for query in _scoring(schema, question)] if not question.order else []
    return Query.boolean_query([(Occur.Must, _silent(_matching(schema, question))), *scoring])


def _matching(schema, question: Question) -> Query:
    asked = [query for query in (_parts(schema, question), _keys(schema, question)) if query is not None]
    must = [(Occur.Must, _any_of(asked))] if asked else []
    must += [(Occur.Must, query) for part in question.must if (query := _part(schema, part)) is not None]
    if question.title_phrase:
        must.append((Occur.Must, _characters(schema, question.title_phrase)))
    if question.title_characters:
        few = [(Occur.Should, term) for term in _each_character(schema, question)]
        must.append((Occur.Must, Query.boolean_query(few, question.need)))
    if question.everything:
        must.append((Occur.Must, Query.all_query()))
    if not must:
        return Query.empty_query()
    must += [
        (Occur.Must, Query.term_set_query(schema, name, list(values)))
        for name, values in question.among.items()
    ]
    if question.without:
        must.append((Occur.MustNot, Query.term_set_query(schema, "id", list(question.without))))
    return Query.boolean_query(must)


def _parts(schema, question: Question) -> Query | None:
    parts = [query for part in question.parts if (query := _part(schema, part)) is not None]
    if not parts:
        return None
    return Query.boolean_query([(Occur.Should, part) for part in parts], min(question.need, len(parts)))


def _part(schema, part: Part) -> Query | None:
    ways = [
        query
        for phrase in part.phrases
        for name in PHRASES_IN
        if (query := _phrase(schema, phrase, name)) is not None
    ]
    if part.words:
        words = [_any_of([Query.term_query(schema, name, word) for name in WORDS_IN]) for word in part.words]
        ways.insert(0, Query.boolean_query([(Occur.Must, word) for word in words]))
    return _any_of(ways) if ways else None


def _keys(schema, question: Question) -> Query | None:
    return Query.term_set_query(schema, KEYS, list(question.keys)) if question.keys else None


def _phrase(schema, text: str, name: str = PAIRS) -> Query | None:
    pairs = phrase_of(text)
    if len(pairs) > 1:
        return Query.phrase_query(schema, name, pairs)
    return Query.term_query(schema, name, pairs[0]) if pairs else None


def _characters(schema, text: str) -> Query:
    """These characters side by side in a title."""
    run = solid(fold(text))
    if len(run) == 1:
        return Query.term_query(schema, CHARACTERS, run)
    return Query.phrase_query(schema, CHARACTERS, list(run))


def _each_character(schema, question: Question) -> list[Query]:
    return [Query.term_query(schema, CHARACTERS, each) for each in dict.fromkeys(question.title_characters)]


def _scoring(schema, question: Question) -> list[Query]:
    weights = question.weights
    found = [Query.term_query(schema, TEXT, word) for word in question.scored]
    for word in question.scored:
        found.append(Query.boost_query(Query.term_query(schema, FILES, word), FILE_WEIGHT))
    for word in question.scored if weights.title else ():
        found.append(Query.boost_query(Query.term_query(schema, TITLE, word), weights.title))
    for phrase in question.phrases:
        if (query := _phrase(schema, phrase)) is not None:
            found.append(Query.boost_query(query, weights.phrase))
            if weights.title_phrase:
                found.append(Query.boost_query(_characters(schema, phrase), weights.title_phrase))
    if question.keys:
        found.append(Query.const_score_query(_keys(schema, question), KEY_WEIGHT))
    return found + _each_character(schema, question)


def _any_of(queries: list[Query]) -> Query:
    return (
        queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, each) for each in queries])
    )


def _silent(query: Query) -> Query:
    return Query.const_score_query(query, 0.0)
