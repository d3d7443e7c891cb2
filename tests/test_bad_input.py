"""Every public address and every form of the back office is given what nobody should type.

Whatever comes back is a page: no crash, no markup of the visitor's making, and what is refused is refused in Chinese.
What is public is the same afterwards.
"""

import json
import re
from itertools import cycle
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from gongkai.core.models import Event, Record, Thing, Version
from gongkai.documents.importing.clean import clean_html
from gongkai.documents.text import text_problem
from gongkai.search.actions import rebuild
from gongkai.search.models import Promotion, SynonymGroup
from gongkai.units import gate
from gongkai.units.models import Role
from tests.documents.desk_forms import edit_address, paper_data, png_upload
from tests.factories import PASSWORD, City, make_user
from tests.shared_data import shared
from tests.units.entering import enter

pytestmark = pytest.mark.django_db

CHINESE = re.compile(r"[\u4e00-\u9fff]")
TECHNICAL = re.compile(
    r"Traceback|Exception|IntegrityError|OperationalError|DoesNotExist|IndexError|KeyError|NoReverseMatch"
)
NUMBERS = ["0", "-1", "9" * 5000, "9" * 30, "٣", "１", "1e9", "1.5", "NaN", "%00", "1\n2", "last", "😀"]
DAYS = ["0001-01-01", "9999-12-31", "2026-02-30", "2026-13-01", "10000-01-01", "２０２６-01-01", "今天", "-"]


def naughty() -> list[str]:
    return json.loads((shared("conformance", "naughty-strings") / "blns.json").read_text("utf-8"))


def vectors() -> list[str]:
    """Markup made to get past sanitizers and parsers."""
    sanitizer = (shared("conformance", "html-sanitizer") / "dompurify_expect.jsonl").read_text("utf-8")
    found = [json.loads(line)["payload"] for line in sanitizer.split("\n") if line.strip()]
    for path in sorted((shared("conformance", "html5lib") / "tokenizer").glob("*.test")):
        found += [test["input"] for test in json.loads(path.read_text("utf-8")).get("tests", [])]
    return found


@pytest.fixture
def town():
    city = City()
    city.public = city.publish(city.draft(title="已公开的一件"))
    city.page = city.draft(title="没有公开的一件")
    city.system = make_user(Role.SYSTEM_ADMIN, city.office_unit)
    city.security = make_user(Role.SECURITY_ADMIN, city.office_unit)
    rebuild()
    return city


@pytest.fixture(autouse=True)
def public_is_the_same_afterwards(town):
    before = _public()
    yield
    assert _public() == before


def _public():
    models = (Event, Record, Version)
    rows = [list(model.objects.order_by("pk").values()) for model in models]
    public = Thing.objects.exclude(newest_event=None).order_by("pk")
    return [*rows, list(public.values("pk", "state", "newest_event", "revision_id"))]


def check(answer, sent) -> None:
    """A page or a file, inert; a refusal says so in Chinese."""
    assert answer.status_code < 500, sent
    if answer.streaming or not answer["Content-Type"].startswith("text/html"):
        return
    text = answer.content.decode()
    if answer.status_code >= 400:
        assert CHINESE.search(text), sent
        assert not TECHNICAL.search(re.sub(r"(?s)<textarea.*?</textarea>|value=\"[^\"]*\"", "", text)), sent
    if answer.status_code not in (301, 302, 304):
        check_inert(text, sent)


def check_inert(text: str, sent) -> None:
    """No script but from files of ours, no handler, no address that runs."""
    tree = BeautifulSoup(text, "html.parser")
    for element in tree.find_all(True):
        if element.name == "script":
            data = element.get("type") in ("application/json", "application/ld+json")
            ours = (element.get("src") or "").startswith("/") or data
            assert ours, (sent, str(element)[:200])
        assert element.name not in ("object", "embed", "base", "frame"), (sent, str(element)[:200])
        if element.name == "iframe":
            assert (element.get("src") or "/").startswith("/"), (sent, str(element)[:200])
            assert not element.get("srcdoc"), (sent, str(element)[:200])
        for name, value in element.attrs.items():
            assert not name.startswith("on"), (sent, str(element)[:200])
            if name in ("href", "src", "action", "formaction", "xlink:href"):
                assert not re.match(r"\s*(javascript|vbscript|data:text)", str(value), re.I), (sent, value)


