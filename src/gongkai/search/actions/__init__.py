"""Writes: the index from the record, the office's words, and what nobody found."""

from gongkai.search.actions.empty import clear_old_empty_searches, note_empty
from gongkai.search.actions.indexing import index_waiting, keep_up, mark, read_files, read_some_files, rebuild
from gongkai.search.actions.words import delete_promotion, delete_synonyms, save_promotion, save_synonyms

__all__ = [
    "clear_old_empty_searches",
    "delete_promotion",
    "delete_synonyms",
    "index_waiting",
    "keep_up",
    "mark",
    "note_empty",
    "read_files",
    "read_some_files",
    "rebuild",
    "save_promotion",
    "save_synonyms",
]
