"""The office's lists and what they do to what is public already; links of ours that nobody can follow."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gongkai.core.errors import NotAllowed, Refused
from gongkai.documents.models import Document
from gongkai.review import actions
from gongkai.review.dossier import Dossier
from gongkai.review.links import dead_links
from gongkai.review.models import Clearance, PatrolFinding, RuleList
from gongkai.review.patrols import open_findings
from gongkai.review.rulelists import current_rulebook, current_text
from tests.review.desk import words

pytestmark = pytest.mark.django_db
NEW_TERM = "昆仑秘方,block,不得再用,,word,\n"


def import_terms(city, extra=NEW_TERM, person=None):
    return actions.import_rule_list(
        name="terms",
        content=current_text("terms").rstrip("\n") + "\n" + extra,
        source_name="terms.csv",
        note="新增禁用词",
        person=person or city.office,
    )


def test_a_new_list_finds_what_is_public_and_a_withdrawal_takes_it_off(desk, city):
    bad = city.publish(city.draft(title="关于推广昆仑秘方的通知"))
    city.publish(city.draft())
    actions.patrol()
    assert PatrolFinding.objects.count() == 0
    import_terms(city)
    result = actions.patrol()
    assert [row.thing for row in result.found] == [bad]
    assert result.checked == 5  # two papers, and home, column, unit page
    assert actions.patrol().checked == 0
    page = words(desk.get(city.office, "patrol"))
    assert "有 1 件要处理" in page
    assert "关于推广昆仑秘方的通知" in page
    assert (
        f"{reverse('desk:thing', args=[bad.pk])}?withdraw=secrecy#removal"
        in desk.get(city.office, "patrol").content.decode()
    )
    form = desk.get(city.office, "thing", bad.pk, withdraw="secrecy").content.decode()
    assert form.count('<details class="desk-more" open>') == 1
    assert "公开的内容里有按现在的规则不应公开的内容。" in form
    plain = desk.get(city.office, "thing", bad.pk, withdraw="nothing of the kind").content.decode()
    assert '<details class="desk-more" open>' not in plain
    actions.withdraw_at_once(thing=bad, person=city.office, reason_code="wrong", reason="内容不当")
    assert "没有要处理的" in words(desk.get(city.office, "patrol"))
    assert not open_findings(current_rulebook().key).exists()


def test_a_draft_is_stopped_by_the_new_list_even_after_its_submission(city):
    """The lists may change between the yes of the unit and the door."""
    submission = city.submit(city.draft(title="关于推广昆仑秘方的通知"))
    import_terms(city)
    actions.approve(submission=submission, person=city.section)
    actions.approve(submission=submission, person=city.signatory)
    back = actions.approve(submission=submission, person=city.office)
    assert back.state == "returned"
    assert "不得再用" in back.comment
    submission.thing.refresh_from_db()
    assert not submission.thing.is_public


def test_patrol_stops_where_it_is_told_and_goes_on(city):
    city.publish()
    city.publish()
    import_terms(city)
    key = current_rulebook().key
    assert actions.patrol(limit=2).checked == 2
    assert Clearance.objects.filter(rules_key=key).count() == 2
    ticks = []
    assert actions.patrol(progress=ticks.append).checked == sum(ticks)
    assert actions.patrol_some() == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("词,级别\n甲,block\n", "text、severity、reason"),
        (
            "text,severity,reason\n甲,stop,理由\n,block,理由\n乙,warn,\n",
            "第 2 行：severity.*第 3 行：没有写词.*第 4 行：没有写理由",
        ),
        ("text,severity,reason\n甲,block,理由\n甲,warn,理由\n", "第 3 行：“甲”重复"),
        ("text,severity,reason\n甲,block,理由,多,了,这,些,列\n", "第 2 行：列太多"),
        ("text,severity,reason\n" + "长" * 61 + ",block,理由\n", "词太长"),
        ("text,severity,reason\n", "一个词也没有"),
        ("", "text、severity、reason"),
    ],
)
def test_wrong_lines_are_named_and_nothing_is_imported(city, content, said):
    import re

    with pytest.raises(Refused) as refused:
        actions.import_rule_list(
            name="terms", content=content, source_name="x.csv", note="改", person=city.office
        )
    assert re.search(said, str(refused.value), re.DOTALL)
    assert not RuleList.objects.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("not toml [", "TOML"),
        ("", "一条规则也没有"),
        ('[unknown]\nrule = "all"\n', "不是能脱敏的种类"),
        ('[id_number]\nrule = "shuffle"\n', "rule 只能是"),
        ('[id_number]\nrule = "keep"\nkeep_first = 9\nkeep_last = 9\n', "等于没有脱敏"),
        ('[id_number]\nrule = "keep"\nkeep_first = -1\n', "0 到 20 的整数"),
        ('[id_number]\nrule = "keep"\nkeep_first = true\n', "0 到 20 的整数"),
        ("id_number = 3\n", "rule 只能是"),
    ],
)
def test_masks_that_would_not_mask_are_refused(city, content, said):
    with pytest.raises(Refused, match=said):
        actions.import_rule_list(
            name="masks", content=content, source_name="x.toml", note="改", person=city.office
        )


def test_only_the_office_imports_and_says_what_changed(desk, city):
    with pytest.raises(NotAllowed):
        import_terms(city, person=city.clerk)
    with pytest.raises(Refused, match="完全一样"):
        import_terms(city, extra="")
    upload = SimpleUploadedFile("词表.csv", (current_text("terms").rstrip() + "\n" + NEW_TERM).encode())
    client = desk.client(city.office)
    address = reverse("desk:rule_lists")
    assert client.post(address, {"list": "", "note": "改", "file": upload}).status_code == 400
    upload.seek(0)
    assert client.post(address, {"list": "terms", "note": "新增一个词", "file": upload}).status_code == 302
    shown = words(client.get(address))
    assert "词表 第 1 版" in shown
    assert "新增一个词" in shown
    assert "昆仑秘方" in shown
    wrong = SimpleUploadedFile("词表.csv", "text,severity,reason\n甲,stop,理由\n".encode())
    refused = client.post(address, {"list": "terms", "note": "改", "file": wrong})
    assert refused.status_code == 400
    assert "第 2 行：severity 只能写 block（阻断）或 warn（提示）。" in words(refused)
    assert RuleList.objects.count() == 1


def test_the_auditor_looks_and_others_find_nothing(desk, city):
    for name in ("patrol", "rule_lists"):
        assert desk.get(city.auditor, name).status_code == 200
        for person in (city.clerk, city.section, city.signatory):
            assert desk.get(person, name).status_code == 404
    assert "导入新的一版" not in words(desk.get(city.auditor, "rule_lists"))
    upload = SimpleUploadedFile("词表.csv", (current_text("terms").rstrip() + "\n" + NEW_TERM).encode())
    answer = desk.client(city.auditor).post(
        reverse("desk:rule_lists"), {"list": "terms", "note": "改", "file": upload}
    )
    assert answer.status_code >= 400
    assert not RuleList.objects.exists()


def body(*addresses):
    return {
        "body": [{"type": "text", "html": "".join(f'<p><a href="{each}">链接</a></p>' for each in addresses)}]
    }


def test_links_to_what_is_not_public_are_told(city, settings):
    settings.ALLOWED_HOSTS = ["www.example-city.gov.cn"]
    public, draft = city.publish(), city.draft()
    there, gone = (
        reverse("document", args=thing.index_number.rsplit("/", 1)) for thing in (public, draft.thing)
    )
    host = "https://www.example-city.gov.cn"
    good = [there, host + there, f"{there}versions/1/", "/columns/policy/", "/", "#a", "mailto:a@b.gov.cn"]
    elsewhere = ["https://www.gov.cn/nothing/", "//www.gov.cn/x", "https://[::bad/", "relative.html"]
    dead = [
        gone,
        host + gone,
        "/documents/900000000/2026-99999/",
        "/nothing/here/",
        "/admin/",
        "/files/0123456789abcdef/a.pdf",
    ]
    assert dead_links(body(*good, *elsewhere)) == []
    found = dead_links(body(*good, *dead, *elsewhere))
    assert [each.value for each in found] == dead
    assert {(each.kind, each.severity) for each in found} == {("link", "warn")}


def test_a_dead_link_and_a_missing_element_warn_and_do_not_stop(city):
    city.matter.elements = "标题\n监督方式"
    city.matter.save()
    draft = city.draft()
    page = city.draft(
        body=[("text", f'<p>{"内容" * 120}<a href="/documents/{draft.thing.index_number}/">见此</a></p>')]
    )
    checkup = Dossier(user=city.clerk, thing=page.thing).checkup
    assert sorted(group.findings[0].kind for group in checkup.of("warning")) == ["completeness", "link"]
    assert checkup.blocking == 0
    assert city.submit(Document.objects.get(pk=page.pk)).state == "in_review"
