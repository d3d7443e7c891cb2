"""An OpenSearch cluster, for a city with several servers: SEARCH_URL=https://user:word@host:9200/name.

Texts go there segmented, so the cluster needs no Chinese analyser. `name` is an alias of the present index.
"""

import base64
import json
import secrets
import urllib.error
import urllib.request
from itertools import islice
from urllib.parse import unquote, urlsplit

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

MOST_VALUES = 2000
CHUNK = 500
SECONDS = 10
DEEPEST = 10_000  # how far OpenSearch pages by default


def _mapping() -> dict:
    text = {"type": "text", "analyzer": "whitespace"}
    fields = {"id": {"type": "long"}, "place": {"type": "long"}, KEYS: {"type": "keyword"}}
    fields |= {name: text for name in (TITLE, TEXT, FILES, PAIRS, FILE_PAIRS, CHARACTERS)}
    fields |= {name: {"type": "keyword"} for name in FACETS}
    return {"mappings": {"dynamic": "strict", "_source": {"enabled": False}, "properties": fields}}


class OpenSearch(Backend):
    def __init__(self, url: str):
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
        self.root = f"{parts.scheme}://{parts.hostname}{port}"
        self.name = f"{parts.path.strip('/') or 'gongkai'}-{SHAPE}"
        self.headers = {}
        if parts.username:
            pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
            self.headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"

    def is_there(self):
        return bool(self._indexes())

    def update(self, *, entries, gone):
        if not self._indexes():
            self._name_present(self._new_index())
        lines = [{"delete": {"_id": str(id)}} for id in gone]
        self._bulk(self.name, lines)
        self._write(self.name, entries)

    def rebuild(self, entries):
        index = self._new_index()
        self._write(index, entries)
        self._name_present(index)

    def find(self, question, *, start=0, number=12):
        if start + number > DEEPEST or question.is_empty:
            return Answer(ids=[], total=self._total(question))
        body = {"query": _query(question), "from": start, "size": number, "_source": False}
        if question.order:
            body["sort"] = [{"place": "desc" if question.order == "newest" else "asc"}]
        found = self._search(body | {"track_total_hits": True})
        return Answer(ids=[int(hit["_id"]) for hit in found["hits"]], total=found["total"]["value"])

    def counts(self, question, facets):
        if question.is_empty:
            return {name: {} for name in facets}
        wanted = {name: {"terms": {"field": name, "size": MOST_VALUES}} for name in facets}
        body = {"query": _matching(question), "size": 0, "aggs": wanted}
        found = self._ask("POST", f"/{self.name}/_search", body)["aggregations"]
        return {
            name: {bucket["key"]: bucket["doc_count"] for bucket in found[name]["buckets"]} for name in facets
        }

    def _total(self, question: Question) -> int:
        if question.is_empty:
            return 0
        return self._search({"query": _matching(question), "size": 0, "track_total_hits": True})["total"][
            "value"
        ]

    def _search(self, body: dict) -> dict:
        return self._ask("POST", f"/{self.name}/_search", body)["hits"]

    def _indexes(self) -> list[str]:
        try:
            return list(self._ask("GET", f"/_alias/{self.name}"))
        except Unreachable as error:
            if getattr(error.__cause__, "code", None) == 404:
                return []
            raise

    def _new_index(self) -> str:
        index = f"{self.name}-{secrets.token_hex(6)}"
        self._ask("PUT", f"/{index}", _mapping())
        return index

    def _name_present(self, index: str) -> None:
        """Exchanged in one step; what stood there before is removed."""
        before = self._indexes()
        actions = [{"add": {"index": index, "alias": self.name}}]
        actions += [{"remove_index": {"index": other}} for other in before]
        self._ask("POST", "/_aliases", {"actions": actions})

    def _write(self, index: str, entries) -> None:
        entries = iter(entries)
        while chunk := list(islice(entries, CHUNK)):
            lines = []
            for entry in chunk:
                lines += [{"index": {"_id": str(entry.id)}}, fields_of(entry)]
            self._bulk(index, lines)

    def _bulk(self, index: str, lines: list[dict]) -> None:
        if not lines:
            return
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        answer = self._ask("POST", f"/{index}/_bulk?refresh=true", text)
        wrong = [
            item
            for item in answer["items"]
            for done in item.values()
            if done["status"] not in (200, 201, 404)
        ]
        if wrong:
            raise Unreachable(str(wrong[0])[:300])

    def _ask(self, method: str, path: str, body=None):
        data = body if isinstance(body, str) or body is None else json.dumps(body, ensure_ascii=False)
        kind = "application/x-ndjson" if isinstance(body, str) else "application/json"
        request = urllib.request.Request(  # noqa: S310 - the address is the operator's own setting
            self.root + path,
            data=data.encode() if data is not None else None,
            method=method,
            headers=self.headers | {"Content-Type": kind},
        )
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
                return json.loads(answer.read())
        except (OSError, ValueError) as error:
            raise Unreachable(str(error)[:300]) from error


