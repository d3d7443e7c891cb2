"""A tiled transparency log (C2SP tlog-tiles, tlog-checkpoint, signed-note, tlog-cosignature, tlog-witness, tlog-proof,
tlog-policy): writing, proving, verifying, auditing, witnessing. Plain Python, no Django, no network of its own accord.

Every error is a TranslogError: `.code` is stable English, the message a Chinese sentence that names the remedy.
Hashes, salts and entries are bytes; times are POSIX seconds, given by the caller (`now=None`: not looked at).

**Write** (one writer at a time: hold a lock of the database; the folder is locked as well):

    signer = Ed25519Signer.generate("example.gov.cn/log"); signer.save(path)      # or Ed25519Signer.load(path)
    signer = CommandSigner(VerifierKey.parse(text), "command of a hardware key")
    log = Log(Store(folder), origin="example.gov.cn/log", signers=[signer], former_keys=[])
    log.create()                                # once: the checkpoint of an empty log
    signed = log.append(entries_from, known=[TreeHead(size, root), ...])

  `entries_from(n)` gives every entry from number n on, as bytes, in their final order (the caller's database query;
  it is asked for up to 256 entries that are signed already, which are compared, and may be asked twice).
  `known`: the tree heads that were signed before, as the database, a witness or a mirror remembers them. Nothing is
  signed that is smaller or different: Conflict. A crash anywhere: run `append` again. A lost folder:
  `log.rebuild(entries_from, known=...)`. A new key: Log with both signers, `append`; later the new one alone, with
  the old one's VerifierKey in `former_keys`. `log.latest()` is the SignedCheckpoint (`.checkpoint.size/.root/.origin`,
  `.note`, `.encode()`), `log.tree()` its Tree.

**Prove**: `Tree(reader, head)`: `.inclusion(index)`, `.consistency(old_size)`, `.root_at(size)`, `.entry(index)`;
  reader is a FolderReader, a Store or an HttpReader. `make_receipt(tree, index, signed, extra)` -> Receipt,
  `.encode()` is the .tlog-proof file. `Extra(entry, salt, Member(index, leaf, path)).encode()` is what Gongkai puts
  there (documents.py says how a stranger recomputes it); `batch_path(leaves, index)` is a member's inner path.

**Verify**: `Receipt.parse(data).verify(leaf_hash(entry), policy, now=...)` -> witnesses with times, or
  `verify_document(receipt, document_bytes, policy, now=...)` -> Verified, for a canonical.json or a file.
  `Policy.parse(data)` (logs, witnesses, quorum) or `Policy.of(VerifierKey.parse(text))` (the log alone).
  `open_checkpoint(data, keys)` -> SignedCheckpoint. `verify_inclusion`, `verify_consistency`: the bare proofs.

**Audit**: `audit(reader, policy, remembered=bytes, check_entry=f, now=...)` -> Audit(.problems, .sound, .signed).

**Witness**: `Witness(signer, {origin: [keys]}, FolderMemory(folder))`: `.add_checkpoint(body, now=...)` and
  `.checkpoint(log_id)` answer an Answer(status, body, content_type) for any server. A log asks with
  `ask_witness(url, key, signed, reader)` -> Signature, and publishes with `log.add_cosignatures([...], of=checkpoint)`.

**Files** (tlog-tiles): `checkpoint` (text/plain, not cached), `tile/<level>/<n>[.p/<w>]` and `tile/entries/<n>[.p/<w>]`
  (application/octet-stream, immutable); `.new/` is the writer's own. `Tile.parse(path)` raises for any other path.

Alone: `python -m gongkai.translog verify | audit | key` (see --help).
"""

from gongkai.translog.asking import ask_witness
from gongkai.translog.auditing import Audit, Problem, audit
from gongkai.translog.batches import batch_path
from gongkai.translog.bundles import MAX_ENTRY
from gongkai.translog.checkpoints import (
    Checkpoint,
    SignedCheckpoint,
    TreeHead,
    open_checkpoint,
    sign_checkpoint,
)
from gongkai.translog.documents import Extra, Member, Verified, verify_document
from gongkai.translog.errors import (
    Conflict,
    Malformed,
    Missing,
    NotWritten,
    ProofFailed,
    SigningFailed,
    TranslogError,
    Untrusted,
)
from gongkai.translog.keys import LOG_KEY, WITNESS_KEY, CommandSigner, Ed25519Signer, Signer, VerifierKey
from gongkai.translog.merkle import (
    EMPTY_ROOT,
    leaf_hash,
    merkle_root,
    node_hash,
    verify_consistency,
    verify_inclusion,
)
from gongkai.translog.notes import Note, Signature, cosign
from gongkai.translog.policy import Cosigned, Policy
from gongkai.translog.proofs import Tree
from gongkai.translog.readers import FolderReader, HttpReader, Reader, reader_of
from gongkai.translog.receipts import Receipt, make_receipt
from gongkai.translog.sequencing import Log
from gongkai.translog.store import Disk, Store
from gongkai.translog.tiles import CHECKPOINT, Tile
from gongkai.translog.witness import Answer, FolderMemory, Memory, Request, Witness

__all__ = [
    "CHECKPOINT",
    "EMPTY_ROOT",
    "LOG_KEY",
    "MAX_ENTRY",
    "WITNESS_KEY",
    "Answer",
    "Audit",
    "Checkpoint",
    "CommandSigner",
    "Conflict",
    "Cosigned",
    "Disk",
    "Ed25519Signer",
    "Extra",
    "FolderMemory",
    "FolderReader",
    "HttpReader",
    "Log",
    "Malformed",
    "Member",
    "Memory",
    "Missing",
    "NotWritten",
    "Note",
    "Policy",
    "Problem",
    "ProofFailed",
    "Reader",
    "Receipt",
    "Request",
    "Signature",
    "SignedCheckpoint",
    "Signer",
    "SigningFailed",
    "Store",
    "Tile",
    "TranslogError",
    "Tree",
    "TreeHead",
    "Untrusted",
    "Verified",
    "VerifierKey",
    "Witness",
    "ask_witness",
    "audit",
    "batch_path",
    "cosign",
    "leaf_hash",
    "make_receipt",
    "merkle_root",
    "node_hash",
    "open_checkpoint",
    "reader_of",
    "sign_checkpoint",
    "verify_consistency",
    "verify_document",
    "verify_inclusion",
]
