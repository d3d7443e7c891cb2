"""As much of nginx as our rules use, for machines that have none: which answer its rules give to a request."""

import re
from dataclasses import dataclass, field
from pathlib import Path

TOKEN = re.compile(r'\s+|#[^\n]*|("(?:\\.|[^"\\])*")|([{};])|([^\s{};"#]+)')
KNOWN = {
    *("map", "map_hash_bucket_size", "map_hash_max_size", "server", "listen", "server_name", "root", "index"),
    *("server_tokens", "absolute_redirect", "charset", "charset_types", "gzip_static", "gzip_vary"),
    *(
        "recursive_error_pages",
        "error_page",
        "add_header",
        "location",
        "if",
        "return",
        "types",
        "default_type",
    ),
    *("internal", "try_files", "proxy_pass", "proxy_set_header", "client_max_body_size"),
}


@dataclass
class Directive:
    name: str
    words: list[str]
    inside: list["Directive"] = field(default_factory=list)

    def all(self, name: str) -> list["Directive"]:
        return [each for each in self.inside if each.name == name]


def parse(text: str) -> list[Directive]:
    """Raises where nginx would refuse: what is no token, a brace without its other, a line without its end."""
    tokens, place = [], 0
    while place < len(text):
        found = TOKEN.match(text, place)
        assert found, f"no token at {text[place : place + 30]!r}"
        place = found.end()
        if found.lastindex:
            tokens.append((found.lastindex == 2, found[found.lastindex]))
    outer, words, stack = [], [], []
    for is_sign, token in tokens:
        if not is_sign:
            words.append(re.sub(r'\\(["\\])', r"\1", token[1:-1]) if token[0] == '"' else token)
        elif token == "}":
            assert not words, f"{words} has no end"
            outer = stack.pop()
        else:
            outer.append(Directive(words[0] if words else "default", words[1:]))
            if token == "{":
                stack.append(outer)
                outer = outer[-1].inside
            words = []
    assert not stack
    assert not words
    return outer


class Nginx:
    """`folder` is a built site; `answer` says what a request gets: a file's name, a status, or "asked"."""

    def __init__(self, folder: Path):
        self.folder = folder
        rules = parse((folder / ".server" / "nginx.conf").read_text())
        self.server = next(each for each in rules if each.name == "server")
        self.maps = {each.words[1]: each for each in rules if each.name == "map"}
        self.check([self.server])

    def check(self, directives):
        for each in directives:
            assert each.name in KNOWN, each.name
            if each.name != "types":
                self.check(each.inside)

    def answer(self, uri, *, args="", method="GET", **headers):
        seen = {"uri": uri, "args": args, "request_method": method} | headers
        location = self.location(self.server, uri) or self.server
        status = self.status(location, seen)
        if status is None:
            name = uri[1:] + ("index.html" if uri.endswith("/") else "")
            status = name if (self.folder / name).is_file() else self.otherwise(location)
        return "asked" if status == "418" else status

    def otherwise(self, location):
        tried = location.all("try_files")
        return "418" if tried and tried[0].words[-1] == "@dynamic" else "404"

    def status(self, location, seen):
        for each in location.inside:
            if each.name == "internal":
                return "404"
            if each.name == "return":
                return each.words[0]
            if each.name == "if" and self.value(each.words[0].strip("()"), seen) not in ("", "0"):
                return each.inside[0].words[0]
        return None

    def location(self, block, uri):
        """An exact one, else the first of the expressions, else the longest beginning; then those inside."""
        rest = [(each.words, each) for each in block.all("location") if not each.words[0].startswith("@")]
        for words, each in rest:
            if words == ["=", uri]:
                return each
        plain = [(words[-1], each) for words, each in rest if len(words) == 1 or words[0] == "^~"]
        starting = [(len(start), each) for start, each in plain if uri.startswith(start)]
        longest = max(starting, key=lambda pair: pair[0], default=(0, None))[1]
        inside = self.location(longest, uri) if longest else None
        if inside is None and longest is not None and longest.words[0] == "^~":
            return longest
        for words, each in rest:
            if words[0] == "~" and re.search(words[1], uri):
                return inside or each
        return inside or longest

    def value(self, text, seen):
        return re.sub(r"\$(\w+)", lambda found: self.variable(found[1], seen), text)

    def variable(self, name, seen):
        if f"${name}" not in self.maps:
            return seen.get(name, "")
        rules = self.maps[f"${name}"]
        asked = self.value(rules.words[0], seen)
        answers = {each.name: each.words[0] for each in self.lines(rules)}
        if asked in answers:
            return answers[asked]
        for pattern, answer in answers.items():
            how = re.IGNORECASE if pattern.startswith("~*") else 0
            if pattern.startswith("~") and re.search(pattern.lstrip("~*"), asked, how):
                return answer
        return answers.get("default", "")

    def lines(self, rules):
        for each in rules.inside:
            if each.name == "include":
                yield from parse(Path(each.words[0]).read_text())
            else:
                yield each
