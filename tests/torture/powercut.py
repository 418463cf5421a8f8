"""Power cuts by write trace: what a program wrote and synced, cut at any moment, put together as a disk might have kept it.

`strace` records every write, sync, truncation, birth and renaming of files. A cut keeps what was synced; of what was
not, 40 % is kept, 20 % torn at a sector, 40 % dropped, each write for itself. A new file or name counts only once its
folder was synced.
"""

import os
import random
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
CALLS = "pwrite64,write,fsync,fdatasync,ftruncate,openat,rename,renameat,renameat2,link,linkat,unlink,unlinkat"
LINE = re.compile(r"^\d+\s+(\w+)\((.*)\)\s+=\s+(\d+)(?:<.*>)?$")
FD = re.compile(r"^(\d+)<([^>]*)>")
TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


@dataclass(frozen=True)
class Event:
    """One call, as far as it matters: write, sync, truncate, born, named, gone, told."""

    kind: str
    path: str = ""
    offset: int = 0
    content: bytes = b""
    to: str = ""


def trace(home, *arguments, **surroundings):
    """Run a module under strace; returns its events below `home`, in order."""
    kept = Path(home).with_suffix(".trace")
    done = subprocess.run(
        ["strace", "-f", "-y", "-xx", "-s", "2000000", "-e", f"trace={CALLS}", "-o", kept, sys.executable, "-m", *arguments],
        env={**os.environ, "DESBUMI_HOME": str(home), **surroundings}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    with kept.open() as lines:
        found = [event for line in lines if (event := _read(line, str(home)))]
    kept.unlink()
    return found


def _plain(escaped):
    return bytes.fromhex(escaped.replace("\\x", ""))


def _path(text):
    """A path as `-y` or an argument shows it, escaped or not."""
    return _plain(text).decode() if text.startswith("\\x") else text


def _read(line, home):
    """One line of the trace as an event; None when it does not matter."""
    found = LINE.match(line.rstrip())
    if not found:
        return None
    call, arguments, result = found[1], found[2], int(found[3])
    texts = [_plain(text) for text in TEXT.findall(arguments)]
    first = FD.match(arguments)
    if call == "write" and first and first[1] == "1":
        return Event("told", content=texts[0])
    event = _of_a_name(call, arguments, texts) or (_of_a_file(call, arguments, texts, _path(first[2]), result) if first else None)
    return event if event and event.path.startswith(home) and not event.path.endswith("-shm") else None


def _of_a_name(call, arguments, texts):
    """Births, names and removals."""
    if call == "openat":
        return Event("born", _within(arguments, texts), offset=int("O_TRUNC" in arguments)) if "O_CREAT" in arguments else Event("read")
    if call.startswith(("rename", "link")):
        return Event("named", texts[0].decode(), to=texts[1].decode())
    return Event("gone", _within(arguments, texts)) if call.startswith("unlink") else None


def _of_a_file(call, arguments, texts, path, result):
    """Writes, truncations and syncs of an open file."""
    if call == "pwrite64":
        return Event("write", path, int(arguments.rsplit(",", 1)[1]), texts[0][:result])
    if call == "write":
        return Event("append", path, content=texts[0][:result])
    return Event("truncate", path, int(arguments.rsplit(",", 1)[1])) if call == "ftruncate" else Event("sync", path)


def _within(arguments, texts):
    """The path that a call with a folder and a name means."""
    name = texts[0].decode()
    if name.startswith("/"):
        return name
    folder = re.match(r"^(?:AT_FDCWD|\d+)<([^>]*)>", arguments)
    return f"{_path(folder[1])}/{name}" if folder else name


@dataclass
class Disk:
    """Files as they are known to be kept, and what waits to be synced."""

    durable: dict = field(default_factory=dict)
    waiting: dict = field(default_factory=dict)
    unsure: list = field(default_factory=list)  # births and names of folders not yet synced

    def size(self, path):
        """Length of a file as its program sees it."""
        length = len(self.durable.get(path, b""))
        for event in self.waiting.get(path, []):
            length = event.offset if event.kind == "truncate" else max(length, event.offset + len(event.content))
        return length

    def take(self, event):
        """One event, in order."""
        path = event.path
        if event.kind == "append":
            event = Event("write", path, self.size(path), event.content)
        if event.kind in ("write", "truncate"):
            self.waiting.setdefault(path, []).append(event)
        elif event.kind == "sync":
            if path in self.durable or path in self.waiting or any(each.path == path for each in self.unsure):
                for each in self.waiting.pop(path, []):
                    self.durable[path] = put(self.durable.get(path, b""), each)
                self.durable.setdefault(path, b"")
            self._sync_folder(path)
        elif event.kind == "born":
            if path not in self.durable:
                self.unsure.append(event)
                self.durable[path] = b""
            elif event.offset:
                self.waiting.setdefault(path, []).append(Event("truncate", path, 0))
        elif event.kind in ("named", "gone"):
            self.unsure.append(event)

    def _sync_folder(self, folder):
        for event in [each for each in self.unsure if str(Path(each.to or each.path).parent) == folder]:
            self.unsure.remove(event)
            name(self.durable, event)
            if event.kind == "named":
                self.waiting[event.to] = self.waiting.pop(event.path, [])

    def cut(self, dice):
        """What the disk holds after the power went: path → bytes."""
        kept = dict(self.durable)
        for path, events in self.waiting.items():
            for event in events:
                fate = dice.random()
                if fate < 0.4:
                    kept[path] = put(kept.get(path, b""), event)
                elif fate < 0.6 and event.kind == "write" and len(event.content) > SECTOR:
                    torn = SECTOR * dice.randrange(1, (len(event.content) + SECTOR - 1) // SECTOR)
                    kept[path] = put(kept.get(path, b""), Event("write", path, event.offset, event.content[:torn]))
        for event in self.unsure:
            if event.kind == "born":
                if dice.random() < 0.5:
                    kept.pop(event.path, None)
            elif dice.random() < 0.5:
                name(kept, event)
        return kept


def put(stored, event):
    """A file's bytes after one write or truncation."""
    if event.kind == "truncate":
        return stored[: event.offset].ljust(event.offset, b"\0")
    return stored[: event.offset].ljust(event.offset, b"\0") + event.content + stored[event.offset + len(event.content) :]


def name(files, event):
    """Files after one renaming or removal."""
    if event.kind == "named" and event.path in files:
        files[event.to] = files.pop(event.path)
    elif event.kind == "gone":
        files.pop(event.path, None)


def before(home):
    """The disk before the traced program: all files, synced."""
    return Disk({str(path): path.read_bytes() for path in Path(home).rglob("*") if path.is_file() and not path.name.endswith("-shm")})


def cuts(home, events, many, seed):
    """Yield (told, files) for `many` cuts at random moments: what was acknowledged before, and what the disk holds after."""
    dice = random.Random(seed)
    moments = sorted(dice.randrange(1, len(events) + 1) for _ in range(many))
    disk, told, at = before(home), [], 0
    for moment in moments:
        while at < moment:
            if events[at].kind == "told":
                told.append(events[at].content.decode().strip())
            else:
                disk.take(events[at])
            at += 1
        yield list(told), disk.cut(dice)
