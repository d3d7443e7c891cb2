"""Lifting what is blocked: asked by one with a reason, decided by another, seen by all, worthless for another file."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from gongkai.core.errors import NotAllowed, Refused
from gongkai.documents.actions import save_draft
from gongkai.documents.models import Document
from gongkai.documents.uploads import keep_upload
from gongkai.review import actions
from gongkai.review.dossier import Dossier
from gongkai.review.models import Clearance, Lifting
from tests import relief
from tests.documents.desk_forms import png_bytes
from tests.review.desk import words

pytestmark = pytest.mark.django_db
ID = relief.PEOPLE[0][2]
REASON = "法院裁定要求公布全文"


@pytest.fixture
def paper(city):
    return city.draft(title=f"关于{ID}的通告")


def marks(city, thing) -> list[str]:
    return [
        mark for group in Dossier(user=city.clerk, thing=thing).checkup.of("blocking") for mark in group.marks
    ]


def ask(city, page, reason=REASON):
    return actions.request_lifting(
        thing=page.thing, person=city.clerk, marks=marks(city, page.thing), reason=reason
    )


def newest(page):
    return Document.objects.get(pk=page.pk)


def test_submission_waits_for_a_second_person(city, paper):
    with pytest.raises(Refused, match="身份证号"):
        city.submit(paper)
    lifting = ask(city, paper)
    assert (lifting.state, lifting.kind, lifting.where, lifting.excerpt) == (
        "open",
        "id_number",
        "标题",
        "关于632801********1249的通告",
    )
    with pytest.raises(Refused):
        city.submit(paper)
    for person in (city.clerk, city.auditor, city.office):
        with pytest.raises(NotAllowed):
            actions.grant_lifting(lifting=lifting, person=person)
    actions.grant_lifting(lifting=lifting, person=city.section, comment="核对过")
    city.publish(newest(paper))
    assert Clearance.objects.filter(thing=paper.thing).exists()


def test_a_refusal_needs_words_and_may_be_asked_again(city, paper):
    lifting = ask(city, paper)
    with pytest.raises(Refused, match="要写明意见"):
        actions.refuse_lifting(lifting=lifting, person=city.section, comment=" ")
    actions.refuse_lifting(lifting=lifting, person=city.section, comment="写掩码即可")
    with pytest.raises(Refused):
        city.submit(paper)
    with pytest.raises(NotAllowed):
        actions.grant_lifting(lifting=lifting, person=city.signatory)
    assert ask(city, paper).pk != lifting.pk


def test_only_who_writes_it_asks_once_and_with_a_reason(city, paper, other):
    found = marks(city, paper.thing)
    for person in (city.section, city.office, other["clerk"]):
        with pytest.raises(NotAllowed):
            actions.request_lifting(thing=paper.thing, person=person, marks=found, reason=REASON)
    with pytest.raises(Refused, match="写明为什么"):
        ask(city, paper, reason="  ")
    for nothing in ([], ["0" * 64], [*found, "x"]):
        with pytest.raises(Refused, match="已经不在"):
            actions.request_lifting(thing=paper.thing, person=city.clerk, marks=nothing, reason=REASON)
    ask(city, paper)
    with pytest.raises(Refused, match="已经申请过"):
        actions.request_lifting(thing=paper.thing, person=city.clerk, marks=found, reason=REASON)


def test_who_wrote_a_revision_does_not_decide(city, paper):
    """A reviewer who has also written in the draft is one of its authors."""
    paper.save_revision(user=city.section)
    lifting = ask(city, newest(paper))
    with pytest.raises(NotAllowed, match="撰稿人"):
        actions.grant_lifting(lifting=lifting, person=city.section)
    actions.grant_lifting(lifting=lifting, person=city.signatory)
    lifting.refresh_from_db()
    assert (lifting.state, lifting.decided_by) == ("granted", city.signatory)


def test_the_database_asks_for_two_people(city, paper):
    lifting = ask(city, paper)
    with pytest.raises(IntegrityError), transaction.atomic():
        Lifting.objects.filter(pk=lifting.pk).update(state="granted", decided_by=city.clerk)


def attach(city, name, content):
    return keep_upload(upload=SimpleUploadedFile(name, content), unit_id=city.unit.pk, user=city.clerk)


def test_what_was_lifted_counts_no_more_for_another_file(city):
    page = city.draft(attachments=[attach(city, "名单.csv", f"姓名,身份证号\n马秀英,{ID}\n".encode())])
    actions.grant_lifting(lifting=ask(city, page), person=city.section)
    assert Dossier(user=city.clerk, thing=page.thing).inspection.blocking == []
    draft = newest(page).get_latest_revision_as_object()
    row = draft.attachments.all()[0]
    row.file = attach(
        city, "名单.csv", f"姓名,身份证号\n马秀英,{ID}\n李生海,{relief.PEOPLE[1][2]}\n".encode()
    )
    draft.save_revision(user=city.clerk)
    assert len(Dossier(user=city.clerk, thing=page.thing).inspection.blocking) == 2
    with pytest.raises(Refused):
        city.submit(newest(page))


def test_a_lifting_holds_while_only_other_words_change(city, paper):
    actions.grant_lifting(lifting=ask(city, paper), person=city.section)
    save_draft(page=paper, author=city.clerk, title=f"关于公布{ID}的通告")
    assert Dossier(user=city.clerk, thing=paper.thing).inspection.blocking == []
    save_draft(page=paper, author=city.clerk, title=f"关于公布{relief.PEOPLE[1][2]}的通告")
    assert len(Dossier(user=city.clerk, thing=paper.thing).inspection.blocking) == 1


def test_what_cannot_be_read_is_lifted_the_same_way(city, monkeypatch):
    """A picture where no recognition of characters is installed."""
    monkeypatch.setattr("gongkai.review.reading.ocr.program", lambda: None)
    page = city.draft(attachments=[attach(city, "扫描件.png", png_bytes(100, 90))])
    shown = Dossier(user=city.clerk, thing=page.thing).checkup
    assert [(group.state, group.findings[0].kind, group.maskable) for group in shown.groups] == [
        ("blocking", "unreadable", False)
    ]
    actions.grant_lifting(lifting=ask(city, page, reason="逐页看过，没有个人信息"), person=city.section)
    assert city.submit(newest(page)).state == "in_review"


def test_the_way_by_the_pages(desk, city, paper, other):
    page = desk.get(city.clerk, "thing", paper.thing.pk).content.decode()
    group = page.partition('name="group" value="')[2]
    anchor = [part.partition('"')[0] for part in page.split('name="group" value="')[1:]][-1]
    assert group
    assert len(anchor) == 16
    refused = desk.post(city.clerk, "ask_lifting", paper.thing.pk, group=anchor, reason="")
    assert refused.status_code in (400, 409)
    assert (
        desk.post(city.clerk, "ask_lifting", paper.thing.pk, group=anchor, reason=REASON).status_code == 302
    )
    lifting = Lifting.objects.get()
    assert "同意豁免" not in words(desk.get(city.clerk, "thing", paper.thing.pk))
    assert desk.post(city.clerk, "grant_lifting", lifting.pk).status_code == 403
    for person in (other["clerk"], other["section_reviewer"]):
        assert desk.post(person, "grant_lifting", lifting.pk).status_code == 404
    assert desk.post(city.auditor, "grant_lifting", lifting.pk).status_code == 404
    queue = words(desk.get(city.section, "queue", tab="liftings"))
    assert "关于632801********1249的通告" in queue.replace(ID, "632801********1249")
    home = words(desk.client(city.section).get(reverse("wagtailadmin_home")))
    assert "1 待决定的豁免" in home
    assert desk.post(city.section, "refuse_lifting", lifting.pk, comment="").status_code in (400, 409)
    assert desk.post(city.section, "grant_lifting", lifting.pk, comment="核对过裁定").status_code == 302
    assert desk.post(city.section, "grant_lifting", lifting.pk).status_code == 302  # pressed twice
    city.submit(newest(paper))
    for person in (city.section, city.signatory, city.auditor):
        shown = words(desk.get(person, "thing", paper.thing.pk))
        assert "已豁免 1" in shown
        assert f"{city.clerk} " in shown
        assert f"申请豁免：{REASON}" in shown
        assert "同意：核对过裁定" in shown


def test_a_reason_with_a_number_in_it_is_refused(city, desk):
    thing = city.publish()
    page = Document.objects.get(pk=thing.object_id)
    save_draft(page=page, author=city.clerk, title="改过的标题")
    reason = f"马秀英来电{relief.PEOPLE[0][3]}，身份证号{ID}，要求更正"
    with pytest.raises(Refused, match="理由会一并公开"):
        city.submit(newest(page), reason=reason, reason_code="misprint")
    with pytest.raises(Refused, match="理由会一并公开"):
        city.submit(newest(page), reason="标题有误，按13997123456来电更正", reason_code="misprint")
    for act in ("withdraw", "expire"):
        with pytest.raises(Refused, match="理由会一并公开") as refused:
            actions.request_removal(
                thing=thing, person=city.clerk, act=act, reason_code="wrong", reason=reason
            )
        assert ID not in str(refused.value)
    with pytest.raises(Refused, match="理由会一并公开"):
        actions.withdraw_at_once(thing=thing, person=city.office, reason_code="wrong", reason=reason)
    mobile = "按13997123456来电的要求撤回"
    with pytest.raises(Refused, match="139\\*\\*\\*\\*3456"):
        actions.request_removal(
            thing=thing, person=city.clerk, act="withdraw", reason_code="wrong", reason=mobile
        )
