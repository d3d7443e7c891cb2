/* Small helps. Every page works without this file. */
(function () {
    "use strict";
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

    /* A panel that is filled from a page of its own; without script it leads there. */
    document.querySelectorAll("[data-fill]").forEach(function (panel) {
        fetch(panel.dataset.fill).then(function (answer) { return answer.text(); }).then(function (html) {
            var lines = new DOMParser().parseFromString(html, "text/html").querySelectorAll("[data-filling]");
            lines.forEach(function (line) { panel.append(document.importNode(line, true)); });
            panel.hidden = lines.length === 0;
        }).catch(function () { /* The link stays. */ });
    });

    document.addEventListener("click", function (event) {
        var button = event.target.closest("button");
        if (!button) { return; }
        if (button.dataset.action === "print") { window.print(); }
        if (button.dataset.action === "copy") { copy(button); }
    });

    /* Escape shuts what was opened over the page and goes back to what opened it. */
    document.addEventListener("keydown", function (event) {
        var open = event.key === "Escape" && document.querySelector(".menu[open], .languages[open], .share[open]");
        if (!open) { return; }
        open.open = false;
        open.querySelector("summary").focus();
    });
}());
