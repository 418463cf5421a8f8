"""The heavy faults: `make torture`. Prints a table, writes JSON beside the results of `make bench`.

python tools/run_torture.py [part of a name …]
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "bench/results"


def main(parts: list[str]) -> int:
    """Run what is marked as torture, one after another; 0 when all held."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "told"
        told.touch()
        wanted = ["-k", " ".join(parts)] if parts else []
        begun = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-m", "torture", "-v", "--durations=0", *wanted],
            cwd=ROOT, env={**os.environ, "DESBUMI_TORTURE": str(told)}, check=False,
        )  # fmt: skip
        figures = [json.loads(line) for line in told.read_text().splitlines()]
    for each in figures:
        print(f"{each['test']:70} " + ", ".join(f"{name} {value}" for name, value in each.items() if name != "test"))
    kept = RESULTS / f"torture-{time.strftime('%Y-%m-%d-%H%M')}.json"
    kept.write_text(json.dumps({"seconds": round(time.monotonic() - begun), "held": done.returncode == 0, "figures": figures}, indent=2) + "\n")
    print(f"{kept.relative_to(ROOT)}: {'all held' if done.returncode == 0 else 'NOT ALL HELD'}")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
