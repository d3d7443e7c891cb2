/* Suggestions while typing. Without this file the box sends what was typed, as it does with it. */
(function () {
    "use strict";
    var PAUSE = 180, SHORTEST = 2;

    document.querySelectorAll("[data-suggest]").forEach(function (form, number) {
        var input = form.querySelector("input[type=search]");
        var list = document.createElement("ul");
        var turn = 0, timer = 0, current = -1, found = [];
        list.id = "suggestions-" + number;
        list.className = "suggestions";
        list.setAttribute("role", "listbox");
        list.setAttribute("aria-label", form.getAttribute("aria-label"));
        list.hidden = true;
        form.append(list);
        input.setAttribute("role", "combobox");
        input.setAttribute("aria-autocomplete", "list");
        input.setAttribute("aria-controls", list.id);
        input.setAttribute("aria-expanded", "false");

        function close() {
            turn += 1;
            current = -1;
            list.hidden = true;
            list.replaceChildren();
            input.setAttribute("aria-expanded", "false");
            input.removeAttribute("aria-activedescendant");
        }

        function option(each, place) {
            var item = document.createElement("li");
            var kind = document.createElement("span");
            var text = document.createElement("span");
            item.id = list.id + "-" + place;
            item.setAttribute("role", "option");
            item.setAttribute("aria-selected", "false");
            kind.className = "tag";
            kind.textContent = each.kind;
            text.lang = "zh-Hans";
            text.textContent = each.text;
            item.append(kind, text);
            item.addEventListener("mousedown", function (event) { event.preventDefault(); });
            item.addEventListener("click", function () { location.assign(each.address); });
            return item;
        }

        function show(answer) {
            found = answer.suggestions;
            current = -1;
            list.replaceChildren.apply(list, found.map(option));
            list.hidden = !found.length;
            input.setAttribute("aria-expanded", String(Boolean(found.length)));
            input.removeAttribute("aria-activedescendant");
        }

        function ask() {
            var words = input.value.trim(), mine = turn += 1;
            if (words.length < SHORTEST) { close(); return; }
            fetch(form.dataset.suggest + "?" + new URLSearchParams({ q: words })).then(function (answer) {
                if (!answer.ok) { throw new Error(String(answer.status)); }
                return answer.json();
            }).then(function (answer) {
                if (mine === turn && document.activeElement === input) { show(answer); }
            }).catch(function () { if (mine === turn) { close(); } });
        }

        function choose(place) {
            var items = list.children;
            if (current >= 0 && items[current]) { items[current].setAttribute("aria-selected", "false"); }
            current = (place + items.length + 1) % (items.length + 1);
            if (current === items.length) { current = -1; input.removeAttribute("aria-activedescendant"); return; }
            items[current].setAttribute("aria-selected", "true");
            items[current].scrollIntoView({ block: "nearest" });
            input.setAttribute("aria-activedescendant", items[current].id);
        }

        input.addEventListener("input", function (event) {
            if (event.isComposing) { return; }
            clearTimeout(timer);
            timer = setTimeout(ask, PAUSE);
        });
        input.addEventListener("compositionend", function () { clearTimeout(timer); timer = setTimeout(ask, PAUSE); });
        input.addEventListener("keydown", function (event) {
            if (event.isComposing || list.hidden) { return; }
            if (event.key === "ArrowDown") { event.preventDefault(); choose(current + 1); }
            if (event.key === "ArrowUp") { event.preventDefault(); choose(current < 0 ? list.children.length - 1 : current - 1); }
            if (event.key === "Escape") { event.preventDefault(); close(); }
            if (event.key === "Enter" && current >= 0) { event.preventDefault(); location.assign(found[current].address); }
        });
        input.addEventListener("blur", close);
        form.addEventListener("submit", function (event) {
            if (!input.value.trim()) { event.preventDefault(); input.focus(); }
        });
    });
}());
