"""The lists of today: the office's newest version of each, or the one that is shipped."""

import csv
import io
import tomllib
from functools import lru_cache

from gongkai.review.checking.rulebook import (
    SHIPPED,
    MaskRule,
    Rulebook,
    Term,
    make_rulebook,
    shipped,
)
from gongkai.review.models import RuleList

FILES = {RuleList.Name.TERMS: "terms.csv", RuleList.Name.MASKS: "masks.toml"}


def current_rulebook() -> Rulebook:
    """One query; the reading of an unchanged list is kept."""
    rows = RuleList.objects.order_by("number").values_list("name", "pk", "made_at")
    newest = {name: (pk, made_at) for name, pk, made_at in rows}
    return _rulebook_of(newest.get(RuleList.Name.TERMS), newest.get(RuleList.Name.MASKS))


def current_text(name: str) -> str:
    newest = RuleList.objects.filter(name=name).order_by("-number").first()
    return newest.content if newest else (SHIPPED / FILES[name]).read_text(encoding="utf-8")


@lru_cache(maxsize=4)
def _rulebook_of(own_terms: tuple | None, own_masks: tuple | None) -> Rulebook:
    terms, masks = shipped().terms, shipped().masks
    if own_terms:
        terms = terms_from(RuleList.objects.get(pk=own_terms[0]).content)
    if own_masks:
        masks = masks | masks_from(RuleList.objects.get(pk=own_masks[0]).content)
    return make_rulebook(terms=terms, masks=masks)


def terms_from(content: str) -> tuple[Term, ...]:
    return tuple(Term(**row) for row in csv.DictReader(io.StringIO(content)))


def masks_from(content: str) -> dict[str, MaskRule]:
    return {kind: MaskRule(kind=kind, **rule) for kind, rule in tomllib.loads(content).items()}
