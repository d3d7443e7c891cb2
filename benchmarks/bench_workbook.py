"""A 200 MB workbook through `gongkai check`: seconds, and the greatest memory of any of its processes.

python -m benchmarks.bench_workbook [--megabytes 200]
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{OFFICE}"><sheets><sheet name="台账" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}


def write_workbook(path: Path, megabytes: int) -> int:
    """Rows of random figures and words, which pack badly, until the file has that size; how many rows."""
    chance, rows = random.Random(7), 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, text in PARTS.items():
            package.writestr(name, text)
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(HEAD.encode())
            while path.stat().st_size < megabytes * 1024 * 1024:
                sheet.write("".join(_row(chance, rows + each) for each in range(2000)).encode())
                rows += 2000
            sheet.write(b"</sheetData></worksheet>")
    return rows


def _row(chance: random.Random, number: int) -> str:
    words = "".join(chr(0x4E00 + chance.randrange(0x5000)) for _ in range(20))
    figures = "".join(f"<c><v>{chance.random() * 10**6:.2f}</v></c>" for _ in range(6))
    return f'<row r="{number + 1}"><c t="inlineStr"><is><t>{words}</t></is></c>{figures}</row>'


def _family(pid: int) -> list[int]:
    """The process and all that it started."""
    try:
        children = [each for one in Path(f"/proc/{pid}/task").iterdir() for each in _children(one)]
    except OSError:
        return [pid]
    return [pid, *(each for child in children for each in _family(int(child)))]


def _children(task: Path) -> list[str]:
    """Of one thread: each that a thread started is its own."""
    return (task / "children").read_text().split()


def _peak_of(pid: int) -> int:
    """Greatest resident memory so far, in KB; 0 when it has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=200)
    megabytes = parser.parse_args().megabytes
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "台账.xlsx"
        rows = write_workbook(path, megabytes)
        began, peak = time.perf_counter(), 0
        command = [sys.executable, "-m", "gongkai.cli", "check", str(path), "--json"]
        with (
            (Path(folder) / "said.json").open("w+") as said,
            subprocess.Popen(command, stdout=said) as process,
        ):
            while process.poll() is None:
                peak = max(peak, *(_peak_of(pid) for pid in _family(process.pid)))
                time.sleep(0.2)
            said.seek(0)
            unreadable = [row for row in json.loads(said.read() or "[]") if row["kind"] == "unreadable"]
        seconds = time.perf_counter() - began
        told = f"exit {process.returncode}, {len(unreadable)} parts unread"
        print(f"workbook {megabytes} MB, {rows:,} rows: {seconds:.0f} s, peak {peak // 1024} MB ({told})")


if __name__ == "__main__":
    main()
