"""How a reader wants to see the site: one cookie of a few words, which say nothing of who he is.

`display.js` reads and writes the same cookie, so that pages from files obey as well: what is changed here is changed there.
"""

from dataclasses import dataclass, fields, replace

from django.http import HttpRequest
from django.utils.html import format_html_join

COOKIE = "display"
ONE_YEAR = 365 * 24 * 3600
LONGEST = 80
CHOICES = {
    "theme": ("light", "dark"),
    "contrast": ("normal", "high"),
    "size": ("text-small", "text-large", "large", "huge"),
    "elder": ("elder",),
    "pointer": ("pointer",),
}
FIELD_OF = {word: field for field, words in CHOICES.items() for word in words}
TIMES = {"large": 1.5, "huge": 1.875}  # how much larger than 16 px the type is


@dataclass(frozen=True)
class Display:
    """The empty word is the usual: as the system has it, or not at all."""

    theme: str = ""
    contrast: str = ""
    size: str = ""
    elder: str = ""
    pointer: str = ""

    @classmethod
    def read(cls, text: str) -> "Display":
        words = text.split(".") if len(text) <= LONGEST else []
        return cls(**{FIELD_OF[word]: word for word in words if word in FIELD_OF})._settled()

    def write(self) -> str:
        return ".".join(word for field in fields(self) if (word := getattr(self, field.name)))

    def choose(self, field: str, word: str) -> "Display":
        """One choice more; what there is no such choice of changes nothing."""
        if field not in CHOICES or word not in ("", *CHOICES[field]):
            return self
        if field == "elder" and not word:
            return Display(contrast=self.contrast)
        return replace(self, **{field: word})._settled(asked=field)

    def _settled(self, asked: str = "") -> "Display":
        """长者模式 has large type, and who goes back to small type leaves it."""
        if not self.elder or self.size in TIMES:
            return self
        return replace(self, elder="") if asked == "size" else replace(self, size="large")

    @property
    def attributes(self) -> str:
        """Of the root element; the style sheets know nothing else of all this."""
        return format_html_join("", ' data-{}="{}"', self._attributes())

    def _attributes(self):
        yield from (("theme", self.theme),) if self.theme else ()
        yield from (("contrast", self.contrast),) if self.contrast else ()
        if self.size in TIMES:
            yield "size", self.size
        elif self.size:
            yield "text", self.size.removeprefix("text-")
        yield from (("elder", ""),) if self.elder else ()
        yield from (("pointer", ""),) if self.pointer else ()

    @property
    def wide(self) -> str:
        return "not all" if self.elder else f"screen and (width >= {self._pixels(1024)}px)"

    @property
    def narrow(self) -> str:
        return "screen" if self.elder else f"screen and (width < {self._pixels(1024)}px)"

    @property
    def phone(self) -> str:
        return f"screen and (width < {self._pixels(768)}px)"

    def _pixels(self, usual: int) -> int:
        """Larger type is a narrower page."""
        return round(usual * TIMES.get(self.size, 1))


def display_of(request: HttpRequest | None) -> Display:
    return Display.read(request.COOKIES.get(COOKIE, "")) if request else Display()
