"""Take the pictures of the docs anew, from a demo of its own in a real browser: `make pictures`."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs/pictures"
sys.path.insert(0, str(ROOT))

from playwright.sync_api import sync_playwright  # noqa: E402 -- needs the path above

from tests.jobs.conftest import FLAGS, WIDE, Person, Running  # noqa: E402


def main() -> None:
    """The board with some steps taken, two entries side by side, a workshop, and a neighbour found on a phone, as README and docs show them."""
    program = Running(Path(tempfile.mkdtemp(prefix="desbumi-pictures-")))
    program.start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=os.environ.get("DESBUMI_CHROMIUM") or shutil.which("chromium"), args=FLAGS)
            page = Person(browser, program, WIDE).sign_in("lilik")
            page.goto("/desk/villages/35.10.04.2003/")
            for step in ("Penjajakan desa", "Undangan ke lokakarya", "Desa ikut lokakarya", "Kesepahaman ditandatangani"):
                page.get_by_role("link", name=f"Sudah {step}").click()
                page.get_by_role("button", name="Sudah: catat").click()
            page.goto("/programme/board/")
            page.screenshot(path=PICTURES / "board.png", clip={"x": 0, "y": 0, "width": 1280, "height": 1100}, full_page=True)
            page.goto("/people/pairs/")
            page.locator("main a.name").first.click()
            page.screenshot(path=PICTURES / "pair.png", clip={"x": 0, "y": 0, "width": 1280, "height": 1400}, full_page=True)
            _team, _meeting, event, *_others = program.program("tests.jobs.eventful").split()
            page.goto(event)
            page.screenshot(path=PICTURES / "event.png", clip={"x": 0, "y": 0, "width": 1280, "height": 1400}, full_page=True)
            phone = Person(browser, program, {"width": 360, "height": 780}).sign_in("sriwati")
            phone.goto("/people/persons/")
            phone.get_by_role("searchbox").press_sequentially("mak yah slamet", delay=5)
            phone.get_by_text("1 orang").wait_for()
            phone.screenshot(path=PICTURES / "finding.png")
            browser.close()
    finally:
        program.stop()
        shutil.rmtree(program.home, ignore_errors=True)


if __name__ == "__main__":
    main()
