"""From lines to chapters, clauses, paragraphs and unit lists."""

import re

from gongkai.catalogue.plan.mending import day_of, mend_line
from gongkai.catalogue.plan.numerals import NUMERAL, numeral_of, value_of
from gongkai.catalogue.plan.parts import Chapter, Clause, Notes
from gongkai.catalogue.plan.unit_lists import read_unit_line, take_inline

CHAPTER = re.compile(
    rf"(?:第?({NUMERAL})(?:部分|章)?\s*[、．.]\s*|第({NUMERAL})(?:部分|章)\s*)([^。]{{2,30}}?)。?"
)
BARE_CHAPTER = re.compile(
    rf"({NUMERAL})([^，。；：、是方要个些定般次份月年旦日条]{{1}}[^，。；：、]{{1,18}})"
)
CLAUSE = re.compile(rf"([（〔\[【]?)\s*({NUMERAL})\s*([）〕\]】]?)\s*(?![、．.])(\S.*)")
NOT_A_HEAD = re.compile("[是方要个些定般次份月年旦日条、]")
LONGEST_TITLE = 40
LONGEST_JOINED = 2_000
ENDED = tuple("。！？；：”…")
CLOSED = tuple("。！？；：”）…")
ENCLOSURE = re.compile("附(?:件|表|录)[:：\\d]?")


class Outline:
    """Takes one line after the other; the numbers it expects decide where a head lost its marks."""

    def __init__(self, notes: Notes):
        self.notes = notes
        self.chapters: list[Chapter] = []

    @property
    def chapter(self) -> Chapter:
        return self.chapters[-1]

    @property
    def clause(self) -> Clause | None:
        return self.chapter.clauses[-1] if self.chapter.clauses else None

    def take(self, line: str) -> None:
        if not (self._chapter(line) or self._clause(line) or self._units(line)):
            self._paragraph(line)

    def _chapter(self, line: str) -> bool:
        head = chapter_head(line)
        expected = len(self.chapters) + 1
        if head is None and (bare := BARE_CHAPTER.fullmatch(line)) and value_of(bare[1]) == expected:
            self.notes.repair(line, f"{bare[1]}、{bare[2]}", "补上标题序号后的顿号")
            head = expected, bare[2]
        if head is None:
            return False
        number, title = head
        if number != expected:
            if number < expected:
                return False
            self.notes.doubt(line, f"前面应当还有第{numeral_of(expected)}部分，没有找到")
        self.finish()
        self.chapters.append(Chapter(number, title))
        return True

    def _clause(self, line: str) -> bool:
        found = CLAUSE.fullmatch(line)
        if not found or (number := value_of(found[2])) is None:
            return False
        numbers = [int(clause.number.partition(".")[2]) for clause in self.chapter.clauses]
        expected = (numbers[-1] if numbers else 0) + 1
        brackets = (found[1] == "（") + (found[3] == "）")
        if number < expected or (brackets < 2 and (number != expected or NOT_A_HEAD.match(found[4]))):
            return False
        if not (found[1] or found[3]) and len(_title_and_rest(found[4])[0]) > LONGEST_TITLE // 2:
            return False
        title, rest = _title_and_rest(found[4])
        if not title:
            return False
        if number > expected:
            self.notes.doubt(line[:20], f"前面应当还有（{numeral_of(expected)}），没有找到")
        self.finish()
        if brackets < 2:
            head = line[: found.start(4)] + title
            self.notes.repair(head, f"（{found[2]}）{title}", "条款序号补上括号")
        self.chapter.clauses.append(Clause(f"{self.chapter.number}.{number}", title))
        if rest:
            self.take(rest)
        return True

    def _units(self, line: str) -> bool:
        lists = read_unit_line(line, self.notes) if self.clause else None
        if not lists:
            return False
        self._add_units(lists)
        return True

    def _add_units(self, lists: dict[str, list[str]]) -> None:
        for kind, names in lists.items():
            listed = getattr(self.clause, kind)
            listed += [name for name in names if name not in listed]

    def _paragraph(self, line: str) -> None:
        holder = self.clause or self.chapter
        if self.clause:
            line, lists = take_inline(line, self.notes)
            self._add_units(lists)
        if not line:
            return
        before = holder.paragraphs[-1] if holder.paragraphs else ""
        if before and not before.endswith(CLOSED) and len(before) < LONGEST_JOINED:
            holder.paragraphs.pop()
            self.notes.doubt(f"{before[-8:]} / {line[:8]}", "前一行没有结束，看作同一段，接在一起")
            self.take(mend_line(before + line, self.notes))
        else:
            holder.paragraphs.append(line)

    def finish(self) -> None:
        """Before the next head: the last paragraph must end its sentence."""
        if not self.chapters:
            return
        paragraphs = (self.clause or self.chapter).paragraphs
        if paragraphs and not paragraphs[-1].endswith(CLOSED):
            last = re.split("[，。；：、！？]", paragraphs[-1])[-1] or paragraphs[-1][-1]
            self.notes.repair(last, last + "。", "补上失落的句号")
            paragraphs[-1] += "。"


def chapter_head(line: str) -> tuple[int, str] | None:
    found = CHAPTER.fullmatch(line)
    number = value_of(found[1] or found[2]) if found else None
    return (number, found[3]) if number else None


def _title_and_rest(text: str) -> tuple[str, str]:
    title, _stop, rest = text.partition("。")
    if len(title) <= LONGEST_TITLE:
        return title, rest.strip()
    title, _comma, rest = text.partition("，")
    return (
        (title, rest.strip()) if len(title) <= LONGEST_TITLE else (text[:LONGEST_TITLE], text[LONGEST_TITLE:])
    )


def split_head(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines before the first chapter, and the rest."""
    for place, line in enumerate(lines):
        head = chapter_head(line)
        if head and head[0] == 1:
            return lines[:place], lines[place:]
    return lines, []


def split_tail(lines: list[str]) -> tuple[list[str], list[str]]:
    """Signature, date and enclosures after the text are no part of its last clause."""
    end = next((place for place, line in enumerate(lines) if place and _is_enclosure(line)), len(lines))
    body, tail = lines[:end], lines[end:]
    if body and day_of(body[-1]):
        tail.insert(0, body.pop())
        if (
            body
            and len(body[-1]) <= LONGEST_TITLE // 2
            and not body[-1].endswith(ENDED)
            and "：" not in body[-1]
        ):
            tail.insert(0, body.pop())
    return body, tail


def _is_enclosure(line: str) -> bool:
    return bool(ENCLOSURE.match(line)) and len(line) <= LONGEST_TITLE and not line.endswith("。")
