"""The demo city as it is written down: units, columns and papers, one TOML file each."""

import tomllib
from importlib.resources import files

HERE = files("gongkai.demo")


def read_units() -> list[dict]:
    return _read(HERE / "units.toml")["unit"]


def read_columns() -> list[dict]:
    return _read(HERE / "columns.toml")["column"]


def read_papers() -> dict[str, dict]:
    """Papers by the stem of their file name; the number before it is the order of loading."""
    found = sorted(HERE.joinpath("papers").iterdir(), key=lambda path: path.name)
    return {path.name.removesuffix(".toml"): _read(path) for path in found if path.name.endswith(".toml")}


def _read(path) -> dict:
    return tomllib.loads(path.read_text(encoding="utf-8"))
