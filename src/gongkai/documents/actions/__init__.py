"""Every write of a draft: begun, made, saved, thrown away. Nothing here is public; that is the door's."""

from gongkai.documents.actions.beginning import begin_from_paste, begin_from_word
from gongkai.documents.actions.drafts import create_draft, delete_draft, save_draft
from gongkai.documents.actions.masking import mask_draft

__all__ = ["begin_from_paste", "begin_from_word", "create_draft", "delete_draft", "mask_draft", "save_draft"]
