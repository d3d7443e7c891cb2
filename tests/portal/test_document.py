"""The page of a paper, its versions, and what stands there after it is withdrawn."""

import json
import re
from datetime import date, timedelta
from urllib.parse import unquote

import pytest
from django.utils import timezone

from gongkai.core import door
from gongkai.core.models import Event, Record, Thing
from gongkai.documents.actions import create_draft
from gongkai.documents.intake.staging import approve_now, take_in
from gongkai.documents.models import Intake, Interpretation, Topic
from gongkai.portal.addresses import paper_address
from gongkai.review import actions as review
from gongkai.units.models import Succession, UnitName
from tests.documents.intake.shelf_of import candidate
from tests.factories import MatterFactory, UnitFactory
from tests.portal.titles import without_breaks

pytestmark = pytest.mark.django_db


def read(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return without_breaks(response.content.decode())


def page_of(client, thing, status=200):
    return read(client, paper_address(thing.index_number), status)


def test_a_draft_does_not_exist(client, city):
    assert "没有这个页面" in page_of(client, city.draft().thing, 404)


def test_a_document_shows_its_metadata_text_and_record(client, city):
    thing = city.publish(
        city.draft(
            title="关于<供水>的通知",
            document_number="财发〔2026〕7号",
            topic="综合政务\\政务公开",
            effective_on=date(2020, 1, 1),
            expires_on=date(2099, 12, 31),
            keywords="供水 水价",
            body=[("text", "<h2>总则</h2><p>正文一段</p>")],
        )
    )
    html = page_of(client, thing)
    assert "关于&lt;供水&gt;的通知" in html
    assert "<供水>" not in html
    for words in (
        "财发〔2026〕7号",
        "综合政务\\政务公开",
        "主动公开",
        "供水、水价",
        "2026年9月29日",
        "正文一段",
    ):
        assert words in html
    assert 'id="section-1"' in html
    assert 'href="#section-1"' in html
    record = Record.objects.get(event=thing.newest_event)
    content = json.loads(record.leaf)["content"]
    fours = " ".join(content[at : at + 4] for at in range(0, 32, 4))
    assert fours in html
    assert f"第 {record.number} 条" in html
    assert "之后日志没有改动；不代表内容仍然有效" in html
    assert f"索引号 {thing.index_number}，http://testserver{paper_address(thing.index_number)}" in html
    assert 'name="ArticleTitle" content="关于&lt;供水&gt;的通知"' in html


def test_a_title_inside_title_marks_gets_single_marks(client, city):
    html = page_of(client, city.publish(city.draft(title="关于印发《办法》的通知")))
    assert "《关于印发〈办法〉的通知》" in html


def test_no_name_of_staff_is_public(client, city):
    thing = city.publish()
    addresses = ["/", paper_address(thing.index_number), "/changes/", f"/units/{city.unit.code}/"]
    people = {event.actor for event in Event.objects.select_related("actor")} | {city.clerk}
    for address in addresses:
        html = read(client, address)
        assert not [person for person in people if person.display_name in html or person.username in html]


def test_an_issuer_under_its_name_of_that_day_leads_to_its_name_of_today(client, city):
    UnitName.objects.create(unit=city.unit, name="某市财政和国资局", since=date(2026, 10, 1))
    html = page_of(client, city.publish())
    assert "某市财政局</span><span" in html
    assert f'<a href="/units/{city.unit.code}/" lang="zh-Hans">某市财政和国资局</a>）' in html


def test_a_dissolved_issuer_leads_to_its_successors_successor(client, city):
    between, last = UnitFactory(name="过渡局"), UnitFactory(name="今日局")
    Succession.objects.create(predecessor=city.unit, successor=between, kind="merged", on=date(2026, 10, 1))
    Succession.objects.create(predecessor=between, successor=last, kind="merged", on=date(2026, 11, 1))
    html = page_of(client, city.publish())
    assert f'<a href="/units/{last.code}/" lang="zh-Hans">今日局</a>）' in html
    assert "过渡局" not in html


def test_an_issuer_of_unchanged_name_has_no_note(client, city):
    assert "issuer-today" not in page_of(client, city.publish())


def test_document_and_interpretation_lead_to_each_other(client, city):
    page = city.draft()
    document = city.publish(page)
    interpretation = create_draft(
        model=Interpretation,
        unit=city.unit,
        author=city.clerk,
        title="一图读懂",
        column=city.column,
        matter=city.matter,
        interprets=page,
        style="graphic",
        written_on=date(2026, 9, 30),
        summary="概述",
        body=[("text", "<p>解读</p>")],
    )
    thing = city.publish(interpretation)
    html = page_of(client, document)
    assert f'<a href="{paper_address(thing.index_number)}" lang="zh-Hans">一图读懂</a>' in html
    assert "<span>图解</span>" in html
    assert f'<a href="{paper_address(document.index_number)}" lang="zh-Hans">{page.title}</a>' in page_of(
        client, thing
    )
    withdraw(city, document)
    html = page_of(client, thing)
    assert "现在不在公开状态" in html
    assert page.title not in html


def test_a_document_shows_the_newest_others_of_its_matter(client, city):
    pages = [city.draft() for _ in range(7)]
    things = [city.publish(page) for page in pages]
    html = page_of(client, things[0])
    related = html[html.index('id="related"') :]
    related = related[: related.index("</section>")]
    assert related.count("<li>") == 5
    for page in pages[2:]:
        assert f">{page.title}</a>" in related
    assert pages[1].title not in related
    alone = city.publish(city.draft(matter=MatterFactory()))
    assert 'id="related"' not in page_of(client, alone)


def test_only_where_the_matter_asks_for_an_interpretation_is_a_missing_one_said(client, city):
    words = "本件的解读还没有公开"
    asking = MatterFactory(elements="决策文件全文\n宣传解读安排")
    page = city.draft(matter=asking)
    thing = city.publish(page)
    assert words in page_of(client, thing)
    assert words not in page_of(client, city.publish())
    perhaps = MatterFactory(elements="会议图文解读（如有）")
    assert words not in page_of(client, city.publish(city.draft(matter=perhaps)))
    interpretation = create_draft(
        model=Interpretation,
        unit=city.unit,
        author=city.clerk,
        title="一图读懂",
        column=city.column,
        matter=asking,
        interprets=page,
        style="graphic",
        written_on=date(2026, 9, 30),
        summary="概述",
        body=[("text", "<p>解读</p>")],
    )
    shown = page_of(client, city.publish(interpretation))
    assert words not in page_of(client, thing)
    assert page.document_number in shown
    assert "badge-ok" in shown[shown.index("interpreted-head") :]


def test_the_address_can_be_shared_without_script(client, city):
    thing = city.publish(city.draft(title="关于50%补贴&奖励的通知"))
    html = page_of(client, thing)
    address = f"http://testserver{paper_address(thing.index_number)}"
    assert f'<p class="share-address">{address}</p>' in html
    subject, body = re.search(r'href="mailto:\?subject=([^&]*)&amp;body=([^"]*)"', html).groups()
    assert (unquote(subject), unquote(body)) == ("关于50%补贴&奖励的通知", address)


def test_what_was_taken_in_says_where_it_was(client, city):
    take_in(candidates=[candidate(city)], name="老网站迁移", source_name="老网站", author=city.clerk)
    approve_now(name="老网站迁移", person=city.office)
    html = page_of(client, Thing.objects.get(kind="document"))
    for words in ("原发布处", "老网站", "http://old.example/1.html", "2018年3月1日", "old/1"):
        assert words in html
    assert f'href="/intakes/{Intake.objects.get().pk}/"' in html


def test_a_topic_lists_the_papers_of_its_matter(client, city):
    topic = create_draft(
        model=Topic,
        unit=city.unit,
        author=city.clerk,
        title="专题甲",
        column=city.column,
        matter=city.matter,
        written_on=date(2026, 9, 30),
        summary="概述",
        body=[("text", "<p>说明</p>")],
    )
    page = city.draft()
    city.publish(page)
    html = page_of(client, city.publish(topic))
    assert f">{page.title}</a></h4>" in html
    assert ">专题甲</a></h4>" not in html


def test_a_correction_shows_what_changed_and_keeps_the_earlier_version(client, city, correct):
    page = city.draft(body=[("text", "<p>第一条　应当在3日内公布。</p>")])
    thing = city.publish(page)
    correct(page, reason="漏改一处。", body=[("text", "<p>第一条　应当在24小时内公布。</p>")])
    html = page_of(client, thing)
    assert '<del><span class="hidden">删去</span>3日</del>' in html
    assert '<ins><span class="hidden">加上</span>24小时</ins>' in html
    assert "漏改一处。" in html
    earlier = paper_address(thing.index_number) + "versions/1/"
    assert f'href="{earlier}"' in html
    old = read(client, earlier)
    assert "这是旧版" in old
    assert "应当在3日内公布" in old
    assert "24小时" not in old
    assert client.get(paper_address(thing.index_number) + "versions/2/").url == paper_address(
        thing.index_number
    )
    assert client.get(paper_address(thing.index_number) + "versions/3/").status_code == 404


def test_only_the_newest_corrections_show_their_differences_inline(client, city, correct):
    page = city.draft(body=[("text", "<p>第0稿</p>")])
    thing = city.publish(page)
    for number in range(1, 8):
        correct(page, body=[("text", f"<p>第{number}稿</p>")])
    html = page_of(client, thing)
    assert html.count('class="difference"') == 5
    assert read(client, paper_address(thing.index_number) + "versions/2/").count('class="difference"') == 1


def test_a_version_removed_for_privacy_keeps_only_date_and_reason(client, city, correct):
    page = city.draft(title="含有秘密的通知", body=[("text", "<p>身份证号某某</p>")])
    thing = city.publish(page)
    correct(
        page,
        reason="原版含有身份证号。",
        reason_code="privacy",
        title="改好的通知",
        body=[("text", "<p>无</p>")],
    )
    html = page_of(client, thing)
    assert "这一版的内容已不再提供" in html
    assert "versions/1/" not in html
    gone = read(client, paper_address(thing.index_number) + "versions/1/", 410)
    assert "原版含有身份证号。" in gone
    assert "《中华人民共和国个人信息保护法》第四十七条" in gone
    for text in (html, gone):
        assert "含有秘密" not in text
        assert "身份证号某某" not in text


def withdraw(city, thing, **kwargs):
    values = {"reason_code": "wrong", "reason": "内容有误。", "request_key": f"withdraw-{thing.pk}"} | kwargs
    return door.withdraw(thing=thing, actor=city.office, asked_by=city.clerk, **values)


def test_a_withdrawn_document_answers_410_with_reason_and_law(client, city):
    thing = city.publish(city.draft(title="会撤回的通知", body=[("text", "<p>会消失的正文</p>")]))
    withdraw(city, thing)
    html = page_of(client, thing, 410)
    for words in (
        "会撤回的通知",
        "内容有误。",
        "《政府信息公开条例》第六条",
        thing.index_number,
        "1 日",
        "首次公开",
    ):
        assert words in html
    assert "会消失的正文" not in html
    assert 'content="noindex"' in html
    assert "（现行版本）" not in html
    assert "会消失的正文" not in read(client, paper_address(thing.index_number) + "versions/1/", 410)


def test_after_a_withdrawal_for_privacy_the_title_is_nowhere(client, city):
    thing = city.publish(city.draft(title="有隐私的通知"))
    withdraw(city, thing, reason_code="privacy", reason="含有个人信息。", privacy=True)
    html = page_of(client, thing, 410)
    assert "标题和内容都不再显示" in html
    assert city.unit.name in html
    for address in ("/", "/changes/", f"/units/{city.unit.code}/", "/columns/policy/"):
        html += read(client, address)
    assert "有隐私" not in html
    assert "含有个人信息。" in html


def test_an_expired_document_stays_readable_with_a_notice(client, city):
    thing = city.publish(city.draft(body=[("text", "<p>还能读</p>")]))
    door.expire(
        thing=thing,
        actor=city.office,
        asked_by=city.clerk,
        reason_code="repealed",
        reason="已有新办法。",
        request_key="expire",
    )
    html = page_of(client, thing)
    assert "还能读" in html
    assert "废止</b>" in html
    assert "已有新办法。" in html
    assert "废止日期" in html
    assert '<span class="badge badge-ok">' not in html


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"effective_on": date(2099, 1, 1)}, "现在尚未施行"),
        ({"effective_on": date(2019, 1, 1), "expires_on": date(2020, 12, 31)}, "已失效"),
        ({"validity": "amended"}, "本件已修改"),
        ({"validity": "partly"}, "本件部分条款已失效"),
    ],
)
def test_what_the_head_of_the_page_says(client, city, fields, words):
    assert words in page_of(client, city.publish(city.draft(**fields)))


