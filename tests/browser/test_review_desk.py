"""The review desk in a real browser: the whole way by clicking, on a phone as on a desk, with the policy in force."""

import os
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect, sync_playwright

from gongkai.core.models import ThingState
from gongkai.documents.actions import save_draft
from gongkai.review import actions
from gongkai.review.models import RemovalRequest, Submission
from tests.factories import City
from tests.units.entering import enter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE, DESK = {"width": 375, "height": 812}, {"width": 1440, "height": 900}
# What the platform's own frame carries on every page of its, with nothing of ours in it.
FRAME = ["#wagtail-sidebar", ".w-keyboard-shortcuts", "[data-w-teleport]"]
# A refused form answers 403 or 409 on purpose; the preview's frame runs no scripts, also on purpose.
EXPECTED = ["status of 403", "status of 409", "document's frame is sandboxed"]


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def desk(browser, live_server):
    """`with desk(person, viewport) as page`: signed in; every complaint of the browser fails the test."""

    @contextmanager
    def signed_in(person, viewport=DESK, **options):
        session = enter(person).cookies[settings.SESSION_COOKIE_NAME].value
        context = browser.new_context(viewport=viewport, locale="zh-CN", base_url=live_server.url, **options)
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )
        page, complaints = context.new_page(), []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        yield page
        context.close()
        assert [line for line in complaints if not any(known in line for known in EXPECTED)] == []

    return signed_in


def show(page, name):
    """Keeps a picture when the folder for them is given, for whoever looks at the layout."""
    folder = os.environ.get("GONGKAI_PICTURES")
    if folder:
        shape = page.viewport_size
        page.set_viewport_size(shape | {"height": 3000})
        page.screenshot(path=Path(folder) / f"{name}.png")
        page.set_viewport_size(shape)


def fits(page):
    """Nothing of ours stands out to the right; the row of tabs alone scrolls in itself."""
    sticking_out = page.evaluate(
        """[...document.querySelectorAll("main *")]
            .filter((e) => !e.closest(".desk-tabs") && !e.closest(".w-sr-only, .desk-list thead"))
            .filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
            .map((e) => e.outerHTML.slice(0, 120))"""
    )
    assert sticking_out == []
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_whole_way_by_clicking(desk):
    city = City()
    paper = city.draft(title="关于集中式饮用水水源水质监测结果的通知")
    thing = paper.thing
    address = reverse("desk:thing", args=[thing.pk])
    with desk(city.clerk) as page:
        page.goto(address)
        page.get_by_role("button", name="送审").click()
        expect(page.get_by_text("已送审，等待初审。")).to_be_visible()
        show(page, "thing-clerk")
    for person, button, sentence in (
        (city.section, "同意", "已同意，转到复审。"),
        (city.signatory, "同意", "已同意，转到终审。"),
        (city.office, "同意并公开", "已同意。审核完成，已经公开。"),
    ):
        with desk(person) as page:
            page.goto(reverse("desk:queue"))
            show(page, f"queue-{person.username}")
            page.locator(".desk-list__do a").click()
            frame = page.frame_locator(".desk-preview")
            expect(frame.get_by_role("heading", level=1, name=paper.title)).to_be_visible()
            page.get_by_label("意见（选填）").fill("可以公开")
            page.get_by_role("button", name=button, exact=True).click()
            expect(page.get_by_text(sentence)).to_be_visible()
    thing.refresh_from_db()
    assert thing.state == ThingState.PUBLIC


def test_return_on_a_phone_keeps_what_was_typed(desk):
    city = City()
    paper = city.draft(title="关于集中式饮用水水源水质监测结果（2026年10月）的通知")
    submission = city.submit(paper)
    with desk(city.section, PHONE) as page:
        page.goto(reverse("desk:queue"))
        assert fits(page)
        show(page, "queue-phone")
        page.locator(".desk-list__do a").click()
        assert fits(page)
        show(page, "thing-phone")
        page.get_by_text("退回", exact=True).click()
        page.get_by_label("退回意见").fill("落款日期不对")
        actions.recall(submission=submission, author=city.clerk)
        page.get_by_role("button", name="退回经办").click()
        expect(page.get_by_role("alert")).to_contain_text("落款日期不对")
    submission.refresh_from_db()
    assert submission.state == "recalled"


def test_every_page_fits_a_phone_and_is_accessible(desk):
    city = City()
    paper = city.draft()
    thing = city.publish(paper)
    save_draft(
        page=paper, author=city.clerk, title="很长的标题" * 12, summary="https://example.cn/" + "a" * 120
    )
    city.submit(paper, reason="标题有误", reason_code="misprint")
    actions.request_removal(
        thing=city.publish(), person=city.clerk, act="withdraw", reason_code="wrong", reason="误"
    )
    pages = [
        (city.section, reverse("desk:queue")),
        (city.office, reverse("desk:queue") + "?tab=removals"),
        (city.section, reverse("desk:thing", args=[thing.pk])),
        (city.office, reverse("desk:thing", args=[thing.pk])),
        (city.office, reverse("desk:thing", args=[RemovalRequest.objects.get().thing_id])),
        (city.section, reverse("desk:delegations")),
        (city.clerk, reverse("desk:notices")),
        (city.office, reverse("wagtailadmin_home")),
    ]
    for number, (person, address) in enumerate(pages):
        for viewport in (PHONE, DESK):
            with desk(person, viewport, bypass_csp=True) as page:
                page.goto(address)
                page.wait_for_load_state("networkidle")
                for more in page.locator("details.desk-more > summary").all():
                    more.click()
                show(page, f"page-{number}-{viewport['width']}")
                assert (address, fits(page)) == (address, True)
                found = Axe().run(
                    page, context={"include": [["#main"]], "exclude": [[each] for each in FRAME]}
                )
                problems = [
                    (v["id"], [n["html"][:160] for n in v["nodes"]]) for v in found.response["violations"]
                ]
                assert (address, problems) == (address, [])


def test_one_way_needs_no_script(desk):
    city = City()
    submission = city.submit(city.draft())
    with desk(city.section, java_script_enabled=False) as page:
        page.goto(reverse("desk:thing", args=[submission.thing_id]))
        page.get_by_role("button", name="同意", exact=True).click()
    assert Submission.objects.get(pk=submission.pk).stage == "second"
