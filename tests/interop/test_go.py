"""A verifier that nobody here wrote the cryptography of accepts our logs, and refuses every damaged one."""

import itertools
import shutil
from pathlib import Path

import pytest

from gongkai.translog import (
    Checkpoint,
    Conflict,
    Extra,
    Log,
    Member,
    SignedCheckpoint,
    Store,
    Tree,
    TreeHead,
    batch_path,
    cosign,
    make_receipt,
    merkle_root,
    sign_checkpoint,
)
from gongkai.translog.encoding import to_base64
from gongkai.translog.tiles import tiles_of
from tests.translog.making import (
    ORIGIN,
    FailingDisk,
    Power,
    entries,
    entry,
    grown_log,
    kill_a_writer,
    new_log,
    signer,
    witness_signer,
)

KEY = signer().key.text
SIZES = [1, 255, 256, 257, 65_535, 65_536, 70_000]
WITNESSES = [witness_signer(f"witness{n}.example") for n in range(3)]


@pytest.fixture(scope="module")
def large(tmp_path_factory) -> tuple[Log, list[SignedCheckpoint]]:
    """A log that published a checkpoint at each of the sizes."""
    log = new_log(tmp_path_factory.mktemp("large"))
    return log, [log.append(entries(size)) for size in SIZES]


@pytest.fixture
def log(tmp_path) -> Log:
    return grown_log(tmp_path / "log", 600)


def tree_of(log: Log, signed: SignedCheckpoint) -> Tree:
    return Tree(log.store, signed.checkpoint.head)


@pytest.mark.parametrize("size", [0, *SIZES[:4]])
def test_a_log_of_each_size_alone(verifier, tmp_path, size):
    grown_log(tmp_path, size)
    assert verifier.ask("log", Folder=str(tmp_path), Key=KEY) == "ok"


@pytest.mark.parametrize("place", range(len(SIZES)))
def test_every_checkpoint_of_a_grown_log(verifier, large, place):
    """The older ones from full tiles, where their partial ones are gone."""
    log, checkpoints = large
    assert [each.checkpoint.size for each in checkpoints] == SIZES
    asked = {"Checkpoint": checkpoints[place].encode().decode(), "Key": KEY}
    earlier = [each.encode().decode() for each in checkpoints[: place + 1]]
    assert verifier.ask("log", Folder=str(log.store.folder), Earlier=earlier, **asked) == "ok"


def test_our_consistency_proofs(verifier, large):
    log, checkpoints = large
    for old, new in itertools.combinations_with_replacement(checkpoints, 2):
        path = [*map(to_base64, tree_of(log, new).consistency(old.checkpoint.size))]
        asked = {"Old": old.encode().decode(), "New": new.encode().decode(), "Key": KEY}
        assert verifier.ask("growth", Proof=path, **asked) == "ok"
        for at in range(len(path)):
            broken = [*path[:at], to_base64(bytes(32)), *path[at + 1 :]]
            assert verifier.ask("growth", Proof=broken, **asked).startswith("refused: ")


