"""A process of its own that restores into the DESBUMI_HOME it was given and prints what came back: for the drill."""

import sys
from pathlib import Path

from desbumi.cli.frame import bar, say, tell
from desbumi.refusals import Refusal


def main(found: Path, keys_in: Path) -> int:
    """Restore without declaring anything; a Refusal is one line and exit code 1."""
    from desbumi.cli.backups import restoring

    try:
        tell(restoring.summary(restoring.restore(found, keys_in, declared=None, bar=bar)))
    except Refusal as refusal:
        say("✗", str(refusal))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
