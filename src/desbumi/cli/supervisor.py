"""What `desbumi up` becomes: one small process that keeps web and worker running, and ends both.

It runs as a file, not as part of the package, and imports the standard library alone: set-up's memory goes, and what
stays weighs as much as bare Python. It is given one JSON document: {"web": [command], "worker": [command],
"says": {"worker_again": sentence, "web_gone": sentence}}.

The web is the house: when it ends, all ends with its code. The worker is told and started again. Each has a process
group of its own, so that nothing it started survives it; on Linux both get SIGTERM when this process is killed.
"""

import contextlib
import ctypes
import json
import os
import select
import signal
import subprocess
import sys
import time

GRACE = 4.0  # seconds between asking and killing; Granian's own, for a worker that still starts, is 3
QUIET = 60.0  # a worker that ran so long has not died of its start: the waiting begins anew
LONGEST = 60.0  # seconds between two starts of a worker, at most
PR_SET_PDEATHSIG = 1
ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

_libc = ctypes.CDLL(None) if sys.platform == "linux" else None  # before the first fork


def _end_with_parent() -> None:
    """In the child: when the supervisor is killed, be told to end. The kernel knows of this on Linux alone."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def start(command: list[str]) -> subprocess.Popen[bytes]:
    """A child in a session of its own: Ctrl-C reaches the supervisor alone, and the group can be ended as a whole."""
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=_end_with_parent)  # noqa: S603,PLW1509 -- our own commands, no threads


def end(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask all to end; after the grace, or at a second Ctrl-C, kill what is left of them, down to the last process of the group."""
    for child in children:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    until = time.monotonic() + GRACE
    while any(child.poll() is None for child in children) and (left := until - time.monotonic()) > 0:
        if set(_woken(left)) & set(ENDS):
            break
    for child in children:
        with contextlib.suppress(ProcessLookupError, PermissionError):  # macOS says the latter of a group that is gone
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def pause(failures: int) -> float:
    """Seconds before the next start of a worker that died so often in a row: 1, 2, 4 … 60."""
    return min(LONGEST, 2.0 ** (failures - 1))


def _woken(seconds: float) -> list[int]:
    """Sleep until a signal comes or the time is over; which signals came."""
    ready, _, _ = select.select([_reads], [], [], max(0.0, seconds))
    return list(os.read(_reads, 64)) if ready else []


def tell(sentence: str) -> None:
    """A line for whoever started it; a terminal that is gone does not stop the serving."""
    with contextlib.suppress(OSError):
        sys.stderr.write(sentence + "\n")
        sys.stderr.flush()


def serve(web_command: list[str], worker_command: list[str], says: dict[str, str]) -> int:
    """Run both until someone ends it (0) or the web does (its code)."""
    web, worker = start(web_command), start(worker_command)
    failures, began, again_at = 0, time.monotonic(), float("inf")
    while True:
        came = _woken(again_at - time.monotonic() if again_at != float("inf") else LONGEST)
        if set(came) & set(ENDS):
            end([web, worker])
            return 0
        if (code := web.poll()) is not None:
            tell(says["web_gone"] % {"code": code})
            end([web, worker])
            return code if code >= 0 else 128 - code
        if worker.poll() is not None and again_at == float("inf"):
            end([worker])  # whatever it left behind
            failures = 1 if time.monotonic() - began > QUIET else failures + 1
            again_at = time.monotonic() + pause(failures)
            tell(says["worker_again"] % {"code": worker.returncode, "seconds": round(pause(failures))})
        elif time.monotonic() >= again_at:
            worker, began, again_at = start(worker_command), time.monotonic(), float("inf")


if __name__ == "__main__":
    _reads, _writes = os.pipe()
    os.set_blocking(_writes, False)
    signal.set_wakeup_fd(_writes)
    for each in (*ENDS, signal.SIGCHLD):
        signal.signal(each, lambda *_: None)
    told = json.loads(sys.argv[1])
    sys.exit(serve(told["web"], told["worker"], told["says"]))
