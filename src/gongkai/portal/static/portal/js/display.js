/* How the reader wants to see the site, from one cookie. It stands in the head and holds the page back until the root
   element says it, so that nothing is seen to change. display.py reads and writes the same cookie without this file. */
(function () {
    "use strict";
    var CHOICES = {
        theme: ["light", "dark"],
        contrast: ["normal", "high"],
        size: ["text-small", "text-large", "large", "huge"],
        elder: ["elder"],
        pointer: ["pointer"]
    };
    var TIMES = { large: 1.5, huge: 1.875 };
    var root = document.documentElement;
    var dark = window.matchMedia("(prefers-color-scheme: dark)");
    var state = {};

    function read() {
        var found = document.cookie.match(/(?:^|;\s*)display=([a-z.-]{0,80})(?:;|$)/);
        var words = found ? found[1].split(".") : [];
        state = {};
        Object.keys(CHOICES).forEach(function (field) {
            state[field] = words.filter(function (word) { return CHOICES[field].indexOf(word) >= 0; }).pop() || "";
        });
        settle("");
    }

    function settle(asked) {
        if (!state.elder || TIMES[state.size]) { return; }
        if (asked === "size") { state.elder = ""; } else { state.size = "large"; }
    }

    function keep() {
        var words = Object.keys(CHOICES).map(function (field) { return state[field]; }).filter(Boolean);
        var age = words.length ? 31536000 : 0;
        document.cookie = "display=" + words.join(".") + "; path=/; max-age=" + age + "; samesite=lax" +
            (location.protocol === "https:" ? "; secure" : "");
    }

    function set(name, value) {
        if (value === null) { root.removeAttribute("data-" + name); } else { root.setAttribute("data-" + name, value); }
    }

    function show() {
        var text = /^text-/.test(state.size) ? state.size.slice(5) : "";
        set("theme", state.theme || null);
        set("contrast", state.contrast || null);
        set("size", TIMES[state.size] ? state.size : null);
        set("text", text || null);
        set("elder", state.elder ? "" : null);
        set("pointer", state.pointer ? "" : null);
        showWidths();
        document.querySelectorAll("form[action='/display/'] button[name]").forEach(showButton);
        document.querySelectorAll("form[action='/display/'] input[type=radio]").forEach(function (radio) {
            radio.checked = state[radio.name] === radio.value;
        });
    }

    /* Larger type is a narrower page, so the sheets for narrow pages apply sooner. */
    function showWidths() {
        var times = TIMES[state.size] || 1;
        var media = {
            wide: state.elder ? "not all" : "screen and (width >= " + 1024 * times + "px)",
            narrow: state.elder ? "screen" : "screen and (width < " + 1024 * times + "px)",
            phone: "screen and (width < " + 768 * times + "px)"
        };
        document.querySelectorAll("link[data-width]").forEach(function (link) {
            if (link.media !== media[link.dataset.width]) { link.media = media[link.dataset.width]; }
        });
    }

    function isPressed(button) {
        if (button.name === "theme") { return state.theme ? state.theme === "dark" : dark.matches; }
        return state[button.name] === (button.dataset.word || button.value);
    }

    function showButton(button) {
        if (!button.hasAttribute("aria-pressed")) { return; }
        var pressed = isPressed(button);
        button.setAttribute("aria-pressed", String(pressed));
        if (button.dataset.word) { button.value = pressed ? button.dataset.else : button.dataset.word; }
    }

    function choose(field, word) {
        read();
        if (field === "reset") {
            Object.keys(state).forEach(function (each) { state[each] = ""; });
        } else if (field === "elder" && !word) {
            ["theme", "size", "elder", "pointer"].forEach(function (each) { state[each] = ""; });
        } else {
            state[field] = word;
            settle(field);
        }
        keep();
        show();
        if (field === "elder") { refocus(); }
    }

    /* The button that was pressed is gone with its bar. */
    function refocus() {
        var button = document.querySelector(state.elder ? ".elder [aria-pressed=true]" : ".utility-elder button");
        if (button) {
            button.focus();
            window.scrollTo(0, 0);
        }
    }

    function again() {
        read();
        show();
    }

    read();
    root.dataset.script = "";
    show();
    document.addEventListener("DOMContentLoaded", show);
    window.addEventListener("pageshow", again);
    document.addEventListener("visibilitychange", function () { if (!document.hidden) { again(); } });
    dark.addEventListener("change", show);
    document.addEventListener("submit", function (event) {
        if (event.target.getAttribute("action") !== "/display/") { return; }
        event.preventDefault();
        if (event.submitter && event.submitter.name) { choose(event.submitter.name, event.submitter.value); }
    });
    document.addEventListener("change", function (event) {
        var radio = event.target;
        if (radio.form && radio.form.getAttribute("action") === "/display/" && radio.type === "radio") {
            choose(radio.name, radio.value);
        }
    });
}());
