"""What `make check` looks at; prints one line a check, and what is wrong.

python tools/run_checks.py --counts F   also writes {"passed": …, "failed": …} to F
"""

import json
import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
CHECKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("style", ("ruff", "check", "--quiet", ".")),
    ("formatting", ("ruff", "format", "--check", "--quiet", ".")),
    ("types", ("mypy",)),
    ("imports", ("lint-imports",)),
    ("templates", ("djlint", "src", "--lint", "--quiet")),
    ("migrations", ("python", "-m", "django", "makemigrations", "--check", "--dry-run")),
    ("Django", ("python", "-m", "django", "check", "--fail-level", "WARNING")),
    ("Django over HTTPS", ("python", "-m", "django", "check", "--deploy", "--fail-level", "WARNING")),
)


def main() -> int:
    """Run every check; 0 when all hold."""
    failed = 0
    with tempfile.TemporaryDirectory() as home:
        (Path(home) / "keys").mkdir()
        (Path(home) / "static").mkdir()
        (Path(home) / "secret").write_text(secrets.token_urlsafe(48))
        surroundings = {**os.environ, "DJANGO_SETTINGS_MODULE": "desbumi.settings", "DESBUMI_HOME": home, "DATABASE_URL": f"sqlite:///{home}/check.sqlite3"}
        for name, (program, *arguments) in CHECKS:
            https = {"DESBUMI_HTTPS": "1"} if "--deploy" in arguments else {}
            told = subprocess.run([BIN / program, *arguments], cwd=ROOT, env=surroundings | https, capture_output=True, text=True, check=False)
            print(f"{'✓' if told.returncode == 0 else '✗'} {name}", flush=True)
            if told.returncode != 0:
                failed += 1
                print(told.stdout + told.stderr, flush=True)
    if "--counts" in sys.argv:
        Path(sys.argv[sys.argv.index("--counts") + 1]).write_text(json.dumps({"passed": len(CHECKS) - failed, "failed": failed}))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
