"""Files as a clerk would try to publish, made anew from a seed: with planted values that nobody owns, and look-alikes.

`write_files(folder, seed, scenarios)` says what was planted in each. The scenarios were written in four lots; each lot was measured before
the checks were changed for it.
"""

from pathlib import Path
from random import Random

from benchmarks.clerk_files.first import FIRST
from benchmarks.clerk_files.formats import WRITERS, can_hold
from benchmarks.clerk_files.fourth import FOURTH
from benchmarks.clerk_files.people import Maker, Paper
from benchmarks.clerk_files.second import SECOND
from benchmarks.clerk_files.third import THIRD

__all__ = ["FIRST", "FOURTH", "SECOND", "THIRD", "write_files"]


def write_files(folder: Path, seed: int, scenarios=(*FIRST, *SECOND), times: int = 6) -> dict[Path, Paper]:
    """Every scenario `times` times, each time in the next of the formats that can hold it."""
    random = Random(seed)
    written_files = {}
    for number, scenario in enumerate(scenarios):
        for turn in range(times):
            paper = scenario(Maker(random))
            formats = [name for name in WRITERS if can_hold(name, paper)]
            name = formats[(number + turn) % len(formats)]
            path = folder / f"{scenario.__name__}-{turn}.{name.partition('-')[0]}"
            path.write_bytes(WRITERS[name](paper))
            written_files[path] = paper
    return written_files
