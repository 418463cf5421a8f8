"""The program as it is: `desbumi up` on a demo of its own, and a browser that looks over its shoulder."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

ROOT = Path(__file__).parents[2]
DESBUMI = [sys.executable, "-m", "desbumi.cli"]
NARROW, WIDE = {"width": 360, "height": 780}, {"width": 1280, "height": 800}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run"]


def pytest_collection_modifyitems(items):
    """All jobs share one running program, so they run on one worker."""
    for item in items:
        if "jobs" in str(item.path):
            item.add_marker(pytest.mark.job)
            item.add_marker(pytest.mark.xdist_group("jobs"))


expect.set_options(timeout=15_000)  # other tests run beside the jobs


class Running:
    """A running program: its address, its home, and what it prints."""

    def __init__(self, home: Path) -> None:
        self.home, self.used = home, set()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.env = {key: value for key, value in os.environ.items() if not key.startswith(("DESBUMI", "DATABASE", "DJANGO", "PYTEST"))} | {
            "DESBUMI_HOME": str(home)
        }

    def start(self) -> None:
        self.log = (self.home / "log").open("w")
        self.process = subprocess.Popen([*DESBUMI, "up", "--port", str(self.port)], env=self.env, stdout=self.log, stderr=self.log)
        for _ in range(720):  # a first set-up beside other tests takes its time
            try:
                urllib.request.urlopen(f"{self.address}/sign-in/", timeout=2).read()
            except OSError:
                time.sleep(0.25)
            else:
                return
        raise RuntimeError((self.home / "log").read_text())

    def stop(self) -> float:
        """Stop it as Ctrl-C does; returns how many seconds it took."""
        begun = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=15)
        self.log.close()
        return time.monotonic() - begun

    def later(self, days: int) -> None:
        """The same installation so many days later: stopped, and started with a clock that has moved on."""
        self.stop()
        self.env |= {"PYTHONPATH": str(ROOT / "tests/jobs/later"), "JOBS_DAYS_LATER": str(days)}
        self.start()

    def command(self, *arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run([*DESBUMI, *arguments], env=self.env, capture_output=True, text=True, check=False)

    def program(self, module: str) -> str:
        """What a program of ours says that works in this installation beside the running one."""
        done = subprocess.run([sys.executable, "-m", module], env=self.env, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def people(self) -> dict:
        return {person["name"]: person for person in json.loads((self.home / "demo.json").read_text())}


@pytest.fixture(scope="session", params=[NARROW, WIDE], ids=["360", "1280"])
def size(request):
    """The screen: a phone, then a laptop; each job runs on both, on an installation of its own."""
    return request.param


@pytest.fixture(scope="session")
def running(size, tmp_path_factory):
    program = Running(tmp_path_factory.mktemp(f"installation-{size['width']}"))
    program.start()
    yield program
    program.stop()


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("DESBUMI_CHROMIUM") or None, args=FLAGS)
        yield browser
        browser.close()


class Person:
    """Someone before a screen: signs in as people do, and whatever the browser complains of fails the test."""

    def __init__(self, chromium, running, size, **kwargs) -> None:
        self.running, self.complaints = running, []
        self.context = chromium.new_context(viewport=size, base_url=running.address, locale="id-ID", **kwargs)
        self.context.set_default_timeout(20_000)
        self.page: Page = self.context.new_page()
        self.page.on("console", self.listen)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def listen(self, message) -> None:
        """Keep what the browser complains of; that an absent page is absent is no complaint."""
        if message.type in ("error", "warning") and "status of 404" not in message.text:
            self.complaints.append(message.text)

    def sign_in(self, name: str, look=lambda page: None) -> Page:
        """By the accounts and the code of the moment that the sign-in page of a demo shows; `look` sees the second step."""
        page = self.page
        page.goto("/sign-in/")
        row = page.locator(".demo-people tbody tr", has=page.get_by_role("rowheader", name=name, exact=True))
        password = page.locator(".demo-people code").inner_text()
        page.get_by_label("Nama pengguna atau surel").fill(name)
        page.get_by_label("Kata sandi", exact=True).fill(password)
        needs_code = re.fullmatch(r"\d{6}", row.locator("td").last.inner_text())
        page.get_by_role("button", name="Masuk", exact=True).click()
        if needs_code:
            expect(page.get_by_role("heading", level=1)).to_have_text("Langkah kedua")
            look(page)
            shown = page.locator(".demo-people .facts div", has=page.get_by_text(name, exact=True)).locator("dd")
            while (name, shown.inner_text()) in self.running.used:  # a code opens once
                page.wait_for_timeout(500)
                page.reload()
            self.running.used.add((name, shown.inner_text()))
            page.get_by_label("Kode").fill(shown.inner_text())
            page.get_by_role("button", name="Masuk", exact=True).click()
        expect(page.get_by_role("button", name="Masuk", exact=True)).to_have_count(0)
        return page


@pytest.fixture
def person(chromium, running, size):
    made = []

    def make(**kwargs) -> Person:
        made.append(Person(chromium, running, size, **kwargs))
        return made[-1]

    yield make
    for each in made:
        each.context.close()
        assert each.complaints == []
