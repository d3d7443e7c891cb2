/* SHA-256 and Ed25519: of the browser where it has them, else of the library beside it. Bytes in, bytes out. */
(function () {
    "use strict";
    const translog = window.translog = window.translog || {};
    const subtle = window.crypto && window.crypto.subtle;
    let hasOwnEd25519 = null;

    async function sha256(bytes) {
        return subtle ? new Uint8Array(await subtle.digest("SHA-256", bytes)) : window.nobleVerifying.sha256(bytes);
    }

    /* A browser that knows the algorithm makes a key of the base point's encoding; one that does not refuses. */
    function asksBrowser() {
        const known = new Uint8Array(32).fill(0x66);
        known[0] = 0x58;
        hasOwnEd25519 = hasOwnEd25519 || (subtle
            ? subtle.importKey("raw", known, { name: "Ed25519" }, false, ["verify"]).then(() => true, () => false)
            : Promise.resolve(false));
        return hasOwnEd25519;
    }

    async function ed25519(publicKey, signature, message) {
        if (signature.length !== 64) { return false; }
        try {
            if (!await asksBrowser()) { return window.nobleVerifying.ed25519(signature, message, publicKey); }
            const key = await subtle.importKey("raw", publicKey, { name: "Ed25519" }, false, ["verify"]);
            return await subtle.verify({ name: "Ed25519" }, key, signature, message);
        } catch (error) {
            return false;
        }
    }

    function joined(...parts) {
        const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
        parts.reduce((at, part) => { whole.set(part, at); return at + part.length; }, 0);
        return whole;
    }

    translog.sha256 = sha256;
    translog.ed25519 = ed25519;
    translog.asksBrowser = asksBrowser;
    translog.joined = joined;
    translog.leafHash = (entry) => sha256(joined([0], entry));
    translog.nodeHash = (left, right) => sha256(joined([1], left, right));
    translog.utf8 = (text) => new TextEncoder().encode(text);
    translog.hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    translog.same = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);
}());
