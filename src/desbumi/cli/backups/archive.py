"""The file of a backup: a plain header without names, then one encrypted stream whose end is sealed too.

Magic, length (32 bits, big-endian) and JSON of the header, the stream's key sealed to the installation's public key
(X25519), then frames of XChaCha20-Poly1305 (secretstream), each after its length; the last bears the final tag, so a
file that was cut is told from a whole one. Within the stream lies a tar. A frame that shrinks is deflated.
"""

import json
import struct
import zlib
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, Self

from django.utils.translation import gettext_lazy as _
from nacl import bindings
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.utils import random

from desbumi.refusals import Refusal

MAGIC = b"desbumi-backup-1\n"
CHUNK = 1 << 20
KEY, SEALED = bindings.crypto_secretstream_xchacha20poly1305_KEYBYTES, bindings.crypto_secretstream_xchacha20poly1305_KEYBYTES + 48
OPENING = bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES
MESSAGE, FINAL = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE, bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL
MOST_HEADER = 1 << 16
RAW, DEFLATED = b"\0", b"\1"
UNDER_WAY = 4  # chunks that are deflated while one is written


class NoBackup(Refusal):
    """What was given is no backup of ours."""

    code, status = "backup.none", 422
    says = _("%(where)s is not a backup of Desbumi.")
    way_forward = _("Name a file that ends in .backup, or the folder in which “desbumi backup” put it.")


class BackupCut(Refusal):
    """The file ends before the backup does, or a byte of it is not as it was written."""

    code, status = "backup.damaged", 422
    says = _("The backup %(where)s is not whole: it was cut, or a byte of it is not as it was written.")
    way_forward = _("Take an older one, or copy it once more from where it lies.")


class OtherKeys(Refusal):
    """The backup was sealed for the keys of another installation."""

    code, status = "backup.other_keys", 409
    says = _("The backup is of installation %(backup)s, the keys are of installation %(keys)s.")
    way_forward = _("Name the folder with the keys of the same installation: --keys FOLDER")


def installation_of(public: bytes) -> str:
    """The short id of an installation: the beginning of the hash of its public key."""
    return sha256(b"desbumi-installation-1" + public).hexdigest()[:8]


def _deflated(chunk: bytes) -> bytes:
    """A chunk as it goes into a frame. Ciphertext does not shrink, and a look at its beginning tells."""
    if len(zlib.compress(chunk[:4096], 1)) > 4000:
        return RAW + chunk
    return DEFLATED + zlib.compress(chunk, 1)


class Writer:
    """Writes the stream; `close` seals its end. `digest` is the hash of the whole file."""

    def __init__(self, file: BinaryIO, header: dict[str, Any], public: bytes) -> None:
        self.file, self.hash, self.size = file, sha256(), 0
        key, self.state = random(KEY), bindings.crypto_secretstream_xchacha20poly1305_state()
        told = json.dumps(header, sort_keys=True).encode()
        self.known = sha256(told).digest()
        opening = bindings.crypto_secretstream_xchacha20poly1305_init_push(self.state, key)
        self._put(MAGIC + struct.pack(">I", len(told)) + told + SealedBox(PublicKey(public)).encrypt(key) + opening)
        self.pool, self.waiting = ThreadPoolExecutor(2), deque[Future[bytes]]()

    def write(self, chunk: bytes) -> int:
        """Take a chunk; it is deflated beside and written in its turn."""
        self.waiting.append(self.pool.submit(_deflated, bytes(chunk)))
        if len(self.waiting) > UNDER_WAY:
            self._frame(self.waiting.popleft().result(), MESSAGE)
        return len(chunk)

    def close(self) -> str:
        """Write what waits and the end; returns the hash of the file."""
        while self.waiting:
            self._frame(self.waiting.popleft().result(), MESSAGE)
        self._frame(RAW, FINAL)
        self.pool.shutdown()
        return self.hash.hexdigest()

    def _frame(self, plain: bytes, tag: int) -> None:
        sealed = bindings.crypto_secretstream_xchacha20poly1305_push(self.state, plain, self.known, tag)
        self._put(struct.pack(">I", len(sealed)) + sealed)

    def _put(self, raw: bytes) -> None:
        self.file.write(raw)
        self.hash.update(raw)
        self.size += len(raw)


def header_of(path: Path) -> dict[str, Any]:
    """The plain header of a backup. Raises NoBackup."""
    with path.open("rb") as file:
        return _header(file, path)[0]


def _header(file: BinaryIO, path: Path) -> tuple[dict[str, Any], bytes]:
    start = file.read(len(MAGIC) + 4)
    size = struct.unpack(">I", start[-4:])[0] if len(start) == len(MAGIC) + 4 and start.startswith(MAGIC) else MOST_HEADER + 1
    told = file.read(size) if size <= MOST_HEADER else b""
    try:
        header = json.loads(told)
    except ValueError:
        header = None
    if not isinstance(header, dict):
        raise NoBackup(where=path.name)
    return header, told


class Reader:
    """Reads the stream as a file. Raises NoBackup, OtherKeys, BackupCut."""

    def __init__(self, path: Path, private: bytes) -> None:
        self.path, self.file, self.rest, self.is_over = path, path.open("rb"), b"", False
        self.state = bindings.crypto_secretstream_xchacha20poly1305_state()
        try:
            self.header, self.known = self._opened(PrivateKey(private))
        except BaseException:
            self.file.close()
            raise

    def _opened(self, own: PrivateKey) -> tuple[dict[str, Any], bytes]:
        header, told = _header(self.file, self.path)
        sealed, opening = self.file.read(SEALED), self.file.read(OPENING)
        if len(opening) < OPENING:
            raise BackupCut(where=self.path.name)
        ours = installation_of(bytes(own.public_key))
        if header.get("installation") != ours:
            raise OtherKeys(backup=header.get("installation"), keys=ours)
        try:
            bindings.crypto_secretstream_xchacha20poly1305_init_pull(self.state, opening, SealedBox(own).decrypt(sealed))
        except CryptoError:
            raise BackupCut(where=self.path.name) from None
        return header, sha256(told).digest()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_problem: object) -> None:
        self.file.close()

    def read(self, size: int) -> bytes:
        """The next bytes; fewer only at the sealed end."""
        parts, wanted = [self.rest], size - len(self.rest)
        while wanted > 0 and not self.is_over:
            parts.append(self._next())
            wanted -= len(parts[-1])
        found = b"".join(parts)
        self.rest = found[size:]
        return found[:size]

    def to_the_end(self) -> None:
        """Read on to the sealed end, and see that nothing follows."""
        while not self.is_over:
            self._next()
        if self.file.read(1):
            raise BackupCut(where=self.path.name)

    def _next(self) -> bytes:
        length = self.file.read(4)
        sealed = self.file.read(min(struct.unpack(">I", length)[0], 2 * CHUNK)) if len(length) == 4 else b""
        try:
            plain, tag = bindings.crypto_secretstream_xchacha20poly1305_pull(self.state, sealed, self.known)
            self.is_over = tag == FINAL
            return plain[1:] if plain[:1] == RAW else zlib.decompress(plain[1:])
        except (CryptoError, ValueError, zlib.error):
            raise BackupCut(where=self.path.name) from None
