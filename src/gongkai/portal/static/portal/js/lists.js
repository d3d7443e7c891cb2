/* Lists that can be narrowed: apply on change where the rail stands open, hold the focus where it is a drawer.
   Without this file the form is sent by its button, and the drawer is opened and closed by its summary. */
(function () {
    "use strict";
    var sheet = document.querySelector("link[data-width=wide]"), wide = window.matchMedia(sheet.media);
    var status = document.querySelector("[data-listing-status]");
    if (!status) { return; }

    function listing() { return document.querySelector("[data-listing]"); }
    function form() { return document.querySelector("[data-filter]"); }
    function rail() { return document.querySelector(".rail"); }

    function address() {
        var pairs = Array.from(new FormData(form())).filter(function (pair) { return pair[1]; });
        return form().getAttribute("action").split("#")[0] + "?" + new URLSearchParams(pairs);
    }

    /* The same page with other choices; whatever goes wrong, the browser simply goes there. */
    function read(where) {
        return fetch(where, { headers: { Accept: "text/html" } }).then(function (answer) {
            if (!answer.ok) { throw new Error(String(answer.status)); }
            return answer.text();
        }).then(function (text) {
            var found = new DOMParser().parseFromString(text, "text/html").querySelector("[data-listing]");
            if (!found) { throw new Error("no list"); }
            return found;
        });
    }

    var asked = 0, shown = location.search;
    function show(where, after) {
        var turn = asked += 1;
        read(where).then(function (found) {
            if (turn !== asked) { return; }
            var opened = Array.from(document.querySelectorAll(".rail-more[open]"), function (more) { return more.dataset.facet; });
            listing().replaceWith(document.importNode(found, true));
            opened.forEach(function (name) {
                var more = document.querySelector(".rail-more[data-facet=" + name + "]");
                if (more) { more.open = true; }
            });
            settle();
            shown = new URL(where, location).search;
            status.textContent = document.querySelector("[data-count]").textContent;
            after();
        }).catch(function () { location.assign(where); });
    }

    function apply(changed) {
        var where = address();
        show(where, function () {
            history.pushState(null, "", where);
            refocus(changed);
        });
    }

    function refocus(changed) {
        var same = Array.from(form().elements).concat(document.getElementById("sort")).find(function (field) {
            return field && field.name === changed.name && (field.type !== "checkbox" || field.value === changed.value);
        });
        if (same) { same.focus({ preventScroll: true }); }
    }

    /* In the drawer nothing is applied yet; only the number on its button follows. */
    function preview() {
        var turn = asked += 1;
        read(address()).then(function (found) {
            var there = found.querySelector("[data-see]"), here = document.querySelector("[data-see]");
            if (turn === asked && there && here) { here.textContent = there.textContent; }
        }).catch(function () { /* The button still leads there. */ });
    }

    function settle() {
        if (rail()) { rail().open = wide.matches; }
        hold();
    }

    function isDrawer() { return !wide.matches && rail() && rail().open; }

    /* Behind an open drawer nothing can be reached. */
    function hold() {
        var open = Boolean(isDrawer());
        var path = [];
        for (var node = rail(); node && node !== document.body; node = node.parentElement) { path.push(node); }
        path.forEach(function (member) {
            if (member === rail()) { return; }
            Array.from(member.children).forEach(function (child) { child.inert = open && path.indexOf(child) < 0; });
        });
        Array.from(document.body.children).forEach(function (child) { child.inert = open && path.indexOf(child) < 0; });
    }

    function close() {
        form().reset();
        rail().open = false;
        hold();
        rail().querySelector("summary").focus();
    }

    document.addEventListener("change", function (event) {
        if (!event.target.form || event.target.form !== form()) { return; }
        if (isDrawer()) { preview(); } else { apply(event.target); }
    });
    document.addEventListener("toggle", function (event) {
        if (event.target !== rail()) { return; }
        if (!rail().open && !wide.matches) { form().reset(); }
        hold();
    }, true);
    document.addEventListener("submit", function (event) {
        if (event.target !== form()) { return; }
        event.preventDefault();
        location.assign(address() + (form().getAttribute("action").split("#")[1] ? "#papers" : ""));
    });
    document.addEventListener("keydown", function (event) {
        if (!isDrawer()) { return; }
        if (event.key === "Escape") { close(); return; }
        if (event.key !== "Tab") { return; }
        var stops = Array.from(rail().querySelectorAll("summary, a[href], input, select, button")).filter(function (stop) {
            return stop.getClientRects().length && getComputedStyle(stop).visibility === "visible";
        });
        var edge = event.shiftKey ? stops[0] : stops[stops.length - 1];
        if (document.activeElement === edge) {
            event.preventDefault();
            (event.shiftKey ? stops[stops.length - 1] : stops[0]).focus();
        }
    });
    document.addEventListener("click", function (event) {
        if (isDrawer() && event.target === rail()) { close(); }
    });
    window.addEventListener("popstate", function () {
        if (location.search !== shown) { show(location.href, function () {}); }
    });
    wide.addEventListener("change", settle);
    /* Larger type makes the page narrow (display.js). */
    new MutationObserver(function () {
        wide.removeEventListener("change", settle);
        wide = window.matchMedia(sheet.media);
        wide.addEventListener("change", settle);
        settle();
    }).observe(sheet, { attributeFilter: ["media"] });
    settle();
}());
