"""The program over HTTPS of its own, as it is served: trusted by the root of its trial, deaf to what a stranger claims, gone when stopped."""

import http.client
import os
import signal
import ssl
import subprocess
import time
from contextlib import suppress

import pytest

from tests.jobs.conftest import DESBUMI, NARROW, Running

pytestmark = pytest.mark.parametrize("size", [NARROW], indirect=True, ids=["360"])


class Served(Running):
    """The installation of the jobs, served a second time under a name."""

    def start(self):
        self.log = (self.home / "log-https").open("w")
        self.process = subprocess.Popen([*DESBUMI, "up", "--host", "localhost", "--port", str(self.port)], env=self.env, stdout=self.log, stderr=self.log)
        for _ in range(240):
            with suppress(OSError):
                self.get("/sign-in/")
                return
            time.sleep(0.1)
        raise RuntimeError((self.home / "log-https").read_text())

    def get(self, path, server="localhost", **headers):
        """A page over TLS that is verified by the root of the trial."""
        trusting = ssl.create_default_context(cafile=self.home / "authority/root.pem")
        connection = http.client.HTTPSConnection(server, self.port, context=trusting, timeout=5)
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer

    def processes(self):
        told = subprocess.run(["pgrep", "-f", f"port {self.port}"], capture_output=True, text=True, check=False)
        return [int(pid) for pid in told.stdout.split()]


@pytest.fixture(scope="module")
def served(running):
    program = Served(running.home)
    program.start()
    yield program
    if program.process.poll() is None:
        program.stop()
    program.log.close()


def test_pages_come_over_https_with_cookies_for_it_alone(served):
    page = served.get("/sign-in/")

    assert page.status == 200
    assert page.version in (10, 11)
    assert "Secure" in page.getheader("Set-Cookie")
    assert page.getheader("Strict-Transport-Security") is None
    assert f"https://localhost:{served.port}" in (served.home / "log-https").read_text()


def test_under_another_name_nothing_is_served(served):
    assert served.get("/sign-in/", Host="evil.example").status == 400
    with pytest.raises(ssl.SSLCertVerificationError):
        served.get("/sign-in/", server="127.0.0.1")


def test_what_a_stranger_claims_to_be_forwarded_changes_nothing(served):
    assert served.get("/sign-in/", X_Forwarded_Proto="http").status == 200
    assert served.get("/sign-in/", X_Forwarded_Host="evil.example").status == 200


def test_tls_of_two_versions_is_spoken_and_nothing_in_the_clear(served):
    trusting = ssl.create_default_context(cafile=served.home / "authority/root.pem")
    trusting.maximum_version = ssl.TLSVersion.TLSv1_2
    connection = http.client.HTTPSConnection("localhost", served.port, context=trusting, timeout=5)
    connection.request("GET", "/sign-in/")
    assert connection.getresponse().status == 200
    connection.close()

    plain = http.client.HTTPConnection("localhost", served.port, timeout=5)
    plain.request("GET", "/sign-in/")
    with pytest.raises((http.client.HTTPException, OSError)):
        plain.getresponse()
    plain.close()


def test_no_process_outlives_the_program_when_it_is_killed(served):
    assert len(served.processes()) >= 2
    began = time.monotonic()

    os.kill(served.process.pid, signal.SIGKILL)
    served.process.wait()

    while served.processes() and time.monotonic() - began < 10:
        time.sleep(0.1)
    assert served.processes() == []
