/* The seven steps of a check. Each answers {kind, values, rows, tone} in codes, or refuses; nothing here knows a page. */
(function () {
    "use strict";
    const translog = window.translog, { refuse, utf8, hex } = translog;
    const PLACES = [
        [/^plan-\d+$/, () => "/plan/"],
        [/^intake-(\d+)$/, (found) => "/intakes/" + found[1] + "/"],
        [/^[^/]+\/[^/]+$/, (found) => "/documents/" + found[0] + "/"],
    ];

    function leafOf(extra) { return translog.objectOf(extra.leaf, "entry"); }

    /* Of a canonical.json what was digested is its form; of anything else the bytes themselves. */
    function canonicalOf(bytes) {
        try {
            const said = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
            return said && typeof said.form === "string" && typeof said.salt === "string" ? said : null;
        } catch (error) {
            return null;
        }
    }

    function looksLikePage(bytes) {
        return /^\s*(<!doctype html|<html)/i.test(new TextDecoder().decode(bytes.slice(0, 400)));
    }

    async function readReceipt(check) {
        check.receipt = await translog.parseReceipt(check.receiptBytes);
        check.extra = translog.parseExtra(check.receipt.extra);
        check.leaf = leafOf(check.extra);
        const rows = [["thing", String(check.leaf.thing || "—")], ["at", String(check.leaf.at || "—"), "time"]];
        return { kind: "text", values: { number: check.receipt.index + 1n }, rows };
    }

    async function digest(check) {
        if (typeof check.leaf.content !== "string") {
            check.part = null;
            return { kind: "without", done: "none", tone: "mute", values: { act: check.leaf.act } };
        }
        const canonical = canonicalOf(check.documentBytes), given = check.extra.salt ? null : canonical && canonical.salt;
        const salt = given ? translog.hexOf(given, "salt") : null;
        let found = await translog.partOf(check.extra, check.documentBytes, salt);
        if (!found.part && canonical) { found = await translog.partOf(check.extra, utf8(canonical.form), salt); }
        const rows = [["plain", found.plain, "digest"], ["ours", found.ours, "digest"], ["theirs", found.theirs, "digest"]];
        if (!found.part) { refuse(whyOther(check, canonical), { ...named(check, canonical), rows }); }
        check.part = found.part;
        return { kind: found.part, rows };
    }

    function named(check, canonical) {
        const say = (thing, version) => thing + (version ? " v" + version : "");
        const theirs = canonical ? say(canonical.index_number, canonical.version) : "";
        return { theirs, ours: say(check.leaf.thing, check.leaf.version) };
    }

    function whyOther(check, canonical) {
        const { theirs, ours } = named(check, canonical);
        if (canonical && theirs !== ours) { return "document-of-other"; }
        return !canonical && looksLikePage(check.documentBytes) ? "document-is-page" : "other-document";
    }

    async function place(check) {
        const { receipt, extra } = check, entry = await translog.leafHash(utf8(extra.entry));
        await translog.checkPlace(receipt, extra);
        await translog.leadToEntry(extra);
        const rows = [["entry", hex(entry), "digest"], ["root", hex(receipt.checkpoint.root), "digest"]];
        const said = { kind: "text", values: { count: receipt.path.length }, rows };
        if (extra.member) {
            const { count } = translog.objectOf(extra.entry, "entry").members;
            said.more = { kind: "member", values: { number: receipt.index + 1n, count, place: extra.member.index + 1n } };
        }
        return said;
    }

    async function signature(check) {
        const { checkpoint } = check.receipt, keys = await translog.checkSignedByLog(checkpoint, check.policy.logs);
        const rows = keys.map((key) => ["key", key.text, "key"]);
        return { kind: "text", values: { origin: checkpoint.origin, size: checkpoint.size }, rows };
    }

    /* Too few witnesses is no forgery: it waits for more, and its time is only said. */
    async function witnesses(check) {
        try {
            const now = Math.floor(Date.now() / 1000);
            check.cosigned = await translog.checkWitnesses(check.receipt.checkpoint, check.policy, now);
        } catch (error) {
            if (error.code !== "quorum-missing") { throw error; }
            return { kind: "few", done: "none", tone: "late", values: error.values };
        }
        const moments = check.cosigned.map((each) => each.moment), count = moments.length;
        if (!count) { return { kind: "without", done: "none", tone: "late" }; }
        check.moment = Math.min(...moments);
        const rows = check.cosigned.map((each) => [each.name, each.moment, "moment"]);
        return { kind: "text", values: { count, moment: check.moment }, doneValues: { count }, rows };
    }

    /* Null where the site does not answer: that is no failure of the receipt. */
    async function fetched(path) {
        try {
            return await fetch(path, { cache: "no-store", credentials: "omit" });
        } catch (error) {
            return null;
        }
    }

    async function readFile(path) {
        const answer = await fetched(path);
        if (answer && answer.status === 404) { return null; }
        if (!answer || !answer.ok) { refuse("tile", { path }); }
        return new Uint8Array(await answer.arrayBuffer());
    }

    async function today(check) {
        const answer = await fetched(check.log + "checkpoint");
        if (!answer || !answer.ok) { return { kind: "offline", done: "none", tone: "mute" }; }
        const { checkpoint } = check.receipt;
        const newest = await translog.parseCheckpoint(new Uint8Array(await answer.arrayBuffer()));
        if (newest.origin !== checkpoint.origin) {
            return { kind: "other", done: "none", tone: "mute", values: { origin: checkpoint.origin } };
        }
        await translog.checkSignedByLog(newest, check.policy.logs);
        if (checkpoint.size > newest.size) { refuse("smaller-tree", { before: checkpoint.size, now: newest.size }); }
        const tiles = new translog.Tiles(newest.size, (path) => readFile(check.log + path));
        await translog.verifyConsistency(checkpoint, newest, await tiles.consistency(checkpoint.size));
        check.isUnchanged = true;
        return { kind: "text", values: { size: newest.size }, rows: [["root", hex(newest.root), "digest"]] };
    }

    async function standing(check) {
        const thing = String(check.leaf.thing || "");
        const known = PLACES.map(([shape, address]) => [shape.exec(thing), address]).find(([found]) => found);
        const answer = known ? await fetched(known[1](known[0])) : { ok: false, status: 404 };
        if (!answer) { return { kind: "offline", done: "none", tone: "mute" }; }
        if (answer.status === 410) {
            check.standing = "withdrawn";
            return { kind: "withdrawn", done: "was-withdrawn", tone: "late" };
        }
        const page = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
        const said = page && page.querySelector("[data-version]");
        if (!said) { return { kind: "unknown", done: "none", tone: "mute" }; }
        const values = { version: check.leaf.version, newest: said.dataset.version, standing: said.dataset.standing };
        const isCurrent = String(check.leaf.version) === said.dataset.version;
        check.standing = isCurrent ? "current" : "corrected";
        return isCurrent ? { kind: "current", values, done: "standing" }
            : { kind: "corrected", values, done: "was-corrected", tone: "late" };
    }

    window.checking = {
        steps: [readReceipt, digest, place, signature, witnesses, today, standing],
        fetched,
        /* Whether that receipt speaks of an act that made nothing public, so that no file belongs to it. */
        async isWithoutContent(bytes) {
            try {
                const receipt = await translog.parseReceipt(bytes);
                return typeof leafOf(translog.parseExtra(receipt.extra)).content !== "string";
            } catch (error) {
                return false;
            }
        },
    };
}());
