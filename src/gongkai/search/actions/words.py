"""The office's words: synonyms and recommended papers. The audit trail keeps who changed them."""

from django.db import transaction

from gongkai.core import audit
from gongkai.search.models import Promotion, SynonymGroup


@transaction.atomic
def save_synonyms(*, group: SynonymGroup, person) -> SynonymGroup:
    group.words = "、".join(group.word_list)
    group.save()
    audit.record(user=person, action="search.synonyms", target=group.words)
    return group


@transaction.atomic
def delete_synonyms(*, group: SynonymGroup, person) -> None:
    audit.record(user=person, action="search.synonyms_deleted", target=group.words)
    group.delete()


@transaction.atomic
def save_promotion(*, promotion: Promotion, person) -> Promotion:
    promotion.words = "、".join(promotion.word_list)
    if promotion.added_by_id is None:
        promotion.added_by = person
    promotion.save()
    audit.record(user=person, action="search.promotion", target=f"{promotion.words} → {promotion.thing}")
    return promotion


@transaction.atomic
def delete_promotion(*, promotion: Promotion, person) -> None:
    audit.record(
        user=person, action="search.promotion_deleted", target=f"{promotion.words} → {promotion.thing}"
    )
    promotion.delete()
