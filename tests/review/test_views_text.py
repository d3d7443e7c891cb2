"""Whatever is typed comes back as typed and harmless, and forms are compared line by line."""

import json

import pytest

from gongkai.review import actions
from gongkai.review.comparison import compare
from gongkai.review.formtext import lines_of
from gongkai.review.models import Submission
from tests.review.desk import words
from tests.shared_data import shared

WORST = [
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "{{ 7 * 7 }}{% now 'Y' %}",
    "%(title)s %s %d",
    "\u202e反向\u2066",
    "👩‍👩‍👧‍👦",
    "\ufeff",
    "a\r\nb",
]


def naughty_strings():
    known = json.loads((shared("conformance", "naughty-strings") / "blns.json").read_text("utf-8"))
    return [
        text
        for text in [*WORST, *known]
        if (text.strip() and "\0" not in text and text.isprintable()) or text in WORST
    ]


@pytest.mark.django_db
def test_naughty_strings_in_a_comment(desk, city):
    page = city.draft()
    thing = page.thing
    texts = naughty_strings()
    for start in range(0, len(texts), 40):
        text = "\n".join(texts[start : start + 40])[:1000].strip()
        submission = actions.submit(thing=thing, author=city.clerk)
        assert desk.post(city.section, "send_back", submission.pk, comment=text).status_code == 302
        submission.refresh_from_db()
        assert submission.comment.split() == text.split()
        shown = desk.get(city.clerk, "thing", thing.pk).content.decode()
        assert "<script>alert(1)" not in shown
        assert "<svg/onload" not in shown


@pytest.mark.django_db
def test_the_worst_strings_on_the_way_from_submission_to_removal(desk, city):
    thing = city.draft().thing
    submission = actions.submit(thing=thing, author=city.clerk)
    worst = "\n".join(WORST)
    refused = desk.post(city.clerk, "submit", thing.pk, urgent_reason=worst, publish_at=worst)
    assert refused.status_code == 400
    assert "<script>alert" not in refused.content.decode()
    assert desk.post(city.section, "approve", submission.pk, comment=worst).status_code == 302
    assert "49" not in words(desk.get(city.clerk, "thing", thing.pk)).split()
    actions.approve(submission=submission, person=city.signatory)
    actions.approve(submission=submission, person=city.office)
    for name in ("ask_withdrawal", "ask_expiry", "withdraw_at_once"):
        wrong = desk.post(city.office, name, thing.pk, reason_code=worst, reason=worst)
        assert wrong.status_code == 400
        assert "请从列出的理由里选择。" in words(wrong)
    asked = desk.post(city.office, "ask_withdrawal", thing.pk, reason_code="wrong", reason=worst)
    assert asked.status_code == 302
    removal = thing.removal_requests.get()
    assert desk.post(city.office2, "refuse_removal", removal.pk, comment=worst).status_code == 302
    assert "<script>alert" not in desk.get(city.office, "thing", thing.pk).content.decode()


@pytest.mark.django_db
def test_nul_is_refused_and_length_is_said(desk, city):
    submission = city.submit(city.draft())
    assert desk.post(city.section, "send_back", submission.pk, comment="a\0b").status_code == 400
    long = desk.post(city.section, "send_back", submission.pk, comment="字" * 1001)
    assert long.status_code == 400
    assert "最多 1000 个字，现在有 1001 个。" in words(long)
    assert Submission.objects.get(pk=submission.pk).state == "in_review"


@pytest.mark.django_db
def test_naughty_strings_in_searches_and_delegations(desk, city):
    post = city.section.posts.get()
    for text in naughty_strings()[::6]:
        assert desk.get(city.section, "queue", q=text, tab=text[:20], page=text[:20]).status_code == 200
        typed = {"post": post.pk, "taker": city.clerk.pk, "since": text, "until": text, "reason": text}
        assert desk.post(city.section, "delegations", **typed).status_code == 400


FORM = {
    "form": 1,
    "kind": "document",
    "index_number": "900/2026-00001",
    "title": "办法",
    "unit": {"code": "900", "name": "财政局"},
    "column": {"code": "policy", "title": "政策文件"},
    "matter": None,
    "keywords": ["补贴"],
    "summary": "",
    "body": [{"type": "text", "html": "<p>第一条</p><table><tr><td>甲</td><td>乙</td></tr></table>"}],
    "files": [{"title": "表", "name": "a.xlsx", "media_type": "x", "size": 3, "sha256": "a" * 64}],
    "document": {"number": "财发〔2026〕1号", "validity": "in_force"},
}


def changed(**fields):
    return [
        (change.label, [(line.sign, line.text) for line in change.lines])
        for change in compare(FORM, FORM | fields)
    ]


def test_lines_of_a_form():
    assert lines_of(FORM) == {
        "索引号": ["900/2026-00001"],
        "标题": ["办法"],
        "负责单位": ["财政局"],
        "栏目": ["政策文件"],
        "关键词": ["补贴"],
        "发文字号": ["财发〔2026〕1号"],
        "有效性": ["有效"],
        "正文": ["第一条", "甲 | 乙"],
        "附件": [f"表（a.xlsx，3 字节，摘要 {'a' * 16}）"],
    }


def test_equal_forms_have_no_changes():
    assert compare(FORM, dict(FORM)) == []


def test_a_changed_word_an_added_field_and_a_removed_file():
    assert changed(title="新办法") == [("标题", [("removed", "办法"), ("added", "新办法")])]
    assert changed(summary="概述") == [("内容概述", [("added", "概述")])]
    assert changed(files=[]) == [("附件", [("removed", f"表（a.xlsx，3 字节，摘要 {'a' * 16}）")])]


def test_only_the_changed_lines_of_the_body_with_one_around():
    body = [{"type": "text", "html": "<p>第一条</p><p>新</p><table><tr><td>甲</td><td>乙</td></tr></table>"}]
    assert changed(body=body) == [("正文", [("same", "第一条"), ("added", "新"), ("same", "甲 | 乙")])]


def test_a_link_or_a_replaced_file_is_a_change():
    linked = [
        {
            "type": "text",
            "html": '<p><a href="https://x.cn/">第一条</a></p><table><tr><td>甲</td><td>乙</td></tr></table>',
        }
    ]
    assert changed(body=linked)[0][1][:2] == [("removed", "第一条"), ("added", "第一条（https://x.cn/）")]
    replaced = [FORM["files"][0] | {"sha256": "b" * 64}]
    assert changed(files=replaced)[0][1][1] == ("added", f"表（a.xlsx，3 字节，摘要 {'b' * 16}）")


def test_a_difference_that_no_line_shows_is_still_said():
    centred = [
        {
            "type": "text",
            "html": '<p class="align-center">第一条</p><table><tr><td>甲</td><td>乙</td></tr></table>',
        }
    ]
    assert changed(body=centred) == [("格式", [("same", "文字没有变化，格式或不显示的属性有变化。")])]


def test_a_field_that_nobody_labelled_is_not_hidden():
    assert changed(novelty="x") == [("novelty", [("added", "x")])]
