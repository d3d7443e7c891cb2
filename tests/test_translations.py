"""The English interface: whole, exact, and saying of what stays Chinese that it is Chinese."""

import ast
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import polib
import pytest
from django.utils import translation

import gongkai
from gongkai.catalogue.actions import import_plan
from gongkai.core import door
from gongkai.core.kinds import kind_of
from gongkai.core.models import Event
from gongkai.demo.reading import read_plan_text
from gongkai.portal.addresses import paper_address, version_address
from gongkai.portal.passages import metadata_passages
from gongkai.review import actions as review
from gongkai.review.formtext import LABELS
from gongkai.review.models import Notice
from tests.portal.titles import without_breaks

SOURCE = Path(gongkai.__file__).parent
CATALOGUE = SOURCE / "locale/en/LC_MESSAGES/django.po"
HAN = re.compile(r"[\u3400-\u9fff]")
PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|</?\w+[^>]*>")
TRANSLATED = (
    r"{%\s*comment.*?endcomment\s*%}",
    r"{#.*?#}",
    r"{%\s*blocktranslate\b.*?endblocktranslate\s*%}",
    r"{%\s*translate\b.*?%}",
    r'\b_\(".*?"\)',
)
# The switch names each language in that language.
NAMES_OF_LANGUAGES = {"portal/templates/portal/parts/languages.html": {"中文", "蒙古文"}}
PLAIN_GETTEXT = {"gettext", "ngettext", "pgettext", "npgettext"}
VOID = {"meta", "link", "input", "br", "hr", "img", "col", "wbr", "source"}


@pytest.fixture(scope="module")
def entries():
    return list(polib.pofile(str(CATALOGUE)))


def said(entry):
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def key(entry):
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def test_every_sentence_is_translated_and_none_is_a_guess(entries):
    assert [entry.msgid for entry in entries if not all(said(entry)) or entry.fuzzy] == []
    assert len(entries) > 1000


def test_placeholders_and_tags_stay(entries):
    changed = [
        entry.msgid
        for entry in entries
        for text in said(entry)
        if sorted(PLACE.findall(text)) != sorted(PLACE.findall(entry.msgid))
    ]
    assert changed == []


def test_quotes_in_english_are_safe_inside_attributes(entries):
    """`translate` does not escape, and many translations stand in an attribute between double quotes."""
    quoting = [entry.msgid for entry in entries if '"' in re.sub(r"<[^>]+>", "", "".join(said(entry)))]
    assert quoting == []


def test_the_compiled_catalogue_says_the_same(entries):
    compiled = {key(entry): said(entry) for entry in polib.mofile(str(CATALOGUE.with_suffix(".mo")))}
    assert compiled == {key(entry): said(entry) for entry in entries}


def test_the_header_names_no_person_and_no_time():
    assert polib.pofile(str(CATALOGUE)).metadata == {
        "Project-Id-Version": "gongkai",
        "Language": "en",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }


@pytest.mark.skipif(not shutil.which("xgettext"), reason="xgettext (Debian: gettext) is not installed")
def test_the_catalogue_holds_exactly_what_the_source_says(entries, tmp_path):
    copy = tmp_path / "gongkai"
    shutil.copytree(
        SOURCE, copy, ignore=shutil.ignore_patterns("locale", "vendor", "__pycache__", "migrations")
    )
    (copy / "locale").mkdir()
    command = "from django.core.management import execute_from_command_line as run; import sys; run(sys.argv)"
    arguments = ["makemessages", "-l", "en", "--no-location", "--verbosity", "0"]
    subprocess.run(
        [sys.executable, "-c", command, *arguments],
        cwd=copy,
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        check=True,
    )
    found = polib.pofile(str(copy / "locale/en/LC_MESSAGES/django.po"))
    assert {key(entry) for entry in found} == {key(entry) for entry in entries}


@pytest.mark.parametrize(
    "path",
    sorted(SOURCE.glob("*/templates/**/*.html")),
    ids=lambda path: path.relative_to(SOURCE).as_posix(),
)
def test_no_template_holds_chinese_that_cannot_be_translated(path):
    text = path.read_text()
    for pattern in TRANSLATED:
        text = re.sub(pattern, "", text, flags=re.DOTALL)
    allowed = NAMES_OF_LANGUAGES.get(path.relative_to(SOURCE).as_posix(), set())
    left = [word for word in re.findall(r"[\u3400-\u9fff]+", text) if word not in allowed]
    assert left == []


def test_nothing_is_translated_while_modules_are_loaded():
    """Plain gettext at import time would fix the language of the first start for everybody."""
    assert [place for path in sorted(SOURCE.rglob("*.py")) for place in _translated_on_import(path)] == []


def _translated_on_import(path):
    tree = ast.parse(path.read_text())
    names = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in PLAIN_GETTEXT
    }
    waiting, found = [tree], []
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            found.append(f"{path.name}:{node.lineno}")
        if isinstance(node, ast.FunctionDef | ast.Lambda):
            defaults = [*node.args.defaults, *filter(None, node.args.kw_defaults)]
            waiting += defaults + getattr(node, "decorator_list", [])
        else:
            waiting += ast.iter_child_nodes(node)
    return found


