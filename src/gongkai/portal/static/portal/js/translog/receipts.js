/* Receipts (.tlog-proof), whom to believe, and the way from a document's bytes to the signatures. */
(function () {
    "use strict";
    const translog = window.translog, { refuse, utf8, hex, joined } = translog;
    const FIRST_LINE = "c2sp.org/tlog-proof@v1";
    const MAX_RECEIPT = 2000000, MAX_EXTRA = 500000, MAX_PATH = 63, MAX_POLICY = 200000, CLOCKS_DIFFER = 300n;

    async function parseReceipt(bytes) {
        const text = translog.textOf(bytes, "receipt", MAX_RECEIPT), split = text.indexOf("\n\n");
        const lines = (split < 0 ? text : text.slice(0, split)).split("\n"), first = lines.shift();
        if (first !== FIRST_LINE) { refuse("receipt", { newer: first.startsWith("c2sp.org/tlog-proof@") }); }
        let extra = new Uint8Array();
        if (lines.length && lines[0].startsWith("extra ")) {
            extra = translog.fromBase64(lines.shift().slice(6), "extra");
            if (extra.length > MAX_EXTRA) { refuse("too-large", { what: "extra", limit: MAX_EXTRA }); }
        }
        if (!lines.length || !lines[0].startsWith("index ")) { refuse("receipt", {}); }
        const index = translog.number(lines.shift().slice(6), "index");
        if (lines.length > MAX_PATH) { refuse("receipt", {}); }
        const path = lines.map((line) => translog.hashFromBase64(line, "path"));
        const checkpoint = await translog.parseCheckpoint(utf8(split < 0 ? "" : text.slice(split + 2)));
        return { index, path, extra, checkpoint };
    }

    function objectOf(text, what) {
        let said = null;
        try { said = JSON.parse(text); } catch (error) { refuse("json", { what }); }
        if (said === null || typeof said !== "object" || Array.isArray(said)) { refuse("json", { what }); }
        return said;
    }

    function wordOf(value, what) {
        if (typeof value !== "string" || /[\ud800-\udfff]/u.test(value)) { refuse("extra", { what }); }
        return value;
    }

    function hexOf(value, what) {
        if (typeof value !== "string" || !/^[0-9a-f]{64}$/.test(value)) { refuse("hex", { what }); }
        return Uint8Array.from(value.match(/../g), (pair) => parseInt(pair, 16));
    }

    function countOf(value, what) {
        if (!Number.isSafeInteger(value) || value < 0) { refuse("number", { what }); }
        return BigInt(value);
    }

    function memberOf(said) {
        if (said === null || typeof said !== "object" || Array.isArray(said)) { refuse("extra", { what: "member" }); }
        const lines = said.path;
        if (!Array.isArray(lines) || lines.length > MAX_PATH || lines.some((line) => typeof line !== "string")) {
            refuse("extra", { what: "member" });
        }
        const path = lines.map((line) => translog.hashFromBase64(line, "path"));
        return { index: countOf(said.index, "member"), leaf: wordOf(said.leaf, "member"), path };
    }

    /* `leaf` is the JSON text that speaks of the document: the entry, or of a batch the member's. */
    function parseExtra(bytes) {
        if (!bytes.length) { refuse("no-entry"); }
        let text = null;
        try { text = new TextDecoder("utf-8", { fatal: true }).decode(bytes); } catch (error) { refuse("json", { what: "extra" }); }
        const said = objectOf(text, "extra");
        const salt = "salt" in said ? hexOf(said.salt, "salt") : null;
        const member = "member" in said ? memberOf(said.member) : null;
        const entry = wordOf(said.entry, "entry");
        return { entry, salt, member, leaf: member ? member.leaf : entry };
    }

    /* Refuse unless the member, if there is one, stands under the root that the entry names. */
    async function leadToEntry(extra) {
        if (!extra.member) { return; }
        const members = objectOf(extra.entry, "entry").members;
        if (members === null || typeof members !== "object" || Array.isArray(members)) { refuse("not-a-batch"); }
        const count = countOf(members.count, "member"), root = hexOf(members.root, "member");
        const leaf = await translog.leafHash(utf8(extra.member.leaf));
        try {
            await translog.verifyInclusion(leaf, extra.member.index, count, root, extra.member.path);
        } catch (error) {
            refuse("not-in-batch");
        }
    }

    /* What the leaf names of these bytes: "content", "file", or null; with both digests, as a reader may compare them. */
    async function partOf(extra, bytes, givenSalt) {
        const salt = givenSalt || extra.salt;
        if (!salt) { refuse("no-salt"); }
        const leaf = objectOf(extra.leaf, "entry"), files = Array.isArray(leaf.files) ? leaf.files : [];
        const content = hex(await translog.sha256(joined(salt, bytes)));
        const plain = hex(await translog.sha256(bytes));
        const file = hex(await translog.sha256(joined(salt, utf8(plain))));
        if (leaf.content === content) { return { part: "content", plain, ours: content, theirs: leaf.content }; }
        const found = files.includes(file);
        return { part: found ? "file" : null, plain, ours: found ? file : content, theirs: found ? file : leaf.content };
    }

    async function parsePolicy(bytes) {
        if (bytes.length > MAX_POLICY) { refuse("too-large", { what: "policy", limit: MAX_POLICY }); }
        if (bytes.some((byte) => (byte < 32 && byte !== 9 && byte !== 10) || byte === 127)) {
            refuse("control-character", { what: "policy" });
        }
        const policy = { logs: [], witnesses: new Map(), groups: new Map(), quorum: null }, taken = new Set();
        const rows = new TextDecoder().decode(bytes).split("\n");
        for (let row = 0; row < rows.length; row += 1) {
            const words = rows[row].split(/[ \t]/).filter((word) => word);
            if (words.length && !words[0].startsWith("#")) { await readPolicyLine(policy, taken, words, row + 1); }
        }
        if (policy.quorum === null) { refuse("policy", { row: rows.length }); }
        return policy;
    }

    async function readPolicyLine(policy, taken, words, row) {
        const expect = (right) => { if (!right) { refuse("policy", { row }); } };
        const isNew = (name) => name !== "none" && !policy.witnesses.has(name) && !policy.groups.has(name);
        const isKnown = (name) => policy.witnesses.has(name) || policy.groups.has(name);
        const keyOf = async (text, kind, known) => {
            const key = await translog.parseKey(text);
            expect(key.kind === kind && !known.some((other) => translog.same(other.bytes, key.bytes)));
            return key;
        };
        const [what, name, ...rest] = words;
        if (what === "log") {
            expect(words.length === 2 || words.length === 3);
            policy.logs.push(await keyOf(name, translog.LOG_KEY, policy.logs));
        } else if (what === "witness") {
            expect((words.length === 3 || words.length === 4) && isNew(name));
            policy.witnesses.set(name, await keyOf(rest[0], translog.WITNESS_KEY, Array.from(policy.witnesses.values())));
        } else if (what === "group") {
            expect(words.length >= 4 && isNew(name));
            const [wanted, ...members] = rest;
            for (const member of members) {
                expect(isKnown(member) && !taken.has(member));
                taken.add(member);
            }
            const plain = /^[1-9][0-9]{0,4}$/.test(wanted) ? Number(wanted) : 0;
            const threshold = { all: members.length, any: 1 }[wanted] || plain;
            expect(threshold >= 1 && threshold <= members.length);
            policy.groups.set(name, { threshold, members });
        } else {
            expect(what === "quorum" && words.length === 2 && policy.quorum === null);
            expect(name === "none" || isKnown(name));
            policy.quorum = name;
        }
    }

    function counts(policy, name, held) {
        if (policy.witnesses.has(name)) { return held.has(name); }
        const group = policy.groups.get(name);
        return group.members.filter((member) => counts(policy, member, held)).length >= group.threshold;
    }

    /* The witnesses whose cosignatures hold, with their times. `now`: POSIX seconds. */
    async function checkWitnesses(checkpoint, policy, now) {
        const keys = Array.from(policy.witnesses.values());
        const found = await translog.verified(checkpoint.note, keys), held = new Map();
        for (const [name, key] of policy.witnesses) {
            if (found.has(key)) { held.set(name, translog.cosignedAt(found.get(key).payload)); }
        }
        for (const [name, moment] of held) {
            if (moment > BigInt(now) + CLOCKS_DIFFER) { refuse("from-the-future", { name }); }
        }
        if (policy.quorum !== "none" && !counts(policy, policy.quorum, held)) {
            refuse("quorum-missing", { quorum: policy.quorum, held: Array.from(held.keys()).join("、") || "—" });
        }
        return Array.from(held, ([name, moment]) => ({ name, moment: Number(moment) }));
    }

    async function checkPlace(receipt, extra) {
        const leaf = await translog.leafHash(utf8(extra.entry)), { size, root } = receipt.checkpoint;
        await translog.verifyInclusion(leaf, receipt.index, size, root, receipt.path);
    }

    /* Every step at once, in the order of gongkai.translog's verify_document. */
    async function verifyDocument(receiptBytes, documentBytes, policy, now, salt) {
        const receipt = await parseReceipt(receiptBytes), extra = parseExtra(receipt.extra);
        await translog.checkSignedByLog(receipt.checkpoint, policy.logs);
        const cosigned = await checkWitnesses(receipt.checkpoint, policy, now);
        await checkPlace(receipt, extra);
        await leadToEntry(extra);
        const { part } = await partOf(extra, documentBytes, salt);
        if (part === null) { refuse("other-document"); }
        return { index: receipt.index, origin: receipt.checkpoint.origin, size: receipt.checkpoint.size, part, cosigned };
    }

    Object.assign(translog, {
        parseReceipt, parseExtra, objectOf, hexOf, leadToEntry, partOf, parsePolicy, checkWitnesses, checkPlace,
        verifyDocument, MAX_RECEIPT,
    });
}());