def test_our_receipts(verifier, large):
    log, checkpoints = large
    for signed in checkpoints:
        tree, size = tree_of(log, signed), signed.checkpoint.size
        for index in sorted(
            {0, 1, 254, 255, 256, 511, size // 3, size // 2, size - 2, size - 1} & {*range(size)}
        ):
            receipt = make_receipt(tree, index, signed).encode().decode()
            assert verifier.ask("receipt", Receipt=receipt, Key=KEY, Entry=entry(index)) == "ok"
            wrong = verifier.ask("receipt", Receipt=receipt, Key=KEY, Entry=entry(index + 1))
            assert wrong == "refused: invalid transparency proof"


def test_a_receipt_for_one_of_a_batch(verifier, tmp_path):
    """Go knows nothing of batches: it verifies the outer proof, whatever stands in `extra`."""
    members = [entry(index) for index in range(1_000)]
    held = [
        entry(0),
        b'{"members":{"count":1000,"root":"%s"}}' % merkle_root(members).hex().encode(),
        entry(2),
    ]
    log = new_log(tmp_path)
    signed = log.append(lambda start: held[start:])
    extra = Extra(held[1], bytes(32), Member(7, members[7], tuple(batch_path(members, 7))))
    receipt = make_receipt(log.tree(), 1, signed, extra.encode()).encode().decode()
    assert verifier.ask("receipt", Receipt=receipt, Key=KEY, Entry=held[1]) == "ok"


@pytest.mark.parametrize(
    ("held", "quorum", "enough"), [(3, 2, True), (2, 2, True), (1, 2, False), (0, 0, True)]
)
def test_witnesses(verifier, log, held, quorum, enough):
    signed = log.latest()
    lines = [cosign(signed.note.text, witness, 1_480_000_000) for witness in WITNESSES[:held]]
    signed = SignedCheckpoint(signed.checkpoint, signed.note.with_signatures(lines))
    receipt = make_receipt(log.tree(), 5, signed).encode().decode()
    asked = {"Receipt": receipt, "Key": KEY, "Entry": entry(5), "Quorum": quorum}
    said = verifier.ask("receipt", Witnesses=[witness.key.text for witness in WITNESSES], **asked)
    assert said == ("ok" if enough else f"refused: {held} of {quorum} witnesses")
    if held:
        earlier = receipt.replace(to_base64(lines[0].key_id + lines[0].payload), forged_time(lines[0]))
        asked["Receipt"] = earlier
        said = verifier.ask("receipt", Witnesses=[WITNESSES[0].key.text], **asked)
        assert said.startswith("refused: invalid signature for key witness0.example+")


def forged_time(line) -> str:
    return to_base64(line.key_id + (1).to_bytes(8, "big") + line.payload[8:])


def test_a_forged_signature(verifier, log):
    forged = sign_checkpoint(log.latest().checkpoint, [signer(seed="forger")])
    asked = {"Folder": str(log.store.folder), "Key": KEY}
    assert verifier.ask("log", Checkpoint=forged.encode().decode(), **asked).startswith("refused: ")
    text = log.latest().encode().decode().replace("\n600\n", "\n601\n")
    assert "invalid signature" in verifier.ask("log", Checkpoint=text, **asked)


def refusal(verifier, folder: Path, path: Path, data: bytes) -> str:
    """What is said with other bytes in one file, which gets its own back."""
    own = path.read_bytes()
    path.write_bytes(data)
    said = verifier.ask("log", Folder=str(folder), Key=KEY)
    path.write_bytes(own)
    return said


def test_a_flipped_bit_in_any_file(verifier, log, large):
    sampled = ["0/000", "0/255", "0/273.p/112", "1/000", "1/001.p/17", "2/000.p/1"]
    sampled += ["entries/000", "entries/256", "entries/273.p/112"]
    files = [(log.store.folder, tile.path) for tile in tiles_of(600)]
    files += [(large[0].store.folder, f"tile/{name}") for name in sampled]
    for folder, name in files:
        data = bytearray((folder / name).read_bytes())
        data[len(data) * 2 // 3] ^= 4
        assert refusal(verifier, folder, folder / name, bytes(data)).startswith("refused: "), name
    for folder in {folder for folder, _ in files}:
        assert verifier.ask("log", Folder=str(folder), Key=KEY) == "ok"


def test_a_truncated_file(verifier, log):
    folder = log.store.folder
    for tile in tiles_of(600):
        for cut in (32, 1):
            data = (folder / tile.path).read_bytes()[:-cut]
            assert refusal(verifier, folder, folder / tile.path, data).startswith("refused: "), tile.path


def test_a_fork_and_a_rollback(verifier, log, tmp_path):
    seen = [log.latest().encode().decode()]
    fork = new_log(tmp_path / "fork")
    fork.append(lambda start: (b"other %d" % index for index in range(start, 700)))
    grown_log(tmp_path / "rolled", 599)
    log.append(entries(700))
    said = [
        verifier.ask("log", Folder=str(folder), Key=KEY, Earlier=seen)
        for folder in (log.store.folder, tmp_path / "fork", tmp_path / "rolled")
    ]
    assert said == ["ok", "refused: invalid transparency proof", "refused: rolled back"]


def test_a_writer_stopped_at_every_write(verifier, tmp_path):
    """Of a run of 600 entries onto 300, with half of a file on the disk; then of another that begins where it stopped."""
    new_log(tmp_path / "start").append(entries(300))
    for stop in itertools.count():
        folder = tmp_path / "run"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(tmp_path / "start", folder)
        try:
            log_on(folder, FailingDisk(stop, half=True)).append(entries(900))
            break
        except Power:
            pass
        held = (folder / "checkpoint").read_text()
        assert verifier.ask("log", Folder=str(folder), Key=KEY) == "ok"
        assert log_on(folder).append(entries(900)).checkpoint.size == 900
        assert verifier.ask("log", Folder=str(folder), Key=KEY, Earlier=[held]) == "ok"
    assert stop > 30
    assert verifier.ask("log", Folder=str(folder), Key=KEY) == "ok"


@pytest.mark.crash
def test_a_writer_killed_for_real(verifier, tmp_path):
    new_log(tmp_path)
    for pause in (0.01, 0.07):
        kill_a_writer(tmp_path, pause)
        held = (tmp_path / "checkpoint").read_text()
        assert verifier.ask("log", Folder=str(tmp_path), Key=KEY) == "ok"
        size = log_on(tmp_path).latest().checkpoint.size + 600
        assert log_on(tmp_path).append(entries(size)).checkpoint.size == size
        assert verifier.ask("log", Folder=str(tmp_path), Key=KEY, Earlier=[held]) == "ok"


def log_on(folder: Path, disk=None) -> Log:
    return Log(Store(folder, disk), origin=ORIGIN, signers=[signer()])


def test_a_restored_backup_signs_nothing(verifier, log, tmp_path):
    """The folder is older than what a witness holds; with the newer entries gone nothing is signed, with them it goes on."""
    shutil.copytree(log.store.folder, tmp_path / "backup")
    newer = log.append(entries(800))
    restored, known = log_on(tmp_path / "backup"), [newer.checkpoint.head]
    with pytest.raises(Conflict, match="曾经签发到 800 条"):
        restored.append(entries(700), known=known)
    assert restored.append(entries(810), known=known).checkpoint.size == 810
    for checkpoint in ("", newer.encode().decode()):
        asked = {"Folder": str(tmp_path / "backup"), "Key": KEY, "Checkpoint": checkpoint}
        assert verifier.ask("log", **asked) == "ok"


def test_the_verifier_refuses_what_it_cannot_read(verifier):
    assert verifier.ask("nothing") == "refused: unknown request"
    receipt = make_empty_receipt()
    assert verifier.ask("receipt", Receipt=receipt, Key=KEY, Entry=b"").startswith("refused: ")


def make_empty_receipt() -> str:
    head = TreeHead(1, bytes(32))
    signed = sign_checkpoint(Checkpoint(ORIGIN, head), [signer()])
    return "c2sp.org/tlog-proof@v1\nindex 0\n\n" + signed.encode().decode()
