"""What a reader chose in a list: filters, years, order and page, read from the address and written back into it."""

from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

VALUES_EACH = 60
LONGEST_VALUE = 160
YEARS = range(1900, 2101)


@dataclass(frozen=True)
class Choices:
    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    first_year: int | None = None
    last_year: int | None = None
    order: str = ""
    page: str = ""

    def of(self, name: str) -> tuple[str, ...]:
        return self.values.get(name, ())

    @property
    def number(self) -> int:
        """How many conditions there are; a span of years is one."""
        return sum(len(values) for values in self.values.values()) + self.has_years

    @property
    def has_years(self) -> bool:
        return self.first_year is not None or self.last_year is not None

    def without(self, name: str, value: str) -> "Choices":
        kept = tuple(each for each in self.of(name) if each != value)
        return replace(self, values=self.values | {name: kept}, page="")

    def with_value(self, name: str, value: str) -> "Choices":
        return replace(self, values=self.values | {name: (value,)}, page="")

    def without_years(self) -> "Choices":
        return replace(self, first_year=None, last_year=None, page="")

    def cleared(self) -> "Choices":
        """No condition any more; the order stays, for it hides nothing."""
        return Choices(order=self.order)

    def query(self, page: int | None = None) -> str:
        """`?…` for a link, always in the same order; without a page unless one is given."""
        pairs = [(name, value) for name, values in self.values.items() for value in values]
        pairs += [("from", self.first_year), ("to", self.last_year), ("sort", self.order), ("page", page)]
        return "?" + urlencode([(name, value) for name, value in pairs if value])


def read_choices(request, *, names: tuple[str, ...], orders=(), with_years: bool = True) -> Choices:
    """Whatever stands in the address gives choices: what is not understood is left out, and too much is cut off."""
    given = request.GET
    first, last = (_year(given.get(name)) if with_years else None for name in ("from", "to"))
    if first and last and first > last:
        first, last = last, first
    return Choices(
        values={name: values for name in names if (values := _values(given.getlist(name)))},
        first_year=first,
        last_year=last,
        order=given.get("sort") if given.get("sort") in orders else "",
        page=given.get("page", "")[:20],
    )


def _values(given: list[str]) -> tuple[str, ...]:
    cleaned = (value.strip()[:LONGEST_VALUE] for value in given[:VALUES_EACH])
    return tuple(dict.fromkeys(value for value in cleaned if value))


def _year(text: str | None) -> int | None:
    if text and len(text) == 4 and text.isascii() and text.isdigit() and int(text) in YEARS:
        return int(text)
    return None
