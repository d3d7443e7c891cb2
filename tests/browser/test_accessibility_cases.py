"""What the report beside the editor says of cases that others wrote: W3C's ACT rules and axe's own, in a real browser.

`wcag_disagreements.toml` names every case in which it says something else than the case expects, and why.
"""

import json
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import sync_playwright

from tests.shared_data import shared

pytestmark = pytest.mark.browser
ADDRESS = "http://cases.test/"  # Relative links of a case lead somewhere.
WIDE = {"width": 1280, "height": 900}
SOURCES = ("documents/vendor/axe/axe.min.js", "documents/accessibility-report.js")
LOCALE = "documents/vendor/axe/zh_CN.json"
KNOWN = tomllib.loads((Path(__file__).parent / "wcag_disagreements.toml").read_text(encoding="utf-8"))

RUN = """async ([cases]) => {
    const run = async (rules) => {  // One of the cases looks at itself first.
        for (;;) {
            try { return await gongkaiAccessibility.run(rules, { pingWaitTime: 1 }); }
            catch (error) { if (!error.message.includes("already running")) throw error; }
            await new Promise((done) => setTimeout(done, 20));
        }
    };
    const answers = [];
    for (const { html, rules } of cases) {
        document.open(); document.write(html); document.close();
        if (document.readyState !== "complete")
            await new Promise((done) => { addEventListener("load", done, { once: true }); setTimeout(done, 5000); });
        const found = await run(rules);
        const targets = (name) => found[name].flatMap((rule) => rule.nodes.map((node) => node.target));
        answers.push({ violations: targets("violations"), incomplete: targets("incomplete"), passes: targets("passes") });
    }
    return answers;
}"""


@pytest.fixture(scope="module")
def report():
    """Runs cases by the script that the editor uses; nothing is fetched."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport=WIDE)
        page.route("**/*", lambda route: route.abort())
        page.route(ADDRESS, lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
        page.goto(ADDRESS)
        for source in SOURCES:
            page.add_script_tag(path=finders.find(source))
        page.evaluate("locale => gongkaiAccessibility.useLocale(locale)", locale())
        yield page
        browser.close()


def locale():
    return json.loads(Path(finders.find(LOCALE)).read_text(encoding="utf-8"))


def read(*parts):
    return [json.loads(line) for line in shared("conformance", *parts).open(encoding="utf-8")]


def outcome(answer):
    if answer["violations"]:
        return "failed"
    if answer["incomplete"]:
        return "doubtful"
    return "passed" if answer["passes"] else "inapplicable"


def rules_by_act(report):
    """Which rules of axe say that they are which ACT rule."""
    found = {}
    for name, ids in report.evaluate("axe.getRules().map((rule) => [rule.ruleId, rule.actIds || []])"):
        for each in ids:
            found.setdefault(each, []).append(name)
    return found


def _is_ours(case, rules):
    """A document in SVG or XML is not one that the portal makes."""
    return case["rule_id"] in rules and case["lang"] == "html"


def test_the_report_agrees_with_the_act_rules(report):
    rules = rules_by_act(report)
    cases = [case for case in read("wcag-act-rules", "testcases.jsonl") if _is_ours(case, rules)]
    asked = [{"html": case["html"], "rules": rules[case["rule_id"]]} for case in cases]
    counts, disagreeing = Counter(), {}
    for case, answer in zip(cases, report.evaluate(RUN, [asked]), strict=True):
        said = outcome(answer)
        counts[case["expectation"], said] += 1
        if (case["expectation"] == "failed") != (said == "failed"):
            disagreeing[f"{case['rule_id']} {case['expectation']} {case['example']}"] = said
    assert disagreeing == {name: known["said"] for name, known in KNOWN["act"].items()}
    assert {f"{expected} {said}": count for (expected, said), count in counts.items()} == KNOWN["act_counts"]


def test_the_report_agrees_with_the_cases_of_axe(report):
    cases = read("wcag-axe", "integration_rules.jsonl")
    asked = [{"html": case["html"], "rules": [case["rule"]]} for case in cases]
    counts, disagreeing = Counter(), {}
    for case, answer in zip(cases, report.evaluate(RUN, [asked]), strict=True):
        for part in ("violations", "passes", "incomplete"):
            wanted, said = (
                {json.dumps(each) for each in case[part] or []},
                {json.dumps(each) for each in answer[part]},
            )
            counts[part] += len(wanted & said)
            if missing := sorted(wanted - said):
                disagreeing.setdefault(case["case"], {})[part] = missing
    assert disagreeing == {name: known["missing"] for name, known in KNOWN["axe"].items()}
    assert dict(counts) == KNOWN["axe_counts"]


def test_every_rule_that_a_paper_can_break_is_told_in_chinese(report):
    from gongkai.documents.accessibility import remedies

    told = dict(report.evaluate("axe.getRules().map((rule) => [rule.ruleId, rule.help])"))
    english = [name for name, words in told.items() if words.isascii()]
    assert sorted(english) == KNOWN["locale"]["untranslated"]
    assert set(remedies()) <= set(told) - set(english)
