"""Renew the territory register from the npm package idn-area-data (code MIT, data ODbL).

    python tools/renew_register.py 3.1.2

needs npm, writes src/desbumi/territory/data/register.tsv.xz: a first line with the edition, then one line a
place, code TAB official name, in order of code. Levels and parents follow from the code. docs/decisions/0004 says why 3.1.2.
"""

import csv
import lzma
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

TARGET = Path(__file__).parents[1] / "src/desbumi/territory/data/register.tsv.xz"
KEPT, SMALL = {"DKI", "DI"}, {"DAN": "dan"}
FILES = ("provinces.csv", "regencies.csv", "districts.csv", "villages.csv")


def cased(name: str) -> str:
    """A name as it is written in running text: editions before 4 have provinces and regencies in capitals."""
    words = name.split()
    if not name.isupper():
        return " ".join(words)
    return " ".join(word if word in KEPT else SMALL.get(word, word.title()) for word in words)


def main(version: str) -> None:
    """Fetch the package, keep code and name of every level, write the compact file."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", f"idn-area-data@{version}"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as package:
            package.extractall(folder, filter="data")
        rows = {"00": "Indonesia"}
        for name in FILES:
            with (Path(folder) / "package/data" / name).open(encoding="utf-8", newline="") as file:
                rows |= {row["code"]: (cased(row["name"]) if name in FILES[:2] else " ".join(row["name"].split())) for row in csv.DictReader(file)}
    lines = [f"idn-area-data {version}", *(f"{code}\t{rows[code]}" for code in sorted(rows))]
    TARGET.write_bytes(lzma.compress("\n".join(lines).encode(), preset=9 | lzma.PRESET_EXTREME))
    print(f"{len(rows)} places, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "3.1.2")
