/* Proofs of RFC 9162 checked, and the proof of consistency made from the tiles of a log. Sizes and places are BigInt. */
(function () {
    "use strict";
    const translog = window.translog, { refuse, nodeHash, same } = translog;

    async function rootFromPath(leaf, index, size, path) {
        if (index < 0n || index >= size || size > translog.MAX_SIZE) { refuse("index-outside-tree", { index, size }); }
        let place = index, last = size - 1n, root = leaf;
        for (const sibling of path) {
            if (last === 0n) { refuse("path-too-long"); }
            if (place & 1n || place === last) {
                root = await nodeHash(sibling, root);
                while (place && !(place & 1n)) { place >>= 1n; last >>= 1n; }
            } else {
                root = await nodeHash(root, sibling);
            }
            place >>= 1n;
            last >>= 1n;
        }
        if (last) { refuse("path-too-short"); }
        return root;
    }

    async function verifyInclusion(leaf, index, size, root, path) {
        if (!same(await rootFromPath(leaf, index, size, path), root)) { refuse("not-included"); }
    }

    /* Section 2.1.4.2: the newer tree begins with the whole older one, which is not empty. */
    async function verifyConsistency(older, newer, path) {
        if (older.size > newer.size) { refuse("smaller-tree", { before: older.size, now: newer.size }); }
        let first = older.size - 1n, last = newer.size - 1n, hashes = path.slice();
        if (first === last) {
            if (path.length || !same(older.root, newer.root)) { refuse("inconsistent"); }
            return;
        }
        while (first & 1n) { first >>= 1n; last >>= 1n; }
        if (first && !hashes.length) { refuse("path-too-short"); }
        let old = first ? hashes.shift() : older.root, fresh = old;
        for (const sibling of hashes) {
            if (last === 0n) { refuse("path-too-long"); }
            if (first & 1n || first === last) {
                old = await nodeHash(sibling, old);
                fresh = await nodeHash(sibling, fresh);
                while (first && !(first & 1n)) { first >>= 1n; last >>= 1n; }
            } else {
                fresh = await nodeHash(fresh, sibling);
            }
            first >>= 1n;
            last >>= 1n;
        }
        if (last || !same(old, older.root) || !same(fresh, newer.root)) { refuse("inconsistent"); }
    }

    function largestPowerBelow(size) {
        let power = 1n;
        while (power * 2n < size) { power *= 2n; }
        return power;
    }

    function tilePath(level, index, width) {
        const groups = [];
        let rest = index;
        do {
            groups.unshift(String(rest % 1000n).padStart(3, "0"));
            rest /= 1000n;
        } while (rest);
        const name = groups.map((group, at) => (at < groups.length - 1 ? "x" + group : group)).join("/");
        return "tile/" + level + "/" + name + (width < 256n ? ".p/" + width : "");
    }

    /* `read(path)` gives the bytes of a file of the log, or null where there is none: a partial tile goes when the full one
       is there. What a tile says counts only as far as it leads to the root. */
    class Tiles {
        constructor(size, read) {
            this.size = size;
            this.read = read;
            this.kept = new Map();
        }

        async tile(level, index) {
            const there = (this.size >> BigInt(8 * level)) - index * 256n, width = there < 256n ? there : 256n;
            const path = tilePath(level, index, width);
            if (!this.kept.has(path)) {
                const bytes = await this.read(path) || await this.read(tilePath(level, index, 256n));
                if (!bytes || BigInt(bytes.length) < width * 32n) { refuse("tile", { path }); }
                this.kept.set(path, bytes);
            }
            return this.kept.get(path);
        }

        /* The root over [start, end), where RFC 6962 has such a subtree. */
        async root(start, end) {
            const size = end - start;
            if (size > 1n && size !== largestPowerBelow(size) * 2n) {
                const split = start + largestPowerBelow(size);
                return nodeHash(await this.root(start, split), await this.root(split, end));
            }
            let level = 0, width = size, place = start;
            while (width >= 256n) { level += 1; width /= 256n; place /= 256n; }
            const tile = await this.tile(level, place / 256n), from = Number(place % 256n);
            let hashes = Array.from({ length: Number(width) }, (_, at) => tile.slice((from + at) * 32, (from + at + 1) * 32));
            while (hashes.length > 1) {
                const pairs = hashes.filter((_, at) => at % 2 === 0).map((left, at) => nodeHash(left, hashes[2 * at + 1]));
                hashes = await Promise.all(pairs);
            }
            return hashes[0];
        }

        async consistency(oldSize) { return oldSize < this.size ? this.subproof(oldSize, 0n, this.size, true) : []; }

        async subproof(size, start, end, whole) {
            if (size === end - start) { return whole ? [] : [await this.root(start, end)]; }
            const split = largestPowerBelow(end - start);
            if (size <= split) {
                return [...await this.subproof(size, start, start + split, whole), await this.root(start + split, end)];
            }
            const right = await this.subproof(size - split, start + split, end, false);
            return [...right, await this.root(start, start + split)];
        }
    }

    Object.assign(translog, { verifyInclusion, verifyConsistency, Tiles });
}());
