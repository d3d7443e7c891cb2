"""Signed notes (C2SP signed-note): a text and lines of signatures below it."""

from collections.abc import Iterable
from dataclasses import dataclass

from gongkai.translog.encoding import from_base64, text_of, to_base64
from gongkai.translog.errors import Malformed, Untrusted
from gongkai.translog.keys import Signer, VerifierKey, check_name, cosigned_at, cosigned_message

MAX_NOTE = 1_000_000
MAX_SIGNATURES = 100
_MARK = "— "


@dataclass(frozen=True, slots=True)
class Signature:
    """One line. `payload` is what follows the key's id: a signature, or for a witness a time and a signature."""

    name: str
    key_id: bytes
    payload: bytes

    @property
    def line(self) -> str:
        return f"{_MARK}{self.name} {to_base64(self.key_id + self.payload)}\n"

    @property
    def moment(self) -> int | None:
        """The POSIX second, if it has the form of a cosignature. It says nothing until the line is verified."""
        return cosigned_at(self.payload)

    @classmethod
    def parse(cls, line: str) -> "Signature":
        """`line` without its newline."""
        name, _, encoded = line.removeprefix(_MARK).partition(" ")
        if not line.startswith(_MARK) or not encoded:
            raise Malformed("signature-line", "签名行的格式不对，应当是“— 名称 Base64”。")
        check_name(name)
        data = from_base64(encoded, "签名")
        if len(data) < 5:
            raise Malformed("signature-line", f"{name} 的签名太短。")
        return cls(name, data[:4], data[4:])

    def by(self, key: VerifierKey) -> bool:
        """Whether it says that it was made with `key`."""
        return self.name == key.name and self.key_id == key.key_id


@dataclass(frozen=True, slots=True)
class Note:
    """`text` ends with a newline."""

    text: str
    signatures: tuple[Signature, ...]

    @classmethod
    def parse(cls, data: bytes) -> "Note":
        whole = text_of(data, "签名文本", MAX_NOTE)
        text, found, lines = whole.rpartition("\n\n")
        if not found or not lines.endswith("\n"):
            raise Malformed("note", "签名文本不完整：正文与签名之间应有空行，末尾应有换行。")
        return cls(text + "\n", parse_signatures(lines))

    def encode(self) -> bytes:
        return (self.text + "\n" + "".join(each.line for each in self.signatures)).encode()

    def verified(self, keys: Iterable[VerifierKey]) -> list[tuple[VerifierKey, Signature]]:
        """What holds of the signatures by these keys; unknown ones are passed over, a wrong one of a known key raises."""
        keys, text, found = list(keys), self.text.encode(), {}
        for signature in self.signatures:
            for key in keys:
                if not signature.by(key) or key in found:
                    continue
                if not key.verifies(text, signature.payload):
                    raise Untrusted(
                        "signature-wrong", f"{key.name} 的签名不对：内容被改动过，或者签名是伪造的。"
                    )
                found[key] = signature
        return list(found.items())

    def with_signatures(self, more: Iterable[Signature]) -> "Note":
        """The same text with further lines; a key's newer line takes the place of its older one."""
        newer = {(each.name, each.key_id): each for each in more}
        kept = [each for each in self.signatures if (each.name, each.key_id) not in newer]
        return Note(self.text, (*kept, *newer.values()))


def parse_signatures(lines: str) -> tuple[Signature, ...]:
    """Signature lines, each with its newline, as a note ends with and a witness answers."""
    if not lines.endswith("\n"):
        raise Malformed("signature-line", "签名行的末尾应有换行。")
    rows = lines[:-1].split("\n")
    if len(rows) > MAX_SIGNATURES:
        raise Malformed("too-many-signatures", f"签名太多：最多 {MAX_SIGNATURES} 行。")
    return tuple(Signature.parse(row) for row in rows)


def sign(text: str, signer: Signer) -> Signature:
    """A log's signature over a note text."""
    return Signature(signer.key.name, signer.key.key_id, signer.sign(text.encode()))


def cosign(text: str, signer: Signer, moment: int) -> Signature:
    """A witness's signature: at `moment` (POSIX seconds) this was the largest consistent tree that it had seen."""
    payload = moment.to_bytes(8, "big") + signer.sign(cosigned_message(text.encode(), moment))
    return Signature(signer.key.name, signer.key.key_id, payload)