def publish_urgently(city):
    page = city.draft()
    submission = city.submit(page, urgent_reason="突发停水。")
    return review.publish_urgently(submission=submission, person=city.office, reason="突发停水。")


def test_an_urgent_publication_says_that_reviews_are_missing_until_they_are_made_up(client, city):
    submission = publish_urgently(city)
    thing = submission.thing
    html = page_of(client, thing)
    assert "紧急公开，应在24小时内补审" in html
    assert "补审还没有完成" in html
    assert "突发停水。" in html
    for person in (city.section, city.signatory):
        submission = review.approve(submission=submission, person=person)
    html = page_of(client, thing)
    assert "完成。" in html
    assert "补审还没有完成" not in html
    assert "补审完成" in html


def test_a_late_review_that_does_not_come_is_shown_as_overdue(client, city, monkeypatch):
    thing = publish_urgently(city).thing
    later = timezone.now() + timedelta(hours=24, minutes=1)
    monkeypatch.setattr("gongkai.portal.views.papers.timezone.now", lambda: later)
    assert "现在逾期未完成" in page_of(client, thing)


@pytest.mark.parametrize("address", ["/documents/x/y/", "/documents/x/2026-00001/versions/1/", "/nothing"])
def test_unknown_addresses(client, city, address):
    assert client.get(address).status_code == 404


