"""Preview and files: of this revision, to those who may see it, and to nobody else."""

import re

import pytest

from gongkai.catalogue.models import Matter
from gongkai.core.files import blob_path
from gongkai.documents.actions import create_draft, save_draft
from gongkai.documents.models import Document
from gongkai.review import actions
from tests.review.desk import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(city):
    files = [
        city.store_file(
            "名单.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"rows"
        ),
        city.store_file("a&b 图.png", "image/png", b"\x89PNG"),
    ]
    page = create_draft(
        model=Document,
        unit=city.unit,
        author=city.clerk,
        attachments=files,
        title="有附件的通知",
        column=city.column,
        matter=city.matter,
        written_on="2026-09-29",
        body=[("text", "<p>见附件。</p>")],
    )
    return page, files


def test_attachments_are_listed_counted_and_downloaded(desk, city, paper):
    page, files = paper
    city.submit(page)
    response = desk.get(city.section, "thing", page.thing.pk)
    shown = words(response)
    assert "含 2 个附件和图片" in shown
    prefix = response.context["preview_files_prefix"]
    addresses = re.findall(rf'href="({prefix}[^"]+)"', response.content.decode())
    assert len(addresses) == 2
    for file, address in zip(files, addresses, strict=True):
        assert file.sha256[:16] in shown
        got = desk.client(city.section).get(address)
        assert got.status_code == 200
        assert b"".join(got.streaming_content) == (b"rows" if file.name.endswith("xlsx") else b"\x89PNG")
        kept = "attachment" if file.name.endswith("xlsx") else "inline"
        assert got["Content-Disposition"].startswith(kept)
        assert "private" in got["Cache-Control"]


def test_files_are_only_for_those_who_see_the_revision(desk, city, other, paper):
    page, files = paper
    thing, revision = page.thing, page.latest_revision_id
    args = [thing.pk, revision, files[0].sha256[:16], files[0].name]
    submission = city.submit(page)
    got = {
        role: desk.get(person, "submission_file", *args).status_code
        for role, person in {
            "clerk": city.clerk,
            "section": city.section,
            "auditor": city.auditor,
            "office": city.office,
            "other": other["unit_signatory"],
        }.items()
    }
    assert got == {"clerk": 200, "section": 200, "auditor": 200, "office": 404, "other": 404}
    actions.approve(submission=submission, person=city.section)
    actions.approve(submission=submission, person=city.signatory)
    assert desk.get(city.office, "submission_file", *args).status_code == 200


def test_a_file_of_another_revision_or_name_is_not_there(desk, city, paper):
    page, files = paper
    plain = city.draft()
    secret = city.store_file("secret.pdf", "application/pdf", b"secret")
    for args in (
        [plain.thing.pk, plain.latest_revision_id, files[0].sha256[:16], files[0].name],
        [page.thing.pk, plain.latest_revision_id, files[0].sha256[:16], files[0].name],
        [page.thing.pk, page.latest_revision_id, files[0].sha256[:16], "another.xlsx"],
        [page.thing.pk, page.latest_revision_id, secret.sha256[:16], secret.name],
        [page.thing.pk, page.latest_revision_id, "..", "passwd"],
    ):
        assert desk.get(city.clerk, "submission_file", *args).status_code == 404


def test_a_lost_file_is_said_in_words(desk, city, paper):
    page, files = paper
    blob_path(files[0].sha256).unlink()
    args = [page.thing.pk, page.latest_revision_id, files[0].sha256[:16], files[0].name]
    response = desk.get(city.clerk, "submission_file", *args)
    assert response.status_code == 409
    assert "附件文件不在存储中" in words(response)


def test_what_changed_after_submission_cannot_be_approved(desk, city, paper):
    page, _files = paper
    submission = city.submit(page)
    Matter.objects.filter(pk=city.matter.pk).update(basis="另一条依据")
    response = desk.post(city.section, "approve", submission.pk, comment="看过了")
    assert response.status_code == 409
    assert "内容或附件在送审以后有变化" in words(response)
    assert "看过了" in response.content.decode()


def test_preview_is_the_public_page_and_says_that_it_is_a_draft(desk, city, paper):
    page, files = paper
    response = desk.get(city.clerk, "preview", page.thing.pk, page.latest_revision_id)
    assert response.status_code == 200
    shown = words(response)
    assert "有附件的通知" in shown
    assert "尚未公开" in shown
    prefix = f"/admin/gongkai/things/{page.thing.pk}/revisions/{page.latest_revision_id}/files/"
    assert f"{prefix}{files[0].sha256[:16]}/" in response.content.decode()
    assert "script-src 'self'" in response["Content-Security-Policy"]


def test_preview_of_the_sites_own_pages_is_a_table_of_what_becomes_public(desk, city):
    save_draft(page=city.home, author=city.office, telephone="0979-8410000")
    revision = city.home.thing
    response = desk.get(city.office, "thing", revision.pk)
    shown = desk.get(city.office, "preview", revision.pk, response.context["dossier"].revision_id)
    assert "电话 0979-8410000" in words(shown)
    assert "主办单位 某市人民政府办公室" in words(shown)
    assert "电话" in words(response)


def test_pages_carry_nothing_inline(desk, city, paper):
    """The strict policy would drop it in silence."""
    page, _files = paper
    city.submit(page)
    for response in (
        desk.get(city.section, "thing", page.thing.pk),
        desk.get(city.section, "queue"),
        desk.get(city.section, "delegations"),
        desk.get(city.section, "notices"),
    ):
        content = response.content.decode()
        ours = content[content.index('<main class="content-wrapper') :]
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", ours)
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", ours)


def test_preview_of_what_is_public_leads_to_the_public_page(desk, city):
    page = city.draft()
    thing = city.publish(page)
    first = thing.revision_id
    save_draft(page=page, author=city.clerk, title="更正后的标题")
    city.approve_all(city.submit(page, reason="标题有误", reason_code="misprint"))
    thing.refresh_from_db()
    for revision, number in ((first, 1), (thing.revision_id, 2)):
        response = desk.get(city.clerk, "preview", thing.pk, revision)
        assert response.status_code == 302
        assert response["Location"] == f"/documents/{thing.index_number}/versions/{number}/"
        assert desk.client(city.clerk).get(response["Location"], follow=True).status_code == 200
    actions.withdraw_at_once(thing=thing, person=city.office, reason_code="wrong", reason="误")
    assert desk.get(city.clerk, "preview", thing.pk, first).status_code == 200
