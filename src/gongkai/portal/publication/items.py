"""Everything that a folder for a static server holds, declared once: `building` writes it, `checking` compares it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from gongkai.core.files import blob_path
from gongkai.core.models import PublicFile, ThingState, Version
from gongkai.core.queries import PUBLIC_STATES
from gongkai.core.views import error_answer
from gongkai.ledger import queries as ledger
from gongkai.portal import queries
from gongkai.portal.addresses import paper_address, version_address
from gongkai.portal.publication import rendering, rules
from gongkai.portal.publication.pages import BY_NAME, PROVED, PageKind, every_page
from gongkai.portal.publication.store import file_of
from gongkai.portal.queries.lists import PAPER_KINDS
from gongkai.translog import CHECKPOINT

NOWHERE = "/no-such-page/"
# The log grows, and witnesses sign again: of what was true when it was written nothing is compared but that it is there.
OF_ITS_TIME = PageKind("log", clock=(rb"(?s).*",))
LISTS = {"column": "column_csv", "unit": "unit_csv", "matter": "matter_csv", "plan_clause": "clause_csv"}
IN_A_SITE = 400  # pages that are of no paper, about


class NotRendered(Exception):
    """A page that should be there was answered otherwise; names the address and the status."""


@dataclass(frozen=True)
class Item:
    """One file: its name in the folder, and its bytes or the file they are copied from. `kind` knows what in it tells
    the time; `packed`: it lies there compressed as well."""

    name: Path
    make: Callable[[], bytes] | None = None
    source: Path | None = None
    kind: PageKind | None = None
    packed: bool = False


def items(origin: str, folder: Path) -> Iterator[Item]:
    gone = set(gone_addresses())
    files = set(_withdrawn_files())
    for page in every_page():
        yield _page(page.path, page.kind, origin, gone)
    for number, version in _withdrawn_versions():
        yield _page(version_address(number, version), BY_NAME["document"], origin, gone)
    for name, address in _lists():
        yield Item(name, make=_maker(address, origin, 200), packed=True)
    for row in _public_files():
        yield Item(_file_name(row), source=blob_path(row["sha256"]))
    for address in sorted(files)[:1]:  # the same words for each of them
        yield Item(rules.GONE / "files.html", make=_maker(address, origin, 410), kind=BY_NAME["map"])
    for address in sorted(each for each in gone if each.endswith("/canonical.json"))[:1]:
        yield Item(rules.GONE / "canonical.json", make=_maker(address, origin, 410))
    yield Item(Path("404.html"), make=_maker(NOWHERE, origin, 404), kind=BY_NAME["map"], packed=True)
    for name in (rules.UNREACHABLE, Path("search/index.html")):  # a server without rules shows the second
        yield Item(name, make=_unreachable(origin), kind=BY_NAME["map"], packed=True)
    yield from _log(origin)
    yield from _assets()
    home = rendering.render("/", origin=origin)
    for name, text in rules.texts(sorted(gone), sorted(files), page=home, folder=folder):
        yield Item(name, make=text.encode)


def expected_number() -> int:
    """About how many, for a progress bar."""
    papers = Version.objects.filter(thing__kind__in=PAPER_KINDS).count()
    return IN_A_SITE + papers + _public_files().count() + sum(1 for _asset in _assets())


def gone_addresses() -> Iterator[str]:
    """Pages that answer 410: withdrawn papers with all their versions, and versions whose text was taken out."""
    for number, version in _withdrawn_versions():
        for address in (paper_address(number), version_address(number, version)):
            yield from (address, f"{address}canonical.json")
    redacted = Version.objects.filter(thing__kind__in=PAPER_KINDS, thing__state__in=PUBLIC_STATES, form=None)
    for number, version in redacted.values_list("thing__index_number", "number"):
        yield from (version_address(number, version), f"{version_address(number, version)}canonical.json")
    if queries.public_plan() is None and queries.withdrawn_plan() is not None:
        yield from (reverse("plan"), reverse("plan_canonical"))


def _page(path: str, kind: PageKind, origin: str, gone: set[str]) -> Item:
    is_gone = path in gone
    name = file_of(rules.GONE if is_gone else Path(), path)
    make = _maker(path, origin, 410 if is_gone else 200)
    return Item(name, make=make, kind=kind, packed=not is_gone)


def _maker(path: str, origin: str, status: int) -> Callable[[], bytes]:
    def make() -> bytes:
        answer = rendering.render(path, origin=origin)
        if answer.code != status:
            raise NotRendered(f"{path} {answer.code}")
        return answer.body

    return make


def _unreachable(origin: str) -> Callable[[], bytes]:
    """What a folder shows in the place of what it cannot hold."""

    def make() -> bytes:
        request = rendering.request_for("/search/", origin=origin)
        message = _(
            "搜索、表单、列表的后几页要由网站的程序当场生成，现在连不上。请过一会儿再试，也可以从栏目、单位或者公开事项里查找。"
        )
        return error_answer(request, status=503, title=_("现在不能用"), message=message).content

    return make


def _log(origin: str) -> Iterator[Item]:
    """The checkpoint first: every tile that it needs is there already. Receipts when all that is public is signed."""
    state = ledger.state()
    if state is None or state.head is None:
        return
    root, below = Path(settings.LOG_DIR), Path("log")
    checkpoint = (root / CHECKPOINT).read_bytes()
    yield Item(below / CHECKPOINT, make=lambda: checkpoint, kind=OF_ITS_TIME)
    for path in sorted((root / "tile").rglob("*")):
        if path.is_file():
            yield Item(below / path.relative_to(root), source=path)
    for name in ("log", "log_policy", "verify"):
        address = reverse(name)
        yield Item(file_of(Path(), address), make=_maker(address, origin, 200), kind=OF_ITS_TIME)
    for name in PROVED if not state.waiting else ():
        for words in BY_NAME[f"{name}_canonical"].every():
            for address in (reverse(f"{name}_{part}", kwargs=words) for part in ("receipt", "proof")):
                yield Item(file_of(Path(), address), make=_maker(address, origin, 200), kind=OF_ITS_TIME)
    for number in dict.fromkeys(number for number, _version in _withdrawn_versions() if not state.waiting):
        address = f"{paper_address(number)}receipt.tlog-proof"  # of the withdrawal
        yield Item(Path(address[1:]), make=_maker(address, origin, 200), kind=OF_ITS_TIME)


def _withdrawn_versions() -> Iterator[tuple[str, int]]:
    rows = Version.objects.filter(thing__kind__in=PAPER_KINDS, thing__state=ThingState.WITHDRAWN)
    return rows.order_by("thing_id", "number").values_list("thing__index_number", "number").iterator()


def _lists() -> Iterator[tuple[Path, str]]:
    for kind, name in LISTS.items():
        for words in BY_NAME[kind].every():
            address = reverse(name, kwargs=words)
            yield Path(address[1:]), address


def _public_files():
    rows = PublicFile.objects.filter(version__form__isnull=False, version__thing__state__in=PUBLIC_STATES)
    return rows.order_by("sha256", "name").values("sha256", "name").distinct()


def _withdrawn_files() -> Iterator[str]:
    same = PublicFile.objects.filter(
        sha256=OuterRef("sha256"), name=OuterRef("name"), version__thing__state__in=PUBLIC_STATES
    )
    rows = PublicFile.objects.filter(~Exists(same), version__thing__state=ThingState.WITHDRAWN)
    for row in rows.values("sha256", "name").distinct():
        yield f"/{_file_name(row)}"


def _file_name(row: dict) -> Path:
    return Path("files") / row["sha256"][:16] / row["name"]


def _assets() -> Iterator[Item]:
    root = Path(settings.STATIC_ROOT)
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            yield Item(Path(settings.STATIC_URL.strip("/")) / path.relative_to(root), source=path)