def test_labels_stay_apart_in_english():
    """Fields are told apart by their labels: two of one name would hide one of them from reviewers and readers."""
    form = {"form": 1, "kind": "document", "title": "x"}
    chinese = metadata_passages(form)
    with translation.override("en"):
        english = metadata_passages(form)
        labels = [str(label) for label in LABELS.values()]
    assert len(english) == len(chinese)
    assert not [label for label in english if HAN.search(label)]
    assert {label for label in labels if labels.count(label) > 1} == set()


class Reader(HTMLParser):
    """The words of a page with the language that holds where they stand, and what labels say."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.languages, self.words, self.labels = [("", "")], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        language = attrs.get("lang") or self.languages[-1][1]
        self.labels += [
            attrs[name]
            for name in ("aria-label", "data-label", "placeholder", "data-done")
            if attrs.get(name)
        ]
        if tag not in VOID:
            self.languages.append((tag, language))

    def handle_endtag(self, tag):
        while self.languages.pop()[0] != tag:
            pass

    def handle_data(self, data):
        open_tags = {tag for tag, _language in self.languages}
        if not open_tags & {"title", "script", "style"}:
            self.words.append((self.languages[-1][1], " ".join(data.split())))

    def unmarked(self):
        return [text for language, text in self.words if language == "en" and HAN.search(text)]


@pytest.fixture
def pages(city):
    """Addresses of every kind of public page, in every state a reader can meet."""
    page = city.draft(title="改过的通知", expires_on=None)
    changed = city.publish(page)
    again = page.get_latest_revision_as_object()
    again.title, again.body = "改过一次的通知", [("text", "<h2>一、办法</h2><p>改过的内容。</p>")]
    again.save_revision(user=city.clerk)
    city.publish(again, reason="录入有误。", reason_code="misprint")
    gone, over = city.publish(city.draft(title="撤回的通知")), city.publish(city.draft(title="失效的通知"))
    asked = {"actor": city.office, "asked_by": city.clerk}
    door.withdraw(thing=gone, reason_code="wrong", reason="另行公开。", request_key="gone", **asked)
    door.expire(thing=over, reason_code="lapsed", reason="期满。", request_key="over", **asked)
    papers = [paper_address(thing.index_number) for thing in (changed, gone, over)]
    lists = ["/", "/columns/policy/", "/units/", f"/units/{city.unit.code}/", "/changes/"]
    matters = ["/matters/", f"/matters/{city.matter.code}/"]
    plan = import_plan(text=read_plan_text(), source_name="plan.txt").reading.plan.thing
    review.approve(submission=review.submit(thing=plan, author=city.office), person=city.office2)
    clauses = ["/plan/", "/plan/2.1/", "/plan/3.4/", "/plan/5.1/"]
    versions = [version_address(changed.index_number, 1)]
    return [*lists, *matters, *clauses, *papers, *versions, "/nowhere/"]


def test_public_pages_in_english_mark_their_chinese(client, pages):
    client.cookies["django_language"] = "en"
    for address in pages:
        html = client.get(address).content.decode()
        page = Reader(html)
        assert '<html lang="en">' in html, address
        assert page.unmarked() == [], address
        assert [label for label in page.labels if HAN.search(label)] == [], address
        words = [text for _language, text in page.words]
        assert {"Disclosure matters", "Units", "Corrections and withdrawals", "Skip to content"} <= set(words)
        assert ("zh-Hans", "某市政务公开") in page.words


def test_a_document_in_english(client, city, pages):
    client.cookies["django_language"] = "en"
    html = client.get(
        next(address for address in pages if address.startswith("/documents/"))
    ).content.decode()
    words = Reader(without_breaks(html)).words
    for text in ("Document number", "Issued by", "Date written", "29 September 2026", "In force", "Cite"):
        assert ("en", text) in words
    for text in ("改过一次的通知", "某市财政局", "改过的内容。"):
        assert ("zh-Hans", text) in words
    assert "Proactive disclosure" in html
    assert "First published" in html


def test_the_switch_goes_to_english_and_back_to_the_page_it_stands_on(client, city):
    address = paper_address(city.publish().index_number)
    assert '<html lang="zh-Hans">' in client.get(address).content.decode()
    for language, shown in (("en", '<html lang="en">'), ("zh-hans", '<html lang="zh-Hans">')):
        answer = client.post("/language/", {"language": language, "next": address})
        assert (answer.status_code, answer["Location"]) == (302, address)
        assert shown in client.get(address).content.decode()


def test_sign_in_in_english(client, db):
    client.cookies["django_language"] = "en"
    html = client.get("/admin/login/").content.decode()
    words = [text for _language, text in Reader(html).words]
    assert {"User name", "Password", "Sign in"} <= set(words)


def test_a_draft_has_one_public_form_whatever_the_reviewer_reads(city):
    page = city.draft()
    kind = kind_of(page.thing)
    with translation.override("en"):
        english = kind.form(kind.load(page.pk, page.latest_revision_id))
    assert english == kind.form(kind.load(page.pk, page.latest_revision_id))
    assert english["document"]["genre_label"] == "通知"
    assert english["document"]["disclosure"] == "主动公开"


def test_notices_are_kept_in_chinese_whoever_causes_them(city):
    from gongkai.review.notices import tell_staff

    thing = city.publish(city.draft(title="预算"))
    Notice.objects.all().delete()
    with translation.override("en"):
        tell_staff(Event.objects.get(thing=thing))
    assert Notice.objects.get().text == "《预算》已公开。"
