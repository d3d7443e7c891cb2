/* 朗读: the main column, sentence by sentence, in the device's own voices. A voice of a distant server is never used: what
   somebody reads here is nobody's business. Where the browser cannot speak the buttons stay hidden. */
(function () {
    "use strict";
    var speech = window.speechSynthesis;
    var bar = document.querySelector("[data-reading]");
    var openers = document.querySelectorAll("[data-action=read]");
    if (!speech || !window.SpeechSynthesisUtterance || !bar) { return; }
    var state = bar.querySelector("[data-reading-state]");
    var tools = bar.querySelector("[data-reading-tools]");
    var pause = bar.querySelector("[data-action=pause]");
    var pauseWords = pause.textContent;
    var SKIPPED = ".paper-tools, nav, form, button, input, select, script, noscript, svg, details:not([open]) > :not(summary), [hidden], [aria-hidden=true], .hidden, .print-foot";
    var SENTENCE = /[^。！？；!?;]+[。！？；!?;]*[”’」』）》\s]*/g;
    var PATIENCE = 1500;
    var sentences = [], at = 0, turn = 0, speed = 1, reading = false, voices = [], marked = null, opener = null;

    /* Text of one block after another; where in which text node each of its characters stands is kept. */
    function blocks() {
        var main = document.querySelector("main article, main .two-main") || document.querySelector("main");
        var walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
        var found = [], current = null, node;
        while ((node = walker.nextNode())) {
            var parent = node.parentElement;
            if (!node.data.trim() || parent.closest(SKIPPED) || !parent.getClientRects().length) { continue; }
            var block = blockOf(parent);
            if (!current || current.block !== block) {
                current = { block: block, text: "", pieces: [] };
                found.push(current);
            }
            current.pieces.push({ node: node, from: current.text.length });
            current.text += node.data;
        }
        return found;
    }

    function blockOf(element) {
        while (element.parentElement && getComputedStyle(element).display.indexOf("inline") === 0) { element = element.parentElement; }
        return element;
    }

    function place(block, offset) {
        var piece = block.pieces.filter(function (each) { return each.from <= offset; }).pop();
        return { node: piece.node, offset: Math.min(offset - piece.from, piece.node.length) };
    }

    function collect() {
        sentences = [];
        blocks().forEach(function (block) {
            Array.from(block.text.matchAll(SENTENCE)).forEach(function (found) {
                if (/[\p{L}\p{N}]/u.test(found[0])) { sentences.push(sentenceOf(block, found.index, found[0])); }
            });
        });
    }

    function sentenceOf(block, from, words) {
        var lead = words.length - words.trimStart().length;
        var start = place(block, from + lead), end = place(block, from + words.trimEnd().length - 1);
        var range = document.createRange();
        range.setStart(start.node, start.offset);
        range.setEnd(end.node, end.offset + 1);
        return { words: words.trim(), range: range, block: block.block, lang: start.node.parentElement.closest("[lang]").lang };
    }

    /* The best voice of the device for a language; nothing where it has none. */
    function voiceOf(lang) {
        var wanted = /^zh/i.test(lang) ? ["zh-cn", "zh-hans", "cmn", "zh"] : [lang.toLowerCase(), lang.toLowerCase().split("-")[0]];
        for (var place = 0; place < wanted.length; place += 1) {
            var found = voices.find(function (voice) { return voice.localService && voice.lang.replace("_", "-").toLowerCase().indexOf(wanted[place]) === 0; });
            if (found) { return found; }
        }
        return null;
    }

    function mark(sentence) {
        unmark();
        marked = sentence;
        if (window.Highlight && CSS.highlights) {
            CSS.highlights.set("reading", new Highlight(sentence.range));
        } else {
            sentence.block.classList.add("being-read");
        }
        var box = sentence.range.getBoundingClientRect();
        if (box.top < bar.offsetHeight || box.bottom > window.innerHeight) { sentence.block.scrollIntoView({ block: "center" }); }
    }

    function unmark() {
        if (window.Highlight && CSS.highlights) { CSS.highlights.delete("reading"); }
        if (marked) { marked.block.classList.remove("being-read"); }
        marked = null;
    }

    function say(words) {
        var mine = turn += 1;
        speech.cancel();
        if (at >= sentences.length) { finish(state.dataset.doneWords); return; }
        var sentence = sentences[at], utterance = new SpeechSynthesisUtterance(sentence.words);
        utterance.voice = voiceOf(sentence.lang);
        utterance.lang = utterance.voice.lang;
        utterance.rate = speed;
        utterance.onend = utterance.onerror = function () {
            if (mine !== turn) { return; }
            at += 1;
            say("");
        };
        mark(sentence);
        if (words) { state.textContent = words; }
        speech.speak(utterance);
    }

    function showReading(is) {
        reading = is;
        pause.textContent = is ? pauseWords : pause.dataset.resumeWords;
        openers.forEach(function (button) { button.setAttribute("aria-pressed", String(!bar.hidden && !tools.hidden)); });
    }

    function finish(words) {
        turn += 1;
        speech.cancel();
        unmark();
        tools.hidden = true;
        state.textContent = words;
        bar.hidden = !words;
        showReading(false);
    }

    function stop() {
        finish("");
        if (opener) { opener.focus(); }
    }

    function toggle() {
        if (reading) {
            turn += 1;
            speech.cancel();
            state.textContent = state.dataset.pausedWords;
            showReading(false);
        } else {
            showReading(true);
            say(state.dataset.readingWords);
        }
    }

    /* Browsers tell their voices late, some never. */
    function whenVoices(then) {
        var waited = false;
        function go() {
            if (waited) { return; }
            waited = true;
            voices = speech.getVoices();
            then();
        }
        if (speech.getVoices().length) { go(); return; }
        speech.addEventListener("voiceschanged", go, { once: true });
        setTimeout(go, PATIENCE);
    }

    function begin() {
        collect();
        var all = sentences.length;
        sentences = sentences.filter(function (sentence) { return voiceOf(sentence.lang); });
        at = 0;
        bar.hidden = false;
        if (!sentences.length) { finish(all ? state.dataset.noVoiceWords : state.dataset.nothingWords); return; }
        tools.hidden = false;
        showReading(true);
        say(state.dataset.readingWords);
        pause.focus();
    }

    openers.forEach(function (button) {
        button.hidden = false;
        button.addEventListener("click", function () {
            opener = button;
            if (!bar.hidden && !tools.hidden) { stop(); } else { whenVoices(begin); }
        });
    });
    bar.addEventListener("click", function (event) {
        var button = event.target.closest("button");
        if (!button) { return; }
        if (button.dataset.action === "pause") { toggle(); }
        if (button.dataset.action === "stop") { stop(); }
        if (button.dataset.speed) {
            speed = Number(button.dataset.speed);
            bar.querySelectorAll("[data-speed]").forEach(function (each) { each.setAttribute("aria-pressed", String(each === button)); });
            if (reading) { say(""); }
        }
    });
    bar.addEventListener("keydown", function (event) { if (event.key === "Escape") { stop(); } });
    window.addEventListener("pagehide", function () { speech.cancel(); });
}());