def test_public_addresses(town):
    """Every string goes into an address, and every address gets its share of the strings."""
    client, texts = Client(), cycle([*naughty(), *NUMBERS, "../" * 20 + "etc/passwd", "a" * 3000])
    patterns = [address for address in gate.enumerate_addresses() if not address.in_back_office]
    with_words = [address for address in patterns if address.kwargs]
    assert len(with_words) >= 6
    for address in with_words * 90:
        sent = re.sub(r"<(?:\w+:)?\w+>", lambda _: quote(next(texts)[:3000], safe="") or "x", address.pattern)
        check(client.get(f"/{sent}"), sent)


def test_public_addresses_of_what_is_there_with_parts_replaced(town):
    client = Client()
    prefix, number = town.public.index_number.rsplit("/", 1)
    for text in [*NUMBERS, "..", "%2e%2e", "x" * 5000, "‮", "\n", "\r\nSet-Cookie: a=b", "%ff%fe", "\\..\\"]:
        for path in (
            f"/documents/{prefix}/{text}/",
            f"/documents/{text}/{number}/",
            f"/documents/{prefix}/{number}/versions/{text}/",
            f"/documents/{prefix}/{number}/{text}",
            f"/files/{text}/{text}",
            f"/files/{'0' * 16}/{text}",
            f"/columns/{text}/",
        ):
            check(client.get(quote(path, safe="/%")), path)


def test_query_parameters(town):
    client, clerk, auditor = Client(), enter(town.clerk), enter(town.auditor)
    security, office = enter(town.security), enter(town.office)
    pages = [
        (client, "/"),
        (client, "/changes/"),
        (client, f"/units/{town.unit.code}/"),
        (client, "/columns/policy/"),
        (client, "/search/"),
        (client, "/search/suggest"),
        (client, f"/matters/{town.matter.code}/"),
        (clerk, reverse("desk:papers")),
        (clerk, reverse("desk:queue")),
        (clerk, reverse("desk:notices")),
        (office, reverse("desk:queue")),
        (office, reverse("desk_matters")),
        (security, reverse("units:people")),
        (auditor, reverse("units:log")),
        (auditor, reverse("units:log_download")),
    ]
    for text, (who, path) in zip([*naughty(), *NUMBERS, *DAYS], cycle(pages), strict=False):
        names = ("page", "q", "state", "kind", "tab", "unit", "user", "action", "since", "until", text[:80])
        check(who.get(path, dict.fromkeys(names, text)), (path, text))
    for text in [*NUMBERS, *DAYS]:
        for who, path in pages[text not in DAYS :: 2]:
            for names in (("page", "tab", "state"), ("since",), ("until", "unit")):
                check(who.get(path, dict.fromkeys(names, text)), (path, names, text))


