"""The lists that the checks go by: terms, masks, words of elements. Shipped as files, replaced by versions of the office."""

import csv
import hashlib
import json
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SHIPPED = Path(__file__).parent.parent / "lists"


@dataclass(frozen=True, slots=True)
class Term:
    """`severity`: block or warn. `instead`: what to write, where there is a better word.

    `shape`: word (anywhere) or mark (only where it stands alone as a mark does: 机密★10年). `unless`: longer words, parted
    by blanks, that hold the term and are right.
    """

    text: str
    severity: str
    reason: str
    instead: str = ""
    shape: str = "word"
    unless: str = ""


@dataclass(frozen=True, slots=True)
class MaskRule:
    """How values of one kind are masked. `rule`: keep (first and last characters), surname, community, all.

    `keep_first`, `keep_last` count characters that stay; `stars` how many `*` stand between, 0 for as many as were taken.
    """

    kind: str
    rule: str
    keep_first: int = 0
    keep_last: int = 0
    stars: int = 0


@dataclass(frozen=True)
class Rulebook:
    """`key` changes whenever any list does: what was checked under another key is checked again."""

    terms: tuple[Term, ...]
    masks: dict[str, MaskRule]
    key: str

    def as_dict(self) -> dict:
        return {
            "terms": [_plain(term) for term in self.terms],
            "masks": [_plain(self.masks[kind]) for kind in sorted(self.masks)],
        }


def rulebook_from(lists: dict) -> Rulebook:
    """What `as_dict` said, on the other side of a process."""
    masks = [MaskRule(*row) for row in lists["masks"]]
    return make_rulebook(
        terms=tuple(Term(*row) for row in lists["terms"]), masks={rule.kind: rule for rule in masks}
    )


def make_rulebook(*, terms: tuple[Term, ...], masks: dict[str, MaskRule]) -> Rulebook:
    bound = json.dumps(
        [[_plain(term) for term in terms], [_plain(masks[kind]) for kind in sorted(masks)]],
        ensure_ascii=False,
    )
    return Rulebook(terms=terms, masks=masks, key=hashlib.sha256(bound.encode()).hexdigest()[:16])


def _plain(row) -> list:
    return [getattr(row, name) for name in row.__slots__]


@cache
def shipped() -> Rulebook:
    return make_rulebook(terms=read_terms(SHIPPED / "terms.csv"), masks=read_masks(SHIPPED / "masks.toml"))


def read_terms(path: Path) -> tuple[Term, ...]:
    with path.open(encoding="utf-8", newline="") as stream:
        return tuple(Term(**row) for row in csv.DictReader(stream))


def read_masks(path: Path) -> dict[str, MaskRule]:
    rules = tomllib.loads(path.read_text(encoding="utf-8"))
    return {kind: MaskRule(kind=kind, **rule) for kind, rule in rules.items()}
