"""The lists of today: the office's newest version of each, or the one that is shipped."""

import csv
import io
import tomllib
from functools import lru_cache

from django.utils.translation import gettext as _

from gongkai.core.errors import Refused
from gongkai.review.checking.finding import BLOCK, WARN
from gongkai.review.checking.rulebook import (
    SHIPPED,
    MaskRule,
    Rulebook,
    Term,
    make_rulebook,
    shipped,
)
from gongkai.review.models import RuleList

MASKS = ("keep", "surname", "community", "all")
MOST_SAID = 20
LONGEST_TERM = 60
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
        terms = read_terms_text(RuleList.objects.get(pk=own_terms[0]).content)
    if own_masks:
        masks = masks | read_masks_text(RuleList.objects.get(pk=own_masks[0]).content)
    return make_rulebook(terms=terms, masks=masks)


def words_of_mask(mask: MaskRule) -> str:
    if mask.rule == "surname":
        return _("留姓，名改成 *")
    if mask.rule == "community":
        return _("留到乡镇、街道或者社区、村")
    if mask.rule == "all":
        return _("全部改成 *")
    values = {"first": mask.keep_first, "last": mask.keep_last}
    return _("留前 %(first)d 位和后 %(last)d 位，中间改成 *") % values


def read_terms_text(content: str) -> tuple[Term, ...]:
    """Columns as in the shipped list. Raises `Refused` that names each wrong line."""
    rows = csv.DictReader(io.StringIO(content))
    missing = [name for name in ("text", "severity", "reason") if name not in (rows.fieldnames or [])]
    if missing:
        raise Refused(
            _("第一行要有列名 text、severity、reason，现在缺：%(missing)s。可以先下载现在用的一版照着改。")
            % {"missing": "、".join(missing)}
        )
    terms, problems, seen = [], [], set()
    for row in rows:
        if problem := _term_problem(row, seen):
            problems.append(_("第 %(line)d 行：%(problem)s") % {"line": rows.line_num, "problem": problem})
            continue
        seen.add(row["text"])
        terms.append(Term(**{name: row[name] for name in Term.__slots__ if row.get(name)}))
    if not terms and not problems:
        problems.append(_("一个词也没有。要停用词表，请保留至少一个词。"))
    if problems:
        raise Refused("\n".join(problems[:MOST_SAID]))
    return tuple(terms)


def _term_problem(row: dict, seen: set[str]) -> str:
    if None in row:
        return _("列太多，词和说明里的逗号要用引号括起来。")
    if not (row["text"] or "").strip():
        return _("没有写词。")
    if len(row["text"]) > LONGEST_TERM:
        return _("词太长，最多 %(most)d 个字。") % {"most": LONGEST_TERM}
    if row["text"] in seen:
        return _("“%(text)s”重复了。") % {"text": row["text"]}
    if row["severity"] not in (BLOCK, WARN):
        return _("severity 只能写 block（阻断）或 warn（提示）。")
    if not (row["reason"] or "").strip():
        return _("没有写理由 reason。")
    if (row.get("shape") or "word") not in ("word", "mark"):
        return _("shape 只能写 word（任何地方）或 mark（单独成为标志）。")
    return ""


def read_masks_text(content: str) -> dict[str, MaskRule]:
    """TOML, a table for each kind. Raises `Refused` that says what is wrong where."""
    try:
        rules = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise Refused(_("脱敏规则不是正确的 TOML：%(error)s") % {"error": error}) from error
    problems = [problem for kind, rule in rules.items() if (problem := _mask_problem(kind, rule))]
    if not rules:
        problems.append(_("一条规则也没有。"))
    if problems:
        raise Refused("\n".join(problems[:MOST_SAID]))
    return {kind: MaskRule(kind=kind, **rule) for kind, rule in rules.items()}


def _mask_problem(kind: str, rule) -> str:
    if kind not in shipped().masks:
        known = "、".join(shipped().masks)
        return _("[%(kind)s] 不是能脱敏的种类，可以写：%(known)s。") % {"kind": kind, "known": known}
    if not isinstance(rule, dict) or rule.get("rule") not in MASKS:
        return _("[%(kind)s] 的 rule 只能是 %(rules)s。") % {"kind": kind, "rules": "、".join(MASKS)}
    unknown = set(rule) - {"rule", "keep_first", "keep_last", "stars"}
    numbers = [rule.get(name, 0) for name in ("keep_first", "keep_last", "stars")]
    if unknown or any(type(number) is not int or not 0 <= number <= 20 for number in numbers):
        return _("[%(kind)s] 只能写 rule、keep_first、keep_last、stars，后三个是 0 到 20 的整数。") % {
            "kind": kind
        }
    if _reveals_all(kind, rule):
        return _("[%(kind)s] 留下的位数太多，等于没有脱敏。") % {"kind": kind}
    return ""


def _reveals_all(kind: str, rule: dict) -> bool:
    """At least four characters of a number must go; the shortest values of each kind are known."""
    shortest = {
        "id_number": 15,
        "mobile": 11,
        "bank_card": 16,
        "passport": 9,
        "student_number": 18,
        "plate": 7,
    }
    kept = rule.get("keep_first", 0) + rule.get("keep_last", 0)
    return rule["rule"] == "keep" and kind in shortest and shortest[kind] - kept < 4
