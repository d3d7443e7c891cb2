"""Searches that found nothing, counted for the office without keeping anything of a person."""

import datetime as dt
import hashlib
import hmac

import rjieba
from django.conf import settings
from django.db.models import F
from django.utils import timezone

from gongkai.search.models import EmptySearch
from gongkai.search.text import fold, one_line, solid

TOLD_FROM = 3
LONGEST = 30
DIGITS = 6
A_DAY = 1000
KEEP_DAYS = 183
PERSON = "nr"


def note_empty(words: str, day: dt.date | None = None) -> None:
    """One more search for these words that found nothing; the words themselves are kept from the third time on."""
    words = one_line(fold(words))
    if not is_harmless(words):
        return
    day = day or timezone.localdate()
    digest = _digest(words, day)
    same = EmptySearch.objects.filter(day=day, digest=digest)
    if not same.update(number=F("number") + 1):
        if EmptySearch.objects.filter(day=day).count() < A_DAY:
            EmptySearch.objects.get_or_create(day=day, digest=digest)
        return
    same.filter(number__gte=TOLD_FROM, words="").update(words=words)


def is_harmless(words: str) -> bool:
    """Whether this can be kept at all: no numbers of people, no addresses, no names, nothing long."""
    if len(words) > LONGEST or not solid(words) or "@" in words:
        return False
    if sum(character.isdigit() for character in words) >= DIGITS:
        return False
    return not any(kind == PERSON for _word, kind in rjieba.tag(words))


def clear_old_empty_searches() -> int:
    before = timezone.localdate() - dt.timedelta(days=KEEP_DAYS)
    return EmptySearch.objects.filter(day__lt=before).delete()[0]


def _digest(words: str, day: dt.date) -> str:
    """Keyed and of one day: neither can it be tried out, nor are two days connected by it."""
    return hmac.new(settings.SECRET_KEY.encode(), f"{day} {words}".encode(), hashlib.sha256).hexdigest()