def _query(question: Question) -> dict:
    """What matches decides alone who is found; the words score on top of it."""
    scoring = [] if question.order else _scoring(question)
    return {"bool": {"filter": [_matching(question)], "should": scoring, "minimum_should_match": 0}}


def _matching(question: Question) -> dict:
    asked = [query for query in (_parts(question), _keys(question)) if query]
    must = [_any_of(asked)] if asked else []
    must += [query for part in question.must if (query := _part(part))]
    if question.title_phrase:
        must.append(_characters(question.title_phrase))
    if question.title_characters:
        must.append(_few(_each_character(question), question.need))
    if question.everything:
        must.append({"match_all": {}})
    must += [{"terms": {name: list(values)}} for name, values in question.among.items()]
    without = [{"terms": {"id": list(question.without)}}] if question.without else []
    return {"bool": {"filter": must, "must_not": without}}


def _parts(question: Question) -> dict | None:
    parts = [query for part in question.parts if (query := _part(part))]
    return _few(parts, min(question.need, len(parts))) if parts else None


def _part(part: Part) -> dict | None:
    ways = [query for phrase in part.phrases for name in PHRASES_IN if (query := _phrase(phrase, name))]
    if part.words:
        words = [_any_of([{"term": {name: word}} for name in WORDS_IN]) for word in part.words]
        ways.insert(0, {"bool": {"filter": words}})
    return _any_of(ways) if ways else None


def _keys(question: Question) -> dict | None:
    return {"terms": {KEYS: list(question.keys)}} if question.keys else None


def _phrase(text: str, name: str, boost: float = 1.0) -> dict | None:
    pairs = phrase_of(text)
    return {"match_phrase": {name: {"query": " ".join(pairs), "boost": boost}}} if pairs else None


def _characters(text: str, boost: float = 1.0) -> dict:
    return {"match_phrase": {CHARACTERS: {"query": " ".join(solid(fold(text))), "boost": boost}}}


def _each_character(question: Question) -> list[dict]:
    return [{"term": {CHARACTERS: each}} for each in dict.fromkeys(question.title_characters)]


def _scoring(question: Question) -> list[dict]:
    weights = question.weights
    found = [{"term": {TEXT: word}} for word in question.scored]
    found += [{"term": {FILES: {"value": word, "boost": FILE_WEIGHT}}} for word in question.scored]
    if weights.title:
        found += [{"term": {TITLE: {"value": word, "boost": weights.title}}} for word in question.scored]
    for phrase in question.phrases:
        if query := _phrase(phrase, PAIRS, weights.phrase):
            found.append(query)
            if weights.title_phrase:
                found.append(_characters(phrase, weights.title_phrase))
    if keys := _keys(question):
        found.append({"constant_score": {"filter": keys, "boost": KEY_WEIGHT}})
    return found + _each_character(question)


def _any_of(queries: list[dict]) -> dict:
    return queries[0] if len(queries) == 1 else _few(queries, 1)


def _few(queries: list[dict], need: int) -> dict:
    return {"bool": {"should": queries, "minimum_should_match": need}}
