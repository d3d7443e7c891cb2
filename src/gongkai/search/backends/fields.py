"""The fields of an entry, segmented: the same for every engine, which only splits them at blanks."""

from gongkai.search.backends.base import CHARACTERS, FILE_PAIRS, FILES, KEYS, PAIRS, TEXT, TITLE
from gongkai.search.searched import Entry
from gongkai.search.text import fold, pairs_of, solid, words_of

SHAPE = 3  # raised when a field changes: an index of another shape is written again


def fields_of(entry: Entry) -> dict:
    title, texts = fold(entry.title), [fold(text) for text in entry.text]
    title_words = words_of(title)
    text_words = [word for text in texts for word in words_of(text)]
    pairs = [pair for text in (title, *texts) for pair in pairs_of(text)]
    files = [fold(text) for text in entry.files]
    return {
        "id": entry.id,
        TITLE: " ".join(title_words),
        TEXT: " ".join(title_words + text_words),
        PAIRS: " ".join(pairs),
        CHARACTERS: " ".join(solid(title)),
        FILES: " ".join(word for text in files for word in words_of(text)),
        FILE_PAIRS: " ".join(pair for text in files for pair in pairs_of(text)),
        KEYS: list(entry.keys),
        "place": entry.place,
        **entry.facets,
    }


def phrase_of(text: str) -> list[str]:
    """The neighbours that a phrase consists of; one character has none."""
    return pairs_of(fold(text))[:-1]
