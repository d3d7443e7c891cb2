/* Keys, signed notes and checkpoints, read strictly: one value, one text. Codes of errors are those of gongkai.translog. */
(function () {
    "use strict";
    const translog = window.translog;
    const MAX_NOTE = 1000000, MAX_SIGNATURES = 100, MAX_KEY_TEXT = 4096, MAX_SIZE = 2n ** 63n - 1n;
    const LOG_KEY = 1, WITNESS_KEY = 4, MARK = "— ";
    /* Every control character but the newline; and every space that Unicode knows. */
    const CONTROL = /[\u0000-\u0009\u000b-\u001f]/;
    const NO_NAME = /[\u0000-\u0020+\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

    /* `code` is stable; the page has the sentence for it. `values` fill its gaps; `what` is a word of the page too. */
    class TranslogError extends Error {
        constructor(code, values) {
            super(code);
            this.code = code;
            this.values = values || {};
        }
    }

    function refuse(code, values) { throw new TranslogError(code, values); }

    function fromBase64(text, what) {
        let raw = null;
        try { raw = atob(text); } catch (error) { refuse("base64", { what }); }
        if (btoa(raw) !== text) { refuse("base64", { what }); }
        return Uint8Array.from(raw, (char) => char.charCodeAt(0));
    }

    function toBase64(bytes) { return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")); }

    function hashFromBase64(text, what) {
        const bytes = fromBase64(text, what);
        if (bytes.length !== 32) { refuse("hash-length", { what, length: bytes.length }); }
        return bytes;
    }

    function number(text, what) {
        if (!/^(0|[1-9][0-9]{0,18})$/.test(text) || BigInt(text) > MAX_SIZE) { refuse("number", { what }); }
        return BigInt(text);
    }

    function textOf(bytes, what, limit) {
        let text = null;
        if (bytes.length > limit) { refuse("too-large", { what, limit }); }
        try {
            text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
        } catch (error) {
            refuse("utf-8", { what });
        }
        if (CONTROL.test(text)) { refuse("control-character", { what }); }
        return text;
    }

    function checkName(name) {
        if (!name || NO_NAME.test(name)) { refuse("key-name", { name: name.slice(0, 100) }); }
    }

    async function parseKey(text) {
        const first = text.indexOf("+"), second = text.indexOf("+", first + 1);
        if (text.length > MAX_KEY_TEXT || first < 0 || second < 0) { refuse("key-text"); }
        const name = text.slice(0, first), id = text.slice(first + 1, second);
        if (!/^[0-9a-f]{8}$/.test(id)) { refuse("key-id", { name: name.slice(0, 100) }); }
        const typed = fromBase64(text.slice(second + 1), "key");
        if (!typed.length) { refuse("key-length", { name }); }
        checkName(name);
        if (typed[0] !== LOG_KEY && typed[0] !== WITNESS_KEY) { refuse("key-kind", { name, kind: typed[0] }); }
        if (typed.length !== 33) { refuse("key-length", { name }); }
        const digest = await translog.sha256(translog.joined(translog.utf8(name + "\n"), typed));
        if (translog.hex(digest.slice(0, 4)) !== id) { refuse("key-id", { name }); }
        return { name, id, kind: typed[0], bytes: typed.slice(1), text };
    }

    function parseSignature(line) {
        const rest = line.startsWith(MARK) ? line.slice(MARK.length) : "", space = rest.indexOf(" ");
        if (space < 0 || space + 1 === rest.length) { refuse("signature-line"); }
        const name = rest.slice(0, space);
        checkName(name);
        const bytes = fromBase64(rest.slice(space + 1), "signature");
        if (bytes.length < 5) { refuse("signature-line"); }
        return { name, id: translog.hex(bytes.slice(0, 4)), payload: bytes.slice(4) };
    }

    function parseNote(bytes) {
        const whole = textOf(bytes, "note", MAX_NOTE), split = whole.lastIndexOf("\n\n");
        const lines = whole.slice(split + 2);
        if (split < 0 || !lines.endsWith("\n")) { refuse("note"); }
        const rows = lines.slice(0, -1).split("\n");
        if (rows.length > MAX_SIGNATURES) { refuse("too-many-signatures", { limit: MAX_SIGNATURES }); }
        return { text: whole.slice(0, split + 1), signatures: rows.map(parseSignature) };
    }

    async function parseCheckpoint(bytes) {
        const note = parseNote(bytes), lines = note.text.split("\n"), last = lines.pop();
        if (lines.length < 3 || last || lines.includes("")) { refuse("checkpoint"); }
        checkName(lines[0]);
        const size = number(lines[1], "size"), root = hashFromBase64(lines[2], "root");
        if (!size && !translog.same(root, await translog.sha256(new Uint8Array()))) { refuse("checkpoint"); }
        return { origin: lines[0], size, root, note };
    }

    /* POSIX seconds of a cosignature (v1), or null where it has not the form of one. */
    function cosignedAt(payload) {
        if (payload.length !== 72) { return null; }
        const moment = BigInt("0x" + translog.hex(payload.slice(0, 8)));
        return moment <= MAX_SIZE ? moment : null;
    }

    async function verifies(key, text, payload) {
        if (key.kind === LOG_KEY) { return translog.ed25519(key.bytes, payload, translog.utf8(text)); }
        const moment = cosignedAt(payload);
        const message = translog.utf8("cosignature/v1\ntime " + moment + "\n" + text);
        return moment !== null && translog.ed25519(key.bytes, payload.slice(8), message);
    }

    /* Pairs of key and signature that hold; a wrong signature of a known key is refused, an unknown one passed over. */
    async function verified(note, keys) {
        const found = new Map();
        for (const signature of note.signatures) {
            for (const key of keys) {
                if (signature.name !== key.name || signature.id !== key.id || found.has(key)) { continue; }
                if (!await verifies(key, note.text, signature.payload)) { refuse("signature-wrong", { name: key.name }); }
                found.set(key, signature);
            }
        }
        return found;
    }

    /* A key is good for the log of its own name. */
    async function checkSignedByLog(checkpoint, keys) {
        const logs = keys.filter((key) => key.kind === LOG_KEY), origin = checkpoint.origin;
        const ours = logs.filter((key) => key.name === origin);
        if (!ours.length) { refuse("other-log", { origin, known: logs.map((key) => key.name).join("、") || "—" }); }
        const found = await verified(checkpoint.note, ours);
        if (!found.size) { refuse("not-signed", { origin }); }
        return Array.from(found.keys());
    }

    Object.assign(translog, {
        TranslogError, refuse, fromBase64, toBase64, hashFromBase64, number, textOf, checkName, parseKey, parseNote,
        parseCheckpoint, cosignedAt, verified, checkSignedByLog, LOG_KEY, WITNESS_KEY, MAX_SIZE, MAX_NOTE,
    });
}());
