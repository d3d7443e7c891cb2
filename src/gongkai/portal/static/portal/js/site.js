/* Small helps. Every page works without this file. */
(function () {
    "use strict";
    var root = document.documentElement;
    var stored = "";
    try { stored = localStorage.getItem("text-size") || ""; } catch (error) { stored = ""; }

    function showTextSize(size) {
        if (size) { root.dataset.text = size; } else { delete root.dataset.text; }
        document.querySelectorAll("[data-text-size]").forEach(function (button) {
            button.setAttribute("aria-pressed", String(button.dataset.textSize === size));
        });
    }

    function copy(button) {
        var words = button.querySelector("span");
        var before = words.textContent;
        navigator.clipboard.writeText(button.dataset.address).then(function () {
            words.textContent = button.dataset.done;
            document.querySelector("[data-copy-status]").textContent = button.dataset.done;
            setTimeout(function () { words.textContent = before; }, 3000);
        });
    }

    document.querySelectorAll("[data-needs-script]").forEach(function (element) { element.hidden = false; });
    if (!navigator.clipboard) {
        document.querySelectorAll("[data-action=copy]").forEach(function (button) { button.hidden = true; });
    }
    showTextSize(stored);

    /* A panel that is filled from a page of its own; without script it leads there. */
    document.querySelectorAll("[data-fill]").forEach(function (panel) {
        fetch(panel.dataset.fill).then(function (answer) { return answer.text(); }).then(function (html) {
            var list = new DOMParser().parseFromString(html, "text/html").querySelector("[data-filling]");
            if (list) { panel.append(document.importNode(list, true)); } else { panel.hidden = true; }
        }).catch(function () { /* The link stays. */ });
    });

    document.addEventListener("click", function (event) {
        var button = event.target.closest("button");
        if (!button) { return; }
        if (button.dataset.action === "print") { window.print(); }
        if (button.dataset.action === "copy") { copy(button); }
        if ("textSize" in button.dataset) {
            showTextSize(button.dataset.textSize);
            try { localStorage.setItem("text-size", button.dataset.textSize); } catch (error) { /* kept for this page only */ }
        }
    });
}());