def test_the_preview_of_a_draft_needs_nothing_but_its_form(rf, city, stored):
    from django.shortcuts import render

    image = {"type": "image", "sha256": "ab" * 32, "name": "图 1.png", "alt": "图", "caption": ""}
    form = {
        "form": 1,
        "kind": "document",
        "index_number": "x/2026-00001",
        "language": "zh-Hans",
        "title": "草稿标题",
        "unit": {"code": "1", "name": "某局"},
        "column": None,
        "matter": None,
        "source": "",
        "written_on": None,
        "keywords": [],
        "summary": "",
        "body": [image],
        "files": [{"title": "附", "name": "a.docx", "media_type": "x", "size": 5, "sha256": "cd" * 32}],
        "document": {"issuer": {"code": "1", "name": "某局"}, "validity": "in_force"},
    }
    context = {"form": form, "preview": True}
    html = render(rf.get("/"), "portal/document.html", context).content.decode()
    assert "尚未公开" in html
    assert 'src="/files/abababababababab/%E5%9B%BE%201.png"' in html
    html = render(
        rf.get("/"), "portal/document.html", context | {"preview_files_prefix": "/p/"}
    ).content.decode()
    assert 'src="/p/abababababababab/%E5%9B%BE%201.png"' in html
    assert 'href="/p/cdcdcdcdcdcdcdcd/a.docx"' in html


def test_a_paper_in_tibetan_is_marked_as_such(client, city):
    html = page_of(client, city.publish(city.draft(language="bo", body=[("text", "<p>བོད་ཡིག</p>")])))
    assert '<div class="paper paper-tibetan" lang="bo">' in html
