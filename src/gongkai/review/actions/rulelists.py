"""A new version of a list that the checks go by. The old ones stay; whatever is public is checked again."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from gongkai.core import audit
from gongkai.core.errors import NotAllowed, Refused
from gongkai.review.models import RuleList
from gongkai.review.rulelists import current_text, read_masks_text, read_terms_text
from gongkai.units.models import User
from gongkai.units.rules import is_office

READERS = {RuleList.Name.TERMS: read_terms_text, RuleList.Name.MASKS: read_masks_text}


def import_rule_list(*, name: str, content: str, source_name: str, note: str, person: User) -> RuleList:
    """Raises `Refused` with every line that is wrong; nothing is half imported."""
    if not is_office(person):
        raise NotAllowed(_("词表和脱敏规则由政务公开办维护。"))
    if not note.strip():
        raise Refused(_("请写明这一版改了什么。"))
    content = content.lstrip("\ufeff").replace("\r\n", "\n")
    READERS[RuleList.Name(name)](content)
    if content.strip() == current_text(name).strip():
        raise Refused(_("和现在用的一版完全一样，没有导入。"))
    with transaction.atomic():
        last = RuleList.objects.filter(name=name).aggregate(last=Max("number"))["last"] or 0
        made = RuleList.objects.create(
            name=name,
            number=last + 1,
            content=content,
            source_name=source_name[:200],
            note=note.strip()[:300],
            made_by=person,
        )
        audit.record(user=person, action="rules.import", target=str(made), detail=made.note)
    return made
