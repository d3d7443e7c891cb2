from gongkai.documents.models.files import Attachment, StoredFile
from gongkai.documents.models.intake import Intake, IntakeItem
from gongkai.documents.models.pages import PublishablePage
from gongkai.documents.models.papers import Document, Interpretation, News, Paper, Topic
from gongkai.documents.models.published import PublishedPaper
from gongkai.documents.models.site import Column, Home, UnitHome

PAPER_MODELS = (Document, Interpretation, News, Topic)
SITE_MODELS = (Home, Column, UnitHome)

__all__ = [
    "PAPER_MODELS",
    "SITE_MODELS",
    "Attachment",
    "Column",
    "Document",
    "Home",
    "Intake",
    "IntakeItem",
    "Interpretation",
    "News",
    "Paper",
    "PublishablePage",
    "PublishedPaper",
    "StoredFile",
    "Topic",
    "UnitHome",
]
