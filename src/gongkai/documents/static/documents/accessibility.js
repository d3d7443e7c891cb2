/* Accessibility beside the editor: the draft as the public would get it is laid out in a frame out of sight and looked at by
   axe; and the remedies that are one click. */
(() => {
  "use strict";

  /* Rules of axe that say what a check of ours says already, and better. */
  const SAID_BY = {
    heading: ["heading-order", "empty-heading"],
    fake_heading: ["p-as-heading"],
    table_header: ["td-has-header", "empty-table-header"],
    link_words: ["link-name", "identical-links-same-purpose"],
    alt: ["image-alt"],
    alt_words: ["image-redundant-alt"],
  };

  const LONG = 60_000;

  class Accessibility extends HTMLElement {
    connectedCallback() {
      this.checks = document.querySelector("gongkai-checks");
      if (!this.checks) return;
      document.addEventListener("gongkai:checked", () => this.soon());
      this.closest("[data-side-panel]")?.addEventListener("show", () => this.soon());
      this.addEventListener("click", (event) => {
        const button = event.target.closest("button");
        if (button?.dataset.finding) this.locate(this.findings[Number(button.dataset.finding)]);
        if (button?.matches("[data-now]")) this.look(true);
      });
      this.checks.addEventListener("click", (event) => {
        const button = event.target.closest("button[data-make-headings]");
        if (button) this.makeHeadings(button.closest("article"));
      });
    }

    soon() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.look(), this.rest || 700);
    }

    say(words) {
      this.querySelector("[role=status]").textContent = words;
    }

    /* What takes long rests long: the browser does nothing else meanwhile. A very long text is looked at when asked for. */
    async look(wanted = false) {
      if (!this.offsetParent) return;
      const data = this.checks.fields();
      const asked = new URLSearchParams(data).toString();
      if (asked === this.asked) return this.show();
      const turn = (this.turn = (this.turn || 0) + 1);
      this.say(this.dataset.working);
      try {
        const answer = await this.checks.post(this.dataset.page, data);
        if (!answer.ok) throw new Error(answer.status);
        const html = await answer.text();
        if (turn !== this.turn) return;
        this.querySelector("[data-now]").hidden = wanted || html.length < LONG;
        if (!wanted && html.length >= LONG) return this.say(this.dataset.long);
        const begun = performance.now();
        const findings = await this.read(html);
        this.rest = Math.max(700, 4 * (performance.now() - begun));
        if (turn !== this.turn) return;
        [this.asked, this.findings] = [asked, findings];
        this.show();
      } catch {
        if (turn === this.turn) this.say(this.dataset.failed);
      }
    }

    /* The frame is there only while it is looked at. Its pictures need not load: what is said of them is asked. */
    async read(html) {
      const page = new DOMParser().parseFromString(html, "text/html");
      for (const image of page.querySelectorAll("img")) image.removeAttribute("src");
      for (const source of [this.dataset.axe, this.dataset.report]) {
        page.head.append(Object.assign(page.createElement("script"), { src: source }));
      }
      const frame = Object.assign(document.createElement("iframe"), { className: "gk-out-of-sight", title: this.dataset.title });
      frame.srcdoc = `<!doctype html>${page.documentElement.outerHTML}`;
      const loaded = new Promise((done) => frame.addEventListener("load", done, { once: true }));
      document.body.append(frame);
      try {
        await loaded;
        const locale = await this.locale();
        return JSON.parse(JSON.stringify(await frame.contentWindow.gongkaiAccessibility.report(locale)));
      } finally {
        frame.remove();
      }
    }

    async locale() {
      if (!this.dataset.locale) return null;
      this.words = this.words || (await fetch(this.dataset.locale).then((answer) => answer.json()));
      return this.words;
    }

    show() {
      const kinds = [...document.querySelectorAll("gongkai-checks [data-kind]")].map((each) => each.dataset.kind);
      const said = new Set(kinds.flatMap((kind) => SAID_BY[kind] || []));
      const groups = new Map();
      this.findings.forEach((finding, number) => {
        if (finding.place !== "site" && said.has(finding.rule)) return;
        const key = `${finding.rule} ${finding.doubt} ${finding.place === "site"}`;
        groups.set(key, [...(groups.get(key) || []), { ...finding, number }]);
      });
      this.querySelector("[data-found]").replaceChildren(...[...groups.values()].map((group) => this.article(group)));
      this.say(groups.size ? "" : this.dataset.clean);
    }

    article(group) {
      const [first] = group;
      const article = this.querySelector("template").content.firstElementChild.cloneNode(true);
      const put = (name, text) => { article.querySelector(`[data-${name}]`).textContent = text; };
      const remedies = JSON.parse(this.querySelector('script[type="application/json"]').textContent);
      put("tag", first.doubt ? this.dataset.doubt : this.dataset.hint);
      put("title", first.help);
      put("said", first.place === "site" ? this.dataset.site : remedies[first.rule] || first.said);
      const places = group.filter((each) => each.place !== "site").slice(0, 6).map((each) => {
        const line = document.createElement("li");
        const button = Object.assign(document.createElement("button"), { type: "button", className: "check-where check-find" });
        button.dataset.finding = each.number;
        button.textContent = each.words || this.dataset.locate;
        line.append(button);
        return line;
      });
      article.querySelector("[data-places]").replaceChildren(...places);
      return article;
    }

    locate(finding) {
      if (finding.place === "title") return this.checks.locate("title", "");
      if (finding.place === "file") return this.checks.locate(`files[${finding.number}].title`, "");
      const blocks = this.blocks();
      const images = blocks.filter((block) => block.querySelector('input[name$="-alt"]'));
      const target = finding.place === "image"
        ? images[finding.number]
        : blocks.find((block) => this.plain(block).includes(finding.words.replace(/\s+/g, "")));
      if (!target) return this.checks.show(this.checks.form.querySelector("[data-streamfield-child]"));
      this.checks.locate(`body[${blocks.indexOf(target)}]${finding.place === "image" ? ".alt" : ""}`, finding.words);
    }

    blocks() {
      const deleted = (each) => each.querySelector('input[name$="-deleted"]')?.value;
      return [...this.checks.form.querySelectorAll("[data-streamfield-child]")].filter((each) => !deleted(each));
    }

    plain(block) {
      return (block.querySelector(".jodit-wysiwyg")?.textContent || "").replace(/\s+/g, "");
    }

    /* Every line of the finding, which names its block and how the line begins, becomes a heading. */
    makeHeadings(article) {
      const blocks = this.blocks();
      for (const place of article.querySelectorAll("[data-locate]")) {
        const [, number] = place.dataset.locate.match(/^body\[(\d+)\]/) || [];
        const area = number && blocks[Number(number)]?.querySelector(".jodit-wysiwyg");
        const starts = (text) => text.replace(/\s+/g, " ").trim().startsWith(place.dataset.words);
        const line = area && [...area.querySelectorAll("p")].find((each) => each.textContent.length <= 60 && starts(each.textContent));
        if (!line) continue;
        const heading = document.createElement("h2");
        heading.textContent = line.textContent;
        line.replaceWith(heading);
      }
      for (const editor of this.checks.form.querySelectorAll("gongkai-editor")) editor.editor?.synchronizeValues();
      this.checks.soon(0);
    }
  }

  customElements.define("gongkai-accessibility", Accessibility);
})();
