"""The demo city as it is written down: units, columns and papers, one TOML file each."""

import tomllib
from importlib.resources import files

from gongkai.demo.annual_reports import report_tables

HERE = files("gongkai.demo")
PAPERS = HERE / "papers"


def read_units() -> list[dict]:
    return _read(HERE / "units.toml")["unit"]


def read_columns() -> list[dict]:
    return _read(HERE / "columns.toml")["column"]


def read_papers() -> dict[str, dict]:
    """Papers by the stem of their file name, the earliest written first."""
    names = sorted(path.name for path in PAPERS.iterdir() if path.name.endswith(".toml"))
    papers = {name.removesuffix(".toml"): _read_paper(PAPERS / name) for name in names}
    return dict(sorted(papers.items(), key=lambda pair: pair[1]["written_on"]))


def _read_paper(path) -> dict:
    """An annual report declares `[figures]`; its body names the tables that are made of them."""
    paper = _read(path)
    if "figures" in paper:
        tables = report_tables(paper["figures"])
        paper["body"] = [
            {"html": tables[block["table"]]} if "table" in block else block for block in paper["body"]
        ]
    return paper


def read_plan_text() -> str:
    return (HERE / "plan.txt").read_text(encoding="utf-8")


def _read(path) -> dict:
    return tomllib.loads(path.read_text(encoding="utf-8"))
