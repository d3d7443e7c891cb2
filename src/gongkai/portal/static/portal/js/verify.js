/* 验证公开: two files chosen, dropped or fetched; seven steps shown as they are taken. All reckoning is in translog and checking. */
(function () {
    "use strict";
    const root = document.querySelector("[data-verify]"), words = JSON.parse(document.getElementById("verify-words").textContent);
    const MAX_DOCUMENT = 200 * 1024 * 1024, PAGES = /^\/(?:documents\/[^/]+\/[^/]+\/(?:versions\/\d+\/)?|intakes\/\d+\/|plan\/|columns\/[^/]+\/|units\/[^/]+\/)?$/;
    const chosen = { document: null, receipt: null };
    let turn = 0;
    root.querySelector("[data-without-script]").hidden = true;

    const field = (name) => root.querySelector("[data-field=" + name + "]");
    const filled = (text, values) => text.replace(/\{([\w-]+)\}/g, (gap, name) => (name in values ? values[name] : gap));
    const fours = (digest) => digest.replace(/.{4}(?=.)/g, "$& ");
    const counted = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");

    function momentOf(value) {
        const date = typeof value === "number" ? new Date(value * 1000) : new Date(value);
        if (Number.isNaN(date.getTime())) { return String(value); }
        const parts = new Intl.DateTimeFormat("en-GB", {
            timeZone: "Asia/Shanghai", year: "numeric", month: "numeric", day: "numeric",
            hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
        }).formatToParts(date);
        const part = (type) => parts.find((each) => each.type === type).value;
        const time = part("hour") + ":" + part("minute") + ":" + part("second");
        return filled(words.labels.moment, { year: part("year"), month: Number(part("month")), day: Number(part("day")), time });
    }

    function readable(values) {
        const said = { ...values };
        for (const name of ["number", "count", "size", "place", "index", "limit", "length", "before", "now"]) {
            if (name in said) { said[name] = counted(said[name]); }
        }
        if ("moment" in said) { said.moment = momentOf(said.moment); }
        if ("act" in said) { said.act = words.labels[said.act] || said.act; }
        if ("what" in said) { said.what = words.what[said.what] || said.what; }
        return said;
    }

    function sentenceOf(error) {
        const code = error.code === "receipt" && error.values && error.values.newer ? "receipt-newer" : error.code;
        return filled(words.refusals[code] || words.refusals.unexpected, readable(error.values || {}));
    }

    function made(name, text, className) {
        const element = document.createElement(name);
        if (text) { element.textContent = text; }
        if (className) { element.className = className; }
        return element;
    }

    function sign(name) {
        return document.getElementById("verify-signs").content.querySelector("[data-sign=" + name + "]").firstElementChild.cloneNode(true);
    }

    /* One step */
    const SIGNS = { ok: "tick", late: "half", mute: "dashed", seal: "breach" };

    function rowsOf(rows) {
        const list = made("dl", "", "step-rows");
        for (const [label, value, kind] of rows) {
            const row = made("div"), isMoment = kind === "moment" || kind === "time";
            const shown = isMoment ? momentOf(value) : kind === "digest" ? fours(String(value)) : String(value);
            const known = kind === "moment" ? label : words.labels[label] || label;
            row.append(made("dt", known), made("dd", shown, kind === "digest" || kind === "key" ? "digest" : ""));
            list.append(row);
        }
        return list;
    }

    function show(number, { tone, result, sentences, rows }) {
        const step = root.querySelector("[data-step='" + number + "']"), badge = step.querySelector(".step-result");
        step.className = "step step-" + tone;
        badge.replaceChildren(sign(SIGNS[tone]), made("span", result));
        const body = step.querySelector(".step-words");
        body.replaceChildren(...sentences.map((sentence) => made("p", sentence)));
        if (rows && rows.length) { body.append(rowsOf(rows)); }
    }

    function showAnswer(number, answer) {
        const step = words.steps[number], sentences = [answer, answer.more].filter(Boolean);
        const result = answer.done === "standing" ? answer.values.standing || step.done
            : filled(step[answer.done || "done"], readable(answer.doneValues || {}));
        show(number, {
            tone: answer.tone || "ok", result, rows: answer.rows,
            sentences: sentences.map((each) => filled(step[each.kind], readable(each.values || {}))),
        });
    }

    function showFailure(number, error) {
        const isOther = number === 2, result = isOther ? words.steps.failed.different : words.steps.failed.done;
        show(number, { tone: "seal", result, sentences: [sentenceOf(error)], rows: (error.values || {}).rows });
        for (let rest = number + 1; rest <= 7; rest += 1) {
            show(rest, { tone: "mute", result: words.steps.failed.skipped, sentences: [words.steps.failed.text] });
        }
    }

    /* The verdict */
    function verdict(tone, title, facts) {
        const box = root.querySelector("[data-verdict]"), text = made("div");
        box.className = "verdict verdict-" + tone;
        text.append(made("h2", title), made("p", facts.join("")));
        box.replaceChildren(...(SIGNS[tone] ? [sign(SIGNS[tone])] : []), text);
    }

    function showVerdict(check, seconds) {
        const said = words.verdicts, act = words.labels[check.leaf.act] || check.leaf.act;
        const standing = check.part ? check.standing || "current" : "without";
        const moment = momentOf(check.moment || String(check.leaf.at)), count = check.cosigned.length;
        const proven = check.part ? said.witnessed : said.recorded, claimed = check.part ? said.claimed : said.said;
        const facts = [filled(count ? proven : claimed, { moment, count: counted(count) })];
        if (check.isUnchanged) { facts.push(said.unchanged); }
        if (!check.isUnchanged && !check.standing) { facts.push(said.offline); }
        facts.push(filled(said.taken, { seconds }));
        const isLess = !count || standing === "corrected" || standing === "withdrawn";
        verdict(isLess ? "late" : "ok", filled(said[standing], { act }), facts);
    }

    function showRefusal(number, error) {
        const said = words.verdicts, name = root.querySelector("[data-step='" + number + "'] h3").textContent;
        const title = number === 2 && error.code !== "no-salt" ? said.different : filled(said.refused, { step: number, name });
        verdict("seal", title, [sentenceOf(error), number < 7 ? said.stopped : ""]);
        root.querySelector("[data-next]").hidden = false;
    }

    /* The run. A later choice ends an earlier run. */
    async function run() {
        const mine = turn += 1;
        if (!chosen.receipt) { return; }
        if (!chosen.document && !await window.checking.isWithoutContent(chosen.receipt.bytes)) { return; }
        if (mine !== turn) { return; }
        const check = {
            log: root.dataset.log, receiptBytes: chosen.receipt.bytes,
            documentBytes: chosen.document ? chosen.document.bytes : new Uint8Array(), cosigned: [],
        };
        verdict("running", words.verdicts.running, []);
        root.querySelector("[data-next]").hidden = true;
        root.querySelector("[data-steps]").hidden = false;
        root.querySelectorAll(".step-result, .step-words").forEach((element) => element.replaceChildren());
        await take(check, mine);
        root.querySelector("[data-when]").textContent = [chosen.document, chosen.receipt].filter(Boolean)
            .map((file) => file.name).join("　") + "　" + momentOf(Date.now() / 1000);
    }

    async function take(check, mine) {
        const began = performance.now();
        for (let number = 1; number <= 7; number += 1) {
            try {
                if (number === 4) { check.policy = await policyNow(); }
                const answer = await window.checking.steps[number - 1](check);
                if (mine !== turn) { return; }
                showAnswer(number, answer);
            } catch (error) {
                if (mine !== turn) { return; }
                showFailure(number, error);
                showRefusal(number, error);
                return;
            }
        }
        showVerdict(check, Math.max((performance.now() - began) / 1000, 0.1).toFixed(1));
    }

    /* Lines of bare keys are as good as a whole policy: logs and witnesses by their kind, and no quorum. */
    async function policyNow() {
        const typed = document.getElementById("verify-policy").value, rows = typed.split("\n").map((row) => row.trim()).filter(Boolean);
        if (!rows.length || rows.some((row) => /^(log|witness|group|quorum|#)(\s|$|#)/.test(row))) {
            return window.translog.parsePolicy(window.translog.utf8(typed));
        }
        const policy = { logs: [], witnesses: new Map(), groups: new Map(), quorum: "none" };
        for (const row of rows) {
            const key = await window.translog.parseKey(row);
            if (key.kind === window.translog.LOG_KEY) { policy.logs.push(key); } else { policy.witnesses.set(key.name, key); }
        }
        return policy;
    }

    /* Choosing */
    function complain(name, sentence) { field(name).querySelector("[data-error]").textContent = sentence; }

    function keep(name, file) {
        const place = field(name), line = place.querySelector("[data-chosen]"), again = place.querySelector(".verify-pick span");
        chosen[name] = file;
        line.hidden = !file;
        line.querySelector("span").textContent = file ? file.name : "";
        again.textContent = file ? again.dataset.again : again.dataset.first;
        complain(name, "");
    }

    async function choose(name, file) {
        const limit = name === "receipt" ? window.translog.MAX_RECEIPT : MAX_DOCUMENT;
        if (file.size > limit) {
            keep(name, null);
            complain(name, name === "receipt" ? sentenceOf({ code: "too-large", values: { what: "receipt", limit } })
                : filled(words.choosing["too-large"], { limit: limit / 1024 / 1024 }));
            return;
        }
        keep(name, { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) });
        await run();
    }

    async function isReceipt(file) {
        if (file.name.endsWith(".tlog-proof")) { return true; }
        return (await file.slice(0, 20).text()).startsWith("c2sp.org/tlog-proof@");
    }

    /* Fetching by the address of a public page */
    function pageOf(typed) {
        const text = typed.trim();
        if (/^[^\s/]+\/\d{4}-\d+$/.test(text)) { return "/documents/" + text + "/"; }
        let address = null;
        try { address = new URL(text, location.origin); } catch (error) { return null; }
        if (address.host !== location.host) { throw Object.assign(new Error("other"), { host: address.host }); }
        const path = address.pathname.replace(/(receipt\/|receipt\.tlog-proof|canonical\.json)$/, "");
        return text && PAGES.test(path) ? path : null;
    }

    async function fetchAll(typed) {
        let path = null;
        complain("address", "");
        try { path = pageOf(typed); } catch (error) {
            complain("address", filled(words.choosing["other-site"], { host: error.host }));
            return;
        }
        if (!path) { complain("address", words.choosing["no-address"]); return; }
        const why = { 404: "missing", 410: "gone", 503: "waiting" };
        const receipt = await window.checking.fetched(path + "receipt.tlog-proof");
        if (!receipt || !receipt.ok) {
            complain("address", words.choosing[receipt ? why[receipt.status] || "missing" : "offline"]);
            return;
        }
        keep("receipt", { name: nameOf(receipt, path), bytes: new Uint8Array(await receipt.arrayBuffer()) });
        if (!chosen.document || chosen.document.isFetched) {
            const canonical = await window.checking.fetched(path + "canonical.json");
            const isThere = canonical && canonical.ok;
            keep("document", isThere ? {
                name: "canonical.json " + words.choosing.canonical, isFetched: true, bytes: new Uint8Array(await canonical.arrayBuffer()),
            } : null);
        }
        await run();
    }

    function nameOf(answer, path) {
        const found = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") || "");
        return found ? found[1] : path.split("/").filter(Boolean).slice(-2).join("-") + ".tlog-proof";
    }

    for (const name of ["document", "receipt"]) {
        field(name).querySelector("input").addEventListener("change", (event) => {
            if (event.target.files.length) { choose(name, event.target.files[0]); }
            event.target.value = "";
        });
    }
    const drop = root.querySelector("[data-drop]");
    drop.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("verify-over"); });
    drop.addEventListener("dragleave", () => drop.classList.remove("verify-over"));
    drop.addEventListener("drop", async (event) => {
        event.preventDefault();
        drop.classList.remove("verify-over");
        for (const file of Array.from(event.dataTransfer.files).slice(0, 2)) {
            await choose(await isReceipt(file) ? "receipt" : "document", file);
        }
    });
    root.querySelector(".verify-form").addEventListener("submit", (event) => {
        event.preventDefault();
        fetchAll(document.getElementById("verify-address").value);
    });
    root.querySelector("[data-again]:is(button)").addEventListener("click", run);

    function fromAddress() {
        const asked = decodeURIComponent(location.hash.slice(1));
        if (!asked.startsWith("/")) { return; }
        document.getElementById("verify-address").value = location.origin + asked;
        fetchAll(asked);
    }
    window.addEventListener("hashchange", fromAddress);
    fromAddress();
}());
