/* The desk's custom elements: the text editor, the file input, the searchable select, the paste box.
   As custom elements they start by themselves wherever the editor puts them: new block, moved block, copy, new row. */
(() => {
  "use strict";

  const KEPT_CLASSES = { "align-center": "center", "align-right": "right", "align-justify": "justify" };

  /* Alignment travels as a class and is edited as a style; the server turns it back. */
  function forEditing(html) {
    const body = new DOMParser().parseFromString(html, "text/html").body;
    for (const [name, value] of Object.entries(KEPT_CLASSES)) {
      for (const element of body.querySelectorAll(`.${name}`)) {
        element.classList.remove(name);
        element.style.textAlign = value;
        if (!element.classList.length) element.removeAttribute("class");
      }
    }
    return body.innerHTML;
  }

  /* The innermost such element in which the cursor stands. */
  function around(editor, selector) {
    const current = editor.s.current();
    const found = (current?.nodeType === Node.TEXT_NODE ? current.parentElement : current)?.closest(selector);
    return found && editor.editor.contains(found) ? found : null;
  }

  function toggleClass(name) {
    return (editor) => {
      const block = around(editor, "p, h2, h3, h4");
      if (block) {
        block.classList.toggle(name);
        editor.synchronizeValues();
      }
    };
  }

  /* The row, or the column, in which the cursor stands becomes names of columns, or of rows; once more and it is data again. */
  function toggleHeads(scope) {
    return (editor) => {
      const at = around(editor, "td, th");
      if (!at) return;
      const rows = [...at.closest("table").rows];
      const cells = scope === "col" ? [...at.parentElement.cells] : rows.map((row) => row.cells[at.cellIndex]).filter(Boolean);
      const tag = cells.every((cell) => cell.tagName === "TH") ? "td" : "th";
      const made = cells.map((cell) => {
        if (cell.tagName.toLowerCase() === tag) return cell;
        const other = cell.ownerDocument.createElement(tag);
        for (const { name, value } of cell.attributes) if (name !== "scope") other.setAttribute(name, value);
        if (tag === "th") other.setAttribute("scope", scope);
        other.append(...cell.childNodes);
        cell.replaceWith(other);
        return other;
      });
      editor.s.setCursorIn(made[cells.indexOf(at)]);
      editor.synchronizeValues();
    };
  }

  const TABLE_HEADS = [
    ["col", "表头行", "光标所在的一行是列名"],
    ["row", "表头列", "光标所在的一列是行名"],
  ];

  const PARAGRAPH_CLASSES = [
    ["signature", "落款", "落款机关"],
    ["date", "日期", "落款日期"],
    ["no-indent", "顶格", "首行不缩进"],
  ];

  function options() {
    return {
      language: "zh_cn",
      nonce: document.querySelector("[data-style-nonce]")?.dataset.styleNonce || "",
      toolbarAdaptive: false,
      toolbarStickyOffset: 50,
      minHeight: 260,
      hidePoweredByJodit: true,
      statusbar: false,
      showXPathInStatusbar: false,
      addNewLine: false,
      askBeforePasteHTML: false,
      askBeforePasteFromWord: false,
      defaultActionOnPaste: "insert_as_html",
      defaultActionOnPasteFromWord: "insert_as_html",
      beautifyHTML: false,
      sourceEditor: "area",
      spellcheck: false,
      enter: "p",
      disablePlugins:
        "about,add-new-line,ai-assistant,class-span,color,drag-and-drop,drag-and-drop-element,file,font,iframe,image,image-processor,image-properties,media,paste-storage,powered-by-jodit,preview,print,resize-cells,resizer,source,speech-recognize,video,xpath,limit,line-height,spellcheck",
      uploader: { insertImageAsBase64URI: false, url: "" },
      controls: {
        paragraph: { list: { p: "正文", h2: "一级标题", h3: "二级标题", h4: "三级标题", blockquote: "引用" } },
      },
      buttons: [
        "undo", "redo", "|", "paragraph", "bold", "italic", "underline", "strikethrough", "superscript", "subscript", "|",
        "ul", "ol", "|", "left", "center", "right", "justify", "|", "table",
        ...TABLE_HEADS.map(([scope, text, tooltip]) => ({ name: `heads-${scope}`, text, tooltip, exec: toggleHeads(scope) })), "link", "hr", "eraser", "fullsize", "|",
        ...PARAGRAPH_CLASSES.map(([name, text, tooltip]) => ({ name: `class-${name}`, text, tooltip, exec: toggleClass(name) })),
      ],
    };
  }

  /* Starts once, when its children are there and the code that put it in place has set its value. */
  class DeskElement extends HTMLElement {
    connectedCallback() {
      const begin = () => {
        if (this.started || !this.isConnected) return;
        this.started = true;
        this.start();
      };
      if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
      else queueMicrotask(begin);
    }
  }

  class Editor extends DeskElement {
    start() {
      this.textarea = this.querySelector("textarea");
      if (!window.Jodit) return;
      this.textarea.value = forEditing(this.textarea.value);
      this.editor = window.Jodit.make(this.textarea, options());
      this.editor.events.on("change", () => {
        this.textarea.dispatchEvent(new Event("change", { bubbles: true }));
      });
      const form = this.closest("form");
      if (form) form.addEventListener("formdata", (event) => this.write(event.formData));
    }

    write(data) {
      if (this.isConnected && this.editor && data.has(this.textarea.name)) {
        data.set(this.textarea.name, this.editor.value);
      }
    }

    get value() {
      return this.editor ? this.editor.value : this.querySelector("textarea").value;
    }

    set value(html) {
      if (this.editor) this.editor.value = forEditing(html || "");
      else this.querySelector("textarea").value = html || "";
    }

    focus() {
      if (this.editor) this.editor.focus();
    }
  }

  class StoredFile extends DeskElement {
    start() {
      const rows = this.closest("[data-inline-panel-child]");
      if (rows) this.upload.multiple = true;
      this.upload.addEventListener("change", () => this.picked());
      for (const name of ["dragover", "dragleave", "drop"]) this.addEventListener(name, (event) => this.dragged(event));
    }

    dragged(event) {
      event.preventDefault();
      event.stopPropagation();
      this.classList.toggle("gk-file--over", event.type === "dragover");
      if (event.type !== "drop" || !event.dataTransfer.files.length) return;
      this.upload.files = event.dataTransfer.files;
      this.picked();
    }

    get upload() {
      return this.querySelector("input[type=file]");
    }

    /* Several files picked at once: the first is ours, each other opens a row of its own. */
    picked() {
      const [first, ...others] = this.upload.files;
      if (!first) return;
      this.querySelector(".gk-file__kept").hidden = true;
      this.give(first);
      const panel = this.closest('[id$="-FORMS"]');
      if (!others.length || !panel) return;
      const add = document.getElementById(panel.id.replace(/-FORMS$/, "-ADD"));
      for (const file of others) {
        const before = new Set(panel.querySelectorAll("gongkai-file"));
        add.click();
        const made = [...panel.querySelectorAll("gongkai-file")].find((element) => !before.has(element));
        if (!made) break;
        made.give(file);
      }
    }

    give(file) {
      const transfer = new DataTransfer();
      transfer.items.add(file);
      this.upload.files = transfer.files;
      this.keep(file);
    }

    /* Stored at once, so that it is checked before the page is saved. If that fails, or the page is saved meanwhile, it
       goes with the save as before. Another file picked meanwhile is the one that counts. */
    async keep(file) {
      const checks = document.querySelector("gongkai-checks");
      if (!checks) return;
      const data = new FormData();
      data.append("file", file);
      this.sending = file;
      this.say(this.dataset.sending);
      try {
        const answer = await checks.post(checks.dataset.files, data);
        const said = await answer.json();
        if (this.sending !== file) return;
        this.upload.value = "";
        if (said.error) {
          this.say(said.error);
          return;
        }
        this.state = said.file;
        this.say("");
        checks.soon(0);
      } catch {
        this.say(this.dataset.later + file.name);
      }
    }

    mark(words, look) {
      const state = this.querySelector(".gk-file__state");
      state.textContent = words;
      state.className = `gk-file__state ${look}`;
    }

    say(words) {
      const line = this.querySelector(".gk-file__said");
      if (line) line.textContent = words;
    }

    get state() {
      return this.kept || null;
    }

    set state(file) {
      this.kept = file;
      const shown = this.querySelector(".gk-file__kept");
      this.querySelector("input[type=hidden]").value = file ? file.id : "";
      const notes = this.querySelector(".gk-file__notes");
      shown.hidden = !file;
      notes.replaceChildren();
      if (!file) return;
      for (const words of file.notes || []) notes.append(Object.assign(document.createElement("span"), { textContent: words }));
      const link = shown.querySelector("a");
      link.href = file.url;
      link.textContent = file.name;
      shown.querySelector("span").textContent = file.size;
      this.mark("", "");
    }
  }

  /* What the checks say of the form as it stands: asked again whenever it has rested for a moment. */
  class Checks extends DeskElement {
    start() {
      this.form = document.querySelector("form[data-edit-form]") || document.getElementById("page-edit-form");
      if (!this.form) return;
      for (const name of ["input", "change"]) this.form.addEventListener(name, () => this.soon(1200));
      this.addEventListener("click", (event) => {
        const button = event.target.closest("button");
        if (!button) return;
        if (button.dataset.maskGroup) this.mask(button.dataset.maskGroup);
        if (button.dataset.locate) this.locate(button.dataset.locate, button.dataset.words);
        if (button.dataset.locateFile) this.locateFile(button.dataset.locateFile);
      });
      this.dropAnywhere();
      this.blocked = Infinity;
      this.soon(300);
      if (!this.isNarrow && localStorage.getItem("wagtail:side-panel-open") === null) this.openPanel();
    }

    get isNarrow() {
      return window.innerWidth < 1200;
    }

    openPanel() {
      this.closest("[data-side-panel]")?.dispatchEvent(new CustomEvent("open"));
    }

    /* Files dropped anywhere on the attachments open rows of their own. */
    dropAnywhere() {
      const add = document.getElementById("id_attachments-ADD");
      const area = add && add.closest(".w-panel");
      if (!area) return;
      area.addEventListener("dragover", (event) => event.preventDefault());
      area.addEventListener("drop", (event) => {
        event.preventDefault();
        for (const file of event.dataTransfer.files) {
          add.click();
          [...area.querySelectorAll("gongkai-file")].pop().give(file);
        }
      });
    }

    soon(pause) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.check(), pause);
    }

    fields() {
      const data = new FormData(this.form);
      for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
      return data;
    }

    post(address, data) {
      return fetch(address, {
        method: "POST",
        body: data,
        headers: { "X-CSRFToken": this.form.querySelector("[name=csrfmiddlewaretoken]").value },
      });
    }

    say(words) {
      this.querySelector("[role=status]").textContent = words;
    }

    async check() {
      const turn = (this.turn = (this.turn || 0) + 1);
      this.say(this.dataset.working);
      try {
        const answer = await this.post(this.dataset.check, this.fields());
        if (!answer.ok) throw new Error(answer.status);
        const html = await answer.text();
        if (turn !== this.turn) return;
        this.querySelector("[data-findings]").innerHTML = html;
        this.spread();
        this.say("");
        this.dispatchEvent(new CustomEvent("gongkai:checked", { bubbles: true }));
      } catch {
        if (turn === this.turn) this.say(this.dataset.failed);
      }
    }

    /* The same word wherever the clerk looks: at the file, on the panel's button, beside the button that saves. */
    spread() {
      const told = this.querySelector("[data-blocking]");
      if (!told) return;
      const blocked = Number(told.dataset.blocking);
      for (const file of this.form.querySelectorAll("gongkai-file")) {
        const name = file.querySelector("input[type=hidden]").name;
        const state = [...told.querySelectorAll("[data-file-input]")].find((each) => each.dataset.fileInput === name);
        file.mark(state ? state.textContent : "", state ? state.className : "");
      }
      const bar = document.querySelector("[data-blocked-bar]");
      if (bar) bar.textContent = told.querySelector("[data-bar]").textContent;
      const count = document.querySelector('[data-side-panel-toggle="checks"] [data-side-panel-toggle-counter]');
      if (count) {
        count.textContent = blocked || "";
        count.hidden = !blocked;
      }
      if (blocked > this.blocked && !this.isNarrow && this.closest("[data-side-panel]")?.hidden) this.openPanel();
      this.blocked = blocked;
    }

    async mask(group) {
      const data = this.fields();
      data.append("group", group);
      this.say(this.dataset.working);
      try {
        const said = await (await this.post(this.dataset.mask, data)).json();
        if (said.error) {
          this.say(said.error);
          return;
        }
        for (const [name, value] of Object.entries(said.changed)) this.put(name, value);
        await this.check();
      } catch {
        this.say(this.dataset.failed);
      }
    }

    put(name, value) {
      const input = this.form.elements.namedItem(name);
      if (!input) return;
      const holder = input.closest("gongkai-editor") || input.closest("gongkai-file");
      if (holder && "state" in holder) holder.state = value;
      else if (holder) holder.value = value;
      else input.value = value;
    }

    /* Where a finding stands: the field, the passage of the body, the attachment. */
    locate(part, words) {
      const [, list, place, field] = part.match(/^(body|files)\[(\d+)\](?:\.(\w+))?/) || [];
      if (list === "body") return this.locateBlock(Number(place), field, words);
      if (list === "files") return this.locateRow(Number(place), field);
      const name = part === "document.number" ? "document_number" : part.replace(/\[.*/, "").split(".").pop();
      this.show(this.form.elements.namedItem(name));
    }

    locateBlock(place, field, words) {
      const deleted = (each) => each.querySelector('input[name$="-deleted"]')?.value;
      const block = [...this.form.querySelectorAll("[data-streamfield-child]")].filter((each) => !deleted(each))[place];
      if (!block) return;
      if (field) return this.show(block.querySelector(`input[name$="-${field}"]`) || block);
      this.show(block);
      this.select(block.querySelector(".jodit-wysiwyg"), words);
    }

    locateRow(place, field) {
      const rows = [...this.form.querySelectorAll("gongkai-file")]
        .filter((file) => file.closest('[id$="-FORMS"]') && file.querySelector("input[type=hidden]").value)
        .map((file) => file.closest("[data-inline-panel-child]"))
        .filter((row) => !row.querySelector('input[name$="-DELETE"]')?.value);
      if (rows[place]) this.show(rows[place].querySelector(field === "title" ? 'input[name$="-title"]' : "gongkai-file"));
    }

    /* The value itself is not told to the page: its mask says how long it is and how it begins and ends. */
    select(area, words) {
      if (!area || !words) return;
      const escaped = words.replace(/[\\^$.+?()[\]{}|]/g, "\\$&").replaceAll("*", "[^]");
      const walker = document.createTreeWalker(area, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const found = new RegExp(escaped).exec(walker.currentNode.data);
        if (!found) continue;
        const range = document.createRange();
        range.setStart(walker.currentNode, found.index);
        range.setEnd(walker.currentNode, found.index + found[0].length);
        area.focus({ preventScroll: true });
        getSelection().removeAllRanges();
        getSelection().addRange(range);
        walker.currentNode.parentElement.scrollIntoView({ block: "center" });
        return;
      }
    }

    locateFile(name) {
      const file = [...this.form.querySelectorAll("gongkai-file a")].find((link) => link.textContent.trim() === name);
      this.show(file && file.closest("gongkai-file"));
    }

    show(target) {
      const element = target && (target.nodeType ? target : target[0]);
      if (!element) return;
      const tab = element.closest("[role=tabpanel]");
      if (tab && tab.hidden) document.querySelector(`[role=tab][aria-controls="${tab.id}"], [role=tab][href="#${tab.id}"]`)?.click();
      if (this.isNarrow) document.querySelector("[data-form-side-close-button]")?.click();
      requestAnimationFrame(() => this.point(element));
    }

    point(element) {
      element.scrollIntoView({ block: "center" });
      element.classList.add("gk-found");
      setTimeout(() => element.classList.remove("gk-found"), 2500);
      (element.matches("input, textarea, select") ? element : element.querySelector("input, textarea, a, button"))?.focus({ preventScroll: true });
    }
  }

  class Filter extends DeskElement {
    start() {
      const search = this.querySelector("input[type=search]");
      const select = this.querySelector("select");
      const all = [...select.children].map((child) => child.cloneNode(true));
      search.hidden = false;
      search.addEventListener("input", () => this.narrow(select, all, search.value));
      search.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
    }

    narrow(select, all, typed) {
      const words = typed.trim().toLowerCase().split(/\s+/).filter(Boolean);
      const chosen = select.value;
      const fits = (option) =>
        option.value === "" || option.value === chosen || words.every((word) => option.text.toLowerCase().includes(word));
      select.replaceChildren(
        ...all.map((child) => child.cloneNode(true)).filter((child) => {
          if (child.tagName === "OPTION") return fits(child);
          for (const option of [...child.children]) if (!fits(option)) option.remove();
          return child.children.length > 0;
        }),
      );
      select.value = chosen;
    }
  }

  /* The paste box keeps the formatted clipboard beside the plain text; typing afterwards means the plain text counts. */
  function keepFormattedPaste() {
    const text = document.querySelector("textarea[name=text]");
    const html = document.querySelector("input[type=hidden][name=html]");
    if (!text || !html) return;
    text.addEventListener("paste", (event) => {
      const formatted = event.clipboardData.getData("text/html");
      html.value = formatted && !text.value.trim() ? formatted : "";
      text.dataset.pasting = "yes";
    });
    text.addEventListener("input", () => {
      if (text.dataset.pasting) delete text.dataset.pasting;
      else html.value = "";
    });
  }

  function startInlinePanels() {
    for (const element of document.querySelectorAll("[data-gk-inline-panel]")) {
      new window.InlinePanel(JSON.parse(element.dataset.gkInlinePanel));
    }
  }

  customElements.define("gongkai-editor", Editor);
  customElements.define("gongkai-file", StoredFile);
  customElements.define("gongkai-checks", Checks);
  customElements.define("gongkai-filter", Filter);
  document.addEventListener("DOMContentLoaded", () => {
    keepFormattedPaste();
    startInlinePanels();
  });

  /* What Wagtail's StreamField asks of a widget. */
  class Bound {
    constructor(element, read, write) {
      Object.assign(this, { element, read, write, idForLabel: "" });
    }
    getValue() { return this.read(); }
    getState() { return this.read(); }
    setState(state) { this.write(state); }
    getTextLabel() { return ""; }
    setInvalid(invalid) { this.element.toggleAttribute("data-invalid", invalid); }
    focus() { this.element.focus(); }
    setCapabilityOptions() {}
  }

  function adapter(bind) {
    return class {
      constructor(html) { this.html = html; }
      render(placeholder, name, id, state) {
        const holder = document.createElement("div");
        holder.innerHTML = this.html.replace(/__NAME__/g, name).replace(/__ID__/g, id).trim();
        const element = holder.firstElementChild;
        placeholder.replaceWith(element);
        const bound = bind(element);
        bound.setState(state);
        return bound;
      }
    };
  }

  if (window.telepath) {
    window.telepath.register("gongkai.HtmlEditor", adapter((element) =>
      new Bound(element, () => element.value, (html) => { element.value = html; })));
    window.telepath.register("gongkai.StoredFile", adapter((element) =>
      new Bound(element, () => element.state, (file) => { element.state = file; })));
  }
})();
