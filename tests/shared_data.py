"""Real material that lies beside the repository, not in it. Tests that read it skip where it is absent."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def real_plan() -> str:
    """The plan as a city put it on its site, damaged as it is."""
    path = (ROOT / ".." / "shared" / "plan" / "golmud-2016.txt").resolve()
    if not path.exists():
        pytest.skip("shared material absent: plan/golmud-2016.txt")
    return path.read_text(encoding="utf-8")


def shared(*parts: str) -> Path:
    """`shared("conformance", "naughty-strings")` -> its path, or a skip that says what is missing."""
    path = (ROOT / ".." / "shared" / "data").resolve().joinpath(*parts)
    if not path.exists():
        pytest.skip(f"shared material absent: data/{'/'.join(parts)}")
    return path
