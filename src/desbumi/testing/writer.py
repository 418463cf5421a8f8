"""One of several writers of the test: writes a number of deeds into some books and says how many were written.

python -m desbumi.testing.writer 100 35.10.04.2003
"""

import sys
import time

import django

django.setup()

from desbumi.book.actors import System  # noqa: E402 -- Django is set up above
from desbumi.book.writing import writing  # noqa: E402
from desbumi.programme.models import Place  # noqa: E402
from desbumi.territory.models import Territory  # noqa: E402


def main(many: int, code: str) -> None:
    """Write; print the longest wait in milliseconds."""
    territory, place, longest = Territory.objects.get(pk=code), Place.objects.get(village=code), 0.0
    for at in range(many):
        begun = time.perf_counter()
        with writing(territory, by=System(), deed="place.paused") as book:
            book.change(place, set_back_because=f"{time.time_ns()}-{at}")
        longest = max(longest, time.perf_counter() - begun)
    sys.stdout.write(f"{longest * 1000:.0f}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
