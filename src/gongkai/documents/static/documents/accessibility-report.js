/* Runs in a frame that holds the public page of a draft, beside axe: what axe says of it, told by the places that a
   clerk knows. Also what the conformance tests run. */
(() => {
  "use strict";

  const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const ALSO = ["p-as-heading", "table-fake-caption", "td-has-header", "identical-links-same-purpose", "target-size"];
  /* A body has no colours of its own; those of the site are measured with the site, and cost most of the time here. */
  const NOT_HERE = ["color-contrast"];

  /* Only its names and messages: the summaries would be compiled, which the content security policy forbids. */
  function useLocale({ lang, rules, checks }) {
    window.axe.configure({ locale: { lang, rules, checks } });
  }

  function run(rules, more) {
    const enabled = Object.fromEntries([...ALSO, ...NOT_HERE].map((name) => [name, { enabled: !NOT_HERE.includes(name) }]));
    const options = rules ? { runOnly: { type: "rule", values: rules } } : { runOnly: { type: "tag", values: TAGS }, rules: enabled };
    return window.axe.run(document, { ...options, ...more, elementRef: true });
  }

  const words = (element) => (element.textContent || "").replace(/\s+/g, " ").trim().slice(0, 24);

  function placeOf(element) {
    const inside = (selector) => element && element.closest(selector);
    if (inside(".paper-title")) return { place: "title", words: words(element) };
    const file = inside("#attachments li");
    if (file) return { place: "file", number: [...file.parentElement.children].indexOf(file), words: words(file.querySelector(".attachment-title")) };
    if (!inside(".paper")) return { place: "site", words: "" };
    const picture = element.matches("img, figure") ? element.closest("figure") : null;
    if (picture) {
      const number = [...document.querySelectorAll(".paper > figure")].indexOf(picture);
      return { place: "image", number, words: picture.querySelector("img").alt.slice(0, 24) };
    }
    return { place: "body", words: words(element) };
  }

  function told(rule, doubt) {
    return rule.nodes.map((node) => ({
      rule: rule.id,
      help: rule.help,
      doubt,
      said: [...node.any, ...node.all, ...node.none].map((check) => check.message)[0] || rule.description,
      ...placeOf(node.element),
    }));
  }

  async function report(locale) {
    if (locale) useLocale(locale);
    const found = await run();
    return [
      ...found.violations.flatMap((rule) => told(rule, false)),
      ...found.incomplete.flatMap((rule) => told(rule, true)).filter((each) => each.place !== "site"),
    ];
  }

  window.gongkaiAccessibility = { report, run, useLocale };
})();
