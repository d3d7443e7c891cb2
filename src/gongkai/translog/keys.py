"""Keys of logs and of witnesses (C2SP signed-note): verifier keys as text, and signers that hold or reach the private half."""

import hashlib
import os
import secrets
import shlex
import stat
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from gongkai.translog.encoding import from_base64, to_base64
from gongkai.translog.errors import Malformed, Missing, SigningFailed

LOG_KEY = 0x01
WITNESS_KEY = 0x04
_ED25519_BYTES = 32
_SIGNATURE_BYTES = 64
_MAX_KEY_TEXT = 4_096
_SECRET = "PRIVATE+KEY+"  # noqa: S105 - the first words of a key file, as golang.org/x/mod writes them


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with its name. `kind`: LOG_KEY signs note texts, WITNESS_KEY signs them with a time."""

    name: str
    kind: int
    public: bytes

    def __post_init__(self) -> None:
        check_name(self.name)
        if self.kind not in (LOG_KEY, WITNESS_KEY):
            raise Malformed(
                "key-kind", f"{self.name} 的密钥类型是 {self.kind}，本程序只认 1（日志）和 4（见证人）。"
            )
        if len(self.public) != _ED25519_BYTES:
            raise Malformed("key-length", f"{self.name} 的公钥应当是 {_ED25519_BYTES} 个字节。")

    @property
    def key_id(self) -> bytes:
        typed = bytes([self.kind]) + self.public
        return hashlib.sha256(self.name.encode() + b"\n" + typed).digest()[:4]

    @property
    def text(self) -> str:
        """The verifier key as it is published: name+id+base64."""
        return f"{self.name}+{self.key_id.hex()}+{to_base64(bytes([self.kind]) + self.public)}"

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        name, key_id, typed = _split_key(text)
        key = cls(name, typed[0], typed[1:])
        if key.key_id != key_id:
            raise Malformed("key-id", f"公钥 {name} 的编号与内容不符，可能抄错了。")
        return key

    def verifies(self, text: bytes, payload: bytes) -> bool:
        """Whether `payload` (what follows the key's id in a signature line) is this key's yes to a note text."""
        if self.kind == LOG_KEY:
            return self._signed(text, payload)
        moment = cosigned_at(payload)
        return moment is not None and self._signed(cosigned_message(text, moment), payload[8:])

    def _signed(self, message: bytes, signature: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True


def cosigned_message(text: bytes, moment: int) -> bytes:
    """What a witness signs (cosignature/v1): the time, and the whole text of the checkpoint."""
    return b"cosignature/v1\ntime %d\n" % moment + text


def cosigned_at(payload: bytes) -> int | None:
    """The POSIX second of a cosignature, or None if it has not the form of one."""
    if len(payload) != 8 + _SIGNATURE_BYTES:
        return None
    moment = int.from_bytes(payload[:8], "big")
    return moment if moment < 2**63 else None


class Signer(Protocol):
    """`key` is the public half; `sign` answers 64 bytes over a message or raises SigningFailed."""

    key: VerifierKey

    def sign(self, message: bytes) -> bytes: ...


class Ed25519Signer:
    """A private key in this process."""

    def __init__(self, name: str, seed: bytes, kind: int = LOG_KEY):
        if len(seed) != _ED25519_BYTES:
            raise Malformed("key-length", f"{name} 的私钥应当是 {_ED25519_BYTES} 个字节。")
        self._seed = seed
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        public = self._private.public_key()
        raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        self.key = VerifierKey(name, kind, raw)

    @classmethod
    def generate(cls, name: str, kind: int = LOG_KEY) -> "Ed25519Signer":
        return cls(name, secrets.token_bytes(_ED25519_BYTES), kind)

    def sign(self, message: bytes) -> bytes:
        return self._private.sign(message)

    def save(self, path: Path) -> None:
        """A new file that only its owner may read; an existing one is never written over."""
        typed = bytes([self.key.kind]) + self._seed
        text = f"{_SECRET}{self.key.name}+{self.key.key_id.hex()}+{to_base64(typed)}\n"
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError as error:
            raise SigningFailed("key-exists", f"{path} 已经存在，不覆盖。请换一个文件名。") from error
        except OSError as error:
            raise SigningFailed("key-not-written", f"不能写 {path}。请检查路径和权限。") from error
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    @classmethod
    def load(cls, path: Path) -> "Ed25519Signer":
        """From a file that nobody else may read."""
        try:
            if stat.S_IMODE(path.stat().st_mode) & 0o077:
                raise SigningFailed("key-open", f"私钥 {path} 别人也能读。请执行 chmod 600 后再试。")
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError as error:
            raise Missing("key-missing", f"没有私钥文件 {path}。") from error
        except (OSError, UnicodeDecodeError) as error:
            raise SigningFailed("key-unreadable", f"读不了私钥文件 {path}。请检查路径和权限。") from error
        return cls.parse(text.strip())

    @classmethod
    def parse(cls, text: str) -> "Ed25519Signer":
        if not text.startswith(_SECRET):
            raise Malformed("key-text", "这不是私钥文件。")
        name, key_id, typed = _split_key(text[len(_SECRET) :])
        signer = cls(name, typed[1:], typed[0])
        if signer.key.key_id != key_id:
            raise Malformed("key-id", f"私钥 {name} 的编号与内容不符，文件可能损坏。")
        return signer


class CommandSigner:
    """A key that a command reaches, as a hardware key: the message on its standard input, 64 bytes (or their base64) out."""

    def __init__(self, key: VerifierKey, command: str | Sequence[str], *, timeout: float = 60):
        self.key = key
        self.command = shlex.split(command) if isinstance(command, str) else list(command)
        self.timeout = timeout

    def sign(self, message: bytes) -> bytes:
        try:
            done = subprocess.run(  # noqa: S603 - the operator's own command
                self.command, input=message, capture_output=True, timeout=self.timeout, check=True
            )
        except (OSError, ValueError, IndexError, subprocess.SubprocessError) as error:
            raise SigningFailed("command-failed", "签名命令没有成功。请检查命令和密钥设备。") from error
        signature = _raw_signature(done.stdout)
        if not self.key._signed(message, signature):
            raise SigningFailed("command-wrong-key", f"签名命令用的不是 {self.key.name} 的密钥。请检查设备。")
        return signature


def check_name(name: str) -> None:
    """Key names and origins: not empty, no Unicode space, no plus sign, no control character."""
    if not name or any(char.isspace() or char < " " or char == "+" for char in name):
        raise Malformed("key-name", f"名称 {name[:100]!r} 不能为空，不能有空格、加号或控制字符。")
    try:
        name.encode()
    except UnicodeEncodeError as error:
        raise Malformed("key-name", "名称不是正确的文字。") from error


def _split_key(text: str) -> tuple[str, bytes, bytes]:
    parts = text.split("+", 2)
    if len(text) > _MAX_KEY_TEXT or len(parts) != 3:
        raise Malformed("key-text", "公钥应当是“名称+编号+Base64”的一行文字。")
    name, key_id, encoded = parts
    if len(key_id) != 8 or any(char not in "0123456789abcdef" for char in key_id):
        raise Malformed("key-id", f"公钥 {name[:100]} 的编号应当是 8 位十六进制数字。")
    typed = from_base64(encoded, "公钥")
    if not typed:
        raise Malformed("key-length", "公钥是空的。")
    return name, bytes.fromhex(key_id), typed


def _raw_signature(output: bytes) -> bytes:
    if len(output) == _SIGNATURE_BYTES:
        return output
    try:
        return from_base64(output.decode("ascii").strip(), "签名")
    except (UnicodeDecodeError, Malformed) as error:
        raise SigningFailed("command-output", "签名命令应当输出 64 个字节，或它们的 Base64。") from error
