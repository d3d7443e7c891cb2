"""Whom a verifier believes (C2SP tlog-policy): logs, witnesses, and how many of these must have signed."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from gongkai.translog.checkpoints import SignedCheckpoint, check_signed_by_log
from gongkai.translog.errors import Malformed, Untrusted
from gongkai.translog.keys import LOG_KEY, WITNESS_KEY, VerifierKey

MAX_POLICY = 200_000
NOBODY = "none"
_ALLOWED = {0x09, 0x0A, *range(0x20, 0x7F), *range(0x80, 0x100)}


@dataclass(frozen=True, slots=True)
class Witness:
    name: str
    key: VerifierKey
    url: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cosigned:
    """A witness that signed, and when: POSIX seconds."""

    witness: str
    moment: int


@dataclass(frozen=True)
class Policy:
    """`quorum` names a witness or a group, or is "none"."""

    logs: tuple[VerifierKey, ...]
    witnesses: dict[str, Witness] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    quorum: str = NOBODY
    log_urls: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, *logs: VerifierKey) -> "Policy":
        """The log alone is believed; no witness is asked for."""
        return cls(logs)

    @classmethod
    def parse(cls, data: bytes) -> "Policy":
        return _Reading().read(data)

    def check(self, signed: SignedCheckpoint, *, now: int | None = None) -> list[Cosigned]:
        """The witnesses whose cosignatures hold, in the order of the policy; Untrusted if the log's signature or the
        quorum is missing. `now` (POSIX seconds) refuses cosignatures from the future."""
        check_signed_by_log(signed, self.logs)
        keys = {witness.key: witness.name for witness in self.witnesses.values()}
        held = {keys[key]: signature.moment for key, signature in signed.note.verified(keys)}
        for name, moment in held.items():
            if now is not None and moment > now + 300:
                raise Untrusted("from-the-future", f"见证人 {name} 的签名时间在未来。请检查本机的时钟。")
        if not self.satisfied_by(held):
            raise Untrusted(
                "quorum-missing", f"见证人不够：要求 {self.quorum}，实有 {'、'.join(held) or '（没有）'}。"
            )
        return [Cosigned(name, held[name]) for name in self.witnesses if name in held]

    def satisfied_by(self, names: Iterable[str]) -> bool:
        return self.quorum == NOBODY or self._counts(self.quorum, set(names))

    def _counts(self, name: str, held: set[str]) -> bool:
        if name in self.witnesses:
            return name in held
        group = self.groups[name]
        return sum(self._counts(member, held) for member in group.members) >= group.threshold


class _Reading:
    def __init__(self) -> None:
        self.logs: list[VerifierKey] = []
        self.urls: dict[str, str] = {}
        self.witnesses: dict[str, Witness] = {}
        self.groups: dict[str, Group] = {}
        self.members: set[str] = set()
        self.quorum: str | None = None

    def read(self, data: bytes) -> Policy:
        if len(data) > MAX_POLICY:
            raise Malformed("too-large", f"见证规则太大：最多 {MAX_POLICY:,} 字节。")
        if not _ALLOWED.issuperset(data):
            raise Malformed("control-character", "见证规则里有控制字符。")
        readers = {"log": self._log, "witness": self._witness, "group": self._group, "quorum": self._quorum}
        for row, line in enumerate(data.decode("utf-8", "surrogateescape").split("\n"), 1):
            words = line.replace("\t", " ").split(" ")
            words = [word for word in words if word]
            if not words or words[0].startswith("#"):
                continue
            if words[0] not in readers:
                raise Malformed("policy", f"见证规则第 {row} 行不认识：{_shown(words[0])}。")
            readers[words[0]](words[1:], row)
        if self.quorum is None:
            raise Malformed("policy", "见证规则里没有 quorum 一行。不要求见证人时请写 quorum none。")
        return Policy(tuple(self.logs), self.witnesses, self.groups, self.quorum, self.urls)

    def _log(self, words: list[str], row: int) -> None:
        self._expect(len(words) in (1, 2), row)
        key = self._key(words[0], LOG_KEY, [log.public for log in self.logs], row)
        self.logs.append(key)
        if len(words) == 2:
            self.urls[key.name] = words[1]

    def _witness(self, words: list[str], row: int) -> None:
        self._expect(len(words) in (2, 3), row)
        self._new_name(words[0], row)
        known = [witness.key.public for witness in self.witnesses.values()]
        key = self._key(words[1], WITNESS_KEY, known, row)
        self.witnesses[words[0]] = Witness(words[0], key, words[2] if len(words) == 3 else "")

    def _group(self, words: list[str], row: int) -> None:
        self._expect(len(words) >= 3, row)
        name, wanted, *members = words
        self._new_name(name, row)
        for member in members:
            self._expect(member in self.witnesses or member in self.groups, row, f"前面没有 {_shown(member)}")
            self._expect(member not in self.members, row, f"{_shown(member)} 已经属于一个组")
            self.members.add(member)
        thresholds = {"all": len(members), "any": 1}
        plain = wanted.isascii() and wanted.isdigit() and len(wanted) < 6 and not wanted.startswith("0")
        threshold = thresholds.get(wanted) or (int(wanted) if plain else 0)
        self._expect(1 <= threshold <= len(members), row, "人数不对")
        self.groups[name] = Group(threshold, tuple(members))

    def _quorum(self, words: list[str], row: int) -> None:
        self._expect(len(words) == 1 and self.quorum is None, row)
        known = words[0] == NOBODY or words[0] in self.witnesses or words[0] in self.groups
        self._expect(known, row, f"前面没有 {_shown(words[0])}")
        self.quorum = words[0]

    def _key(self, text: str, kind: int, known: list[bytes], row: int) -> VerifierKey:
        try:
            key = VerifierKey.parse(text)
        except Malformed as error:
            raise Malformed(error.code, f"见证规则第 {row} 行：{error}") from error
        self._expect(key.kind == kind, row, "密钥的类型不对")
        self._expect(key.public not in known, row, "同一把公钥写了两次")
        return key

    def _new_name(self, name: str, row: int) -> None:
        taken = name == NOBODY or name in self.witnesses or name in self.groups
        self._expect(not taken, row, f"名称 {_shown(name)} 已经用过")

    def _expect(self, right: bool, row: int, why: str = "格式不对") -> None:
        if not right:
            raise Malformed("policy", f"见证规则第 {row} 行：{why}。")


def _shown(word: str) -> str:
    return word[:60].encode("utf-8", "replace").decode()