def test_requests_that_no_browser_sends(town):
    client = Client()
    for path in (
        "/",
        "/units/",
        "/language/",
        "/display/",
        "/admin/login/",
        "/admin/gongkai/papers/",
        "/files/0/x",
    ):
        for method in ("OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "POST"):
            answer = client.generic(method, path, b"\xff\x00{[", content_type="application/json")
            check(answer, (method, path))
            assert answer.status_code in (301, 302) or CHINESE.search(answer.content.decode()), (method, path)
    headers = {
        "Accept": ["*/*;q=x", "application/json", ",,,;;", "x" * 9000],
        "Accept-Language": ["zh-" * 3000, "*;q=99", "\xff", "en;q=0.0.0"],
        "If-None-Match": ['"', "*", 'W/"' + "x" * 9000],
        "If-Modified-Since": ["yesterday", "Mon, 99 Foo 99999 99:99:99 GMT"],
        "Range": ["bytes=9-1", "bytes=-", "bytes=" + "0-1," * 2000, "lines=1"],
        "Cookie": ["sessionid=../../x; csrftoken=" + "a" * 5000, "=;=;;", 'django_language="<script>"', "messages=[[", "display=" + "dark." * 900],
        "X-Forwarded-For": ["::1, 999.1.1.1,,", "<script>", "1" * 5000],
        "Content-Type": ["text/plain;charset=bogus", "multipart/form-data", "application/x-www-form-urlencoded;charset=utf-7"],
        "Referer": ["javascript:alert(1)", "http://[", "//" + "x" * 5000],
        "Host": ["evil.example", "[", "a b", "127.0.0.1:x"],
    }  # fmt: skip
    for name, values in headers.items():
        for value in values:
            for path in ("/", "/admin/login/", "/units/"):
                check(client.get(path, headers={name: value}), (name, value))


def test_bodies_that_no_browser_sends(town):
    client = Client()
    boundary = "multipart/form-data; boundary=b"
    bodies = [
        (b"", boundary),
        (b"--b\r\n", boundary),
        (b'--b\r\nContent-Disposition: form-data; name="username"\r\n\r\n\xff\xfe\r\n--b--', boundary),
        (b'--b\r\nContent-Disposition: form-data; name="f"; filename="a\x00.docx"\r\n\r\nx\r\n--b--', boundary),
        (b'--b\r\nContent-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64\r\n\r\n!\r\n--b--', boundary),
        (b"x", "multipart/form-data; boundary=" + "b" * 500),
        (b"&".join(b"f%d=1" % n for n in range(10_000)), "application/x-www-form-urlencoded"),
        (b"username=" + b"a" * (13 * 1024 * 1024), "application/x-www-form-urlencoded"),
        (b"username=%00&password=%ff%fe%00", "application/x-www-form-urlencoded"),
        (b"[" * 100_000, "application/json"),
    ]  # fmt: skip
    for path in ("/admin/login/", "/language/", "/display/"):
        for body, content_type in bodies:
            check(
                client.generic("POST", path, body, content_type=content_type), (path, content_type, body[:60])
            )


def test_sign_in(town):
    for text in [*naughty()[::3], "a" * 5000, "\0"]:
        client = Client(REMOTE_ADDR="192.0.2.7")
        check(client.post("/admin/login/", {"username": text, "password": text, "next": text}), text)
        check(client.post("/admin/login/code/", {"code": text}), text)
        check(client.get("/admin/login/", {"next": text}), text)


@pytest.mark.parametrize(
    "wanted", ["foo", "units:log", "x" * 5000, "//evil.example", "https:evil", "/\\evil", "/a\nb", "?", "#"]
)
def test_where_to_go_after_sign_in(town, wanted):
    """Only a page of ours, whatever was asked for; a wrong wish does not stop anybody from signing in."""
    answer = Client().post(
        "/admin/login/", {"username": town.clerk.username, "password": PASSWORD, "next": wanted}
    )
    assert answer.status_code == 302
    assert answer["Location"].startswith("/")
    assert not answer["Location"].startswith(("//", "/\\"))
    for client in (Client(), enter(town.clerk)):
        check(client.get("/admin/login/", {"next": wanted}), wanted)
        check(client.post("/language/", {"language": wanted, "next": wanted}), wanted)
        check(client.post("/display/", {"theme": wanted, "next": wanted}), wanted)


def test_papers(town):
    """Several strings at a time, one in each field, through the editor's own form."""
    clerk, address = enter(town.clerk), edit_address(town.page)
    names = ("title", "keywords", "summary", "co_issuers", "topic", "source", "document_number")
    choices = ("genre", "language", "disclosure", "validity", "column", "matter", "issuer", "written_on")
    texts = naughty() + NUMBERS + DAYS
    for start in range(0, len(texts), 20):
        some = cycle(texts[start : start + 20])
        body = [
            ("text", next(some)),
            ("image", {"file": next(some), "alt": next(some), "caption": next(some)}),
        ]
        fields = {name: next(some) for name in names}
        check(clerk.post(address, paper_data(body=body, **fields)), fields)
        check(clerk.post(address + "preview/", paper_data(body=body, **fields)), fields)
        fields = {name: next(some) for name in choices}
        check(clerk.post(address, paper_data(body=body, **fields)), fields)
    for page in (
        address,
        address + "preview/?mode=",
        reverse("desk:papers"),
        reverse("desk:thing", args=[town.page.thing.pk]),
    ):
        check(clerk.get(page), page)


def test_bodies_of_papers(town):
    """Markup made against sanitizers is kept harmless, shown in the editor and in the preview of reviewers."""
    clerk, address = enter(town.clerk), edit_address(town.page)
    payloads = [text for text in vectors() if "\0" not in text and not text_problem(clean_html(text))]
    assert len(payloads) > 200
    for start in range(0, len(payloads), 150):
        some = payloads[start : start + 150]
        answer = clerk.post(address, paper_data(body=[("text", text) for text in some]))
        assert answer.status_code == 302
        town.page.refresh_from_db()
        preview = reverse("desk:preview", args=[town.page.thing.pk, town.page.latest_revision_id])
        for page in (address, preview, reverse("desk:thing", args=[town.page.thing.pk])):
            check(clerk.get(page), (start, page))


def test_ways_to_begin(town):
    clerk = enter(town.clerk)
    for text in [*naughty()[::4], *vectors()[::40], "\0"]:
        unit = town.unit.pk
        paste = {"kind": "document", "unit": unit, "title": text, "html": text, "text": text}
        check(clerk.post(reverse("desk:paste"), paste), text)
        check(clerk.post(reverse("desk:new"), {"kind": text, "unit": text, "title": text}), text)
    for name in (
        "../../etc/passwd.docx",
        "‮xcod.exe",
        "x" * 300 + ".docx",
        "a\0.docx",
        '"; x="y.docx',
        "<b>.docx",
        ".docx",
        "",
    ):
        upload = png_upload()
        upload.name = name or "x"
        check(
            clerk.post(reverse("desk:import_word"), {"kind": "document", "unit": unit, "file": upload}), name
        )
    check(clerk.get(reverse("desk:papers")), "papers")


def test_editors_structure(town):
    """The counters and types with which a browser sends the body and the attachments."""
    clerk, address = enter(town.clerk), edit_address(town.page)
    keys = [key for key in paper_data(body=[("text", "<p>a</p>")], attachments=[{"file": "1", "title": "a"}])]
    keys = [key for key in keys if key.startswith(("body", "attachments"))]
    for key in keys:
        for value in ("-1",) if "order" in key else ("9" * 30,):
            data = paper_data(body=[("text", "<p>a</p>")], attachments=[{"file": "1", "title": "a"}])
            check(clerk.post(address, data | {key: value}), (key, value))
        data.pop(key)
        check(clerk.post(address, data), (key, "left out"))


# Each form: who may open it, its address, its fields. `None` stands for a string, `DAYS` for a day, a value for itself.
def forms(town) -> dict[str, tuple]:
    thing, public = town.page.thing.pk, town.public.pk
    submission, removal = town.submission.pk, town.removal.pk
    text = {"reason": None, "reason_code": None}
    return {
        "desk:submit": (town.clerk, [thing], {"publish_at": None, "urgent_reason": None, **text}),
        "desk:ask_withdrawal": (town.clerk, [public], text),
        "desk:ask_expiry": (town.clerk, [public], {"reason": None, "reason_code": "lapsed"}),
        "desk:withdraw_at_once": (town.office, [public], text),
        "desk:recall": (town.section, [submission], {"comment": None}),
        "desk:approve": (town.signatory, [submission], {"comment": None}),
        "desk:send_back": (town.signatory, [submission], {"comment": None}),
        "desk:publish_urgently": (town.clerk, [submission], {"reason": None}),
        "desk:confirm_removal": (town.clerk, [removal], {"x": None}),
        "desk:refuse_removal": (town.clerk, [removal], {"comment": None}),
        "desk:delegations": (
            town.section,
            [],
            {"post": None, "taker": None, "since": None, "until": None, "reason": None},
        ),
        "desk:new_column": (
            town.office,
            [],
            {"title": None, "code": None, "column_type": None, "description": None, "keywords": None},
        ),
        "desk_search_synonyms": (town.office, [], {"words": None}),
        "desk_search_synonyms_edit": (town.office, [town.group.pk], {"words": None}),
        "desk_search_promotion": (town.office, [], {"words": None, "paper": None}),
        "desk_search_promotion_edit": (town.office, [town.promotion.pk], {"words": None, "paper": None}),
        "desk:new_unit_home": (town.office, [], {"unit": None, "duties": None}),
        "units:add": (
            town.system,
            [],
            dict.fromkeys(["code", "name", "short_name", "parent", "founded_on", "index_prefix", "position"]),
        ),
        "units:rename": (town.system, [town.unit.code], {"name": None, "short_name": None, "since": None}),
        "units:dissolve": (town.system, [town.unit.code], {"on": None}),
        "units:succeed": (
            town.system,
            [town.unit.code],
            {"successor": None, "kind": None, "on": None, "basis": None},
        ),
        "units:add_person": (town.security, [], {"username": None, "display_name": None}),
        "units:person": (
            town.security,
            [town.clerk.pk],
            {"unit": None, "role": None, "since": None, "until": None},
        ),
        "units:end_post": (town.security, [town.clerk.pk, town.clerk.posts.get().pk], {"last_day": "x"}),
        "desk:mask_draft": (town.clerk, [town.page.thing.pk], {"group": None}),
        "desk:ask_lifting": (town.clerk, [town.page.thing.pk], {"group": None, "reason": None}),
        "desk:grant_lifting": (town.section, [town.lifting.pk], {"comment": None}),
        "desk:refuse_lifting": (town.section, [town.lifting.pk], {"comment": None}),
        "desk:rule_lists": (town.office, [], {"list": None, "note": None}),
        "units:password": (town.signatory, [], {"old": None, "new": None, "again": None}),
        "units:my_code": (town.section, [], {"password": None, "code": None}),
        "wagtailadmin_account": (
            town.clerk,
            [],
            {"preferred_language": None, "theme": None, "contrast": None, "density": None},
        ),
    }


# Tried above or without a field of their own.
ELSEWHERE = {
    "wagtailadmin_login", "signin_code", "signin_enrol", "wagtailadmin_pages:edit",
    "wagtailadmin_pages:preview_on_edit", "desk:new", "desk:import_word", "desk:paste", "desk:papers", "desk:queue",
    "desk:notices", "desk:patrol", "desk:check_draft", "desk:draft_page", "desk:mask_form", "desk:add_file", "units:people", "units:log", "units:log_download", "desk_matters", "desk:intake",
}  # fmt: skip
NO_FIELDS = {
    "wagtailadmin_sprite", "wagtailadmin_javascript_catalog", "wagtailadmin_home", "wagtailadmin_logout",
    "units:begin_code", "units:tree", "units:show", "units:change_person", "desk_matter", "desk:delete", "desk:site",
    "desk:file", "desk:thing", "desk:preview", "desk:submission_file", "desk:end_delegation", "desk:read_notice",
    "desk:read_all_notices", "desk:rule_list_file", "desk_plans", "desk_plan", "desk:intake_item", "desk:intakes", "desk:drop_intake_item",
    "desk_search", "desk_log",
}  # fmt: skip


@pytest.fixture
def busy(town):
    from gongkai.review.models import Lifting, RemovalRequest

    town.submission = town.submit(town.draft())
    town.lifting = Lifting.objects.create(
        thing=town.page.thing,
        unit=town.unit,
        title="x",
        kind="mobile",
        marks=["0" * 64],
        where="x",
        reason="x",
        asked_by=town.clerk,
    )
    town.group = SynonymGroup.objects.create(words="甲、乙")
    town.promotion = Promotion.objects.create(words="甲", thing=town.public, added_by=town.office)
    town.removal = RemovalRequest.objects.create(
        thing=town.public,
        unit=town.unit,
        title="x",
        act="withdraw",
        reason_code="wrong",
        reason="x",
        asked_by=town.office,
    )
    return town


def test_every_declared_form_is_tried(busy):
    declared = {
        address.view_name for address in gate.enumerate_addresses() if gate.rule_for(address.view_name)
    }
    assert declared == set(forms(busy)) | ELSEWHERE | NO_FIELDS


def test_forms_of_the_back_office(busy):
    clients = {}
    for view_name, (person, args, fields) in forms(busy).items():
        address = reverse(view_name, args=args)
        texts = cycle([*DAYS, *NUMBERS, *naughty()[::7]])
        for _round in range(15):
            client = clients.setdefault(person, enter(person))
            sent = {name: next(texts) if value is None else value for name, value in fields.items()}
            answer = client.post(address, sent)
            check(answer, (view_name, sent))
            if answer.status_code == 302 and "/login/" in answer["Location"]:
                enter(person, client)
    for name in ("desk:queue", "desk:delegations", "desk:notices"):
        check(clients[busy.section].get(reverse(name)), name)
    for page in (reverse("units:tree"), reverse("units:show", args=[busy.unit.code])):
        check(clients[busy.system].get(page), page)
    for page in (reverse("units:people"), reverse("units:person", args=[busy.clerk.pk])):
        check(clients[busy.security].get(page), page)
    auditor = enter(busy.auditor)
    check(auditor.get(reverse("units:log")), "log")
