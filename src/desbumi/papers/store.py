"""The sealed file store: `media/aa/<hash of the sealed bytes>`. What has a row is there, whole and synced."""

import os
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from desbumi.book import keys
from desbumi.book.constraints import storage_refusal
from desbumi.book.layout import NONCE, encoded
from desbumi.book.models import Head
from desbumi.papers.models import File
from desbumi.refusals import Refusal

A_DAY = 86_400  # seconds that what has no row may lie: its deed may be under way
BLOB = re.compile(r"[0-9a-f]{64}")


class FileMissing(Refusal):
    """The row is there, its sealed bytes are not."""

    code, status = "papers.missing", 410
    says = _("The file is not in the file store.")
    way_forward = _("Put the folder “media” of the newest backup back. The book knows which file belongs here.")


class FileAltered(Refusal):
    """The sealed bytes are not those that the book knows."""

    code, status = "papers.altered", 409
    says = _("The file in the file store is not the one that was kept; it was altered or damaged.")
    way_forward = _("Put the folder “media” of the newest backup back. The book knows which file belongs here.")


def folder() -> Path:
    """Where sealed files lie."""
    return Path(settings.DESBUMI_HOME) / "media"


def path_of(blob: str) -> Path:
    """Where the sealed bytes with this hash lie."""
    return folder() / blob[:2] / blob


def sealed(plain: bytes, file: UUID, subject: UUID) -> bytes:
    """Nonce ‖ ciphertext and tag under the subject's key, bound to the file, its subject and that key. Raises KeyGone."""
    lock, nonce = keys.of(subject), os.urandom(NONCE)
    return nonce + lock.cipher.encrypt(nonce, plain, _bound_to(file, subject, lock))


def _bound_to(file: UUID, subject: UUID, lock: keys.Lock) -> bytes:
    return b"desbumi-file-1" + encoded((file.hex, subject.hex, lock.commitment))


def put(sealed_bytes: bytes) -> str:
    """Lay sealed bytes down, whole and synced; returns their hash. Raises StorageFull, StorageClosed; then nothing is there."""
    blob = sha256(sealed_bytes).hexdigest()
    where = path_of(blob)
    fresh = where.with_name(f".{blob}.{os.getpid()}")
    try:
        _make(where.parent)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(sealed_bytes)
            file.flush()
            os.fsync(file.fileno())
        os.rename(fresh, where)  # noqa: PTH104 -- beside the other calls of its order
        _sync(where.parent)
    except OSError as problem:
        for each in (fresh, where):
            with suppress(OSError):
                each.unlink(missing_ok=True)
        raise storage_refusal(problem) or problem from problem
    return blob


def _make(where: Path) -> None:
    """A folder that only we may read, itself synced."""
    for each in (folder(), where):
        if not each.exists():
            each.mkdir(mode=0o700, exist_ok=True)
            _sync(each.parent)


def _sync(where: Path) -> None:
    handle = os.open(where, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read(file: File) -> bytes:
    """The bytes of a file as they were kept. Raises FileMissing, FileAltered; KeyGone when it was erased with its subject."""
    if not file.blob:
        raise keys.KeyGone
    subject = file.subject or Head.objects.get(pk=file.book_id).subject
    lock = keys.of(subject)
    try:
        laid = path_of(file.blob).read_bytes()
    except FileNotFoundError:
        raise FileMissing from None
    if sha256(laid).hexdigest() != file.blob:
        raise FileAltered
    try:
        return lock.cipher.decrypt(laid[:NONCE], laid[NONCE:], _bound_to(file.pk, subject, lock))
    except InvalidTag:
        raise FileAltered from None


def missing() -> Iterator[File]:
    """Files whose sealed bytes are not there; looks, opens nothing."""
    for file in File.objects.exclude(blob="").order_by("pk").iterator(chunk_size=2000):
        if not path_of(file.blob).is_file():
            yield file


def sweep() -> int:
    """Take away what has no row and is older than a day: of deeds that failed, and of files that were removed. Returns how many."""
    swept, before = 0, time.time() - A_DAY
    for where in sorted(folder().glob("??")):
        old = [each for each in where.iterdir() if _touched(each) < before]
        named = {each.name for each in old if BLOB.fullmatch(each.name)}
        known = set(File.objects.filter(blob__startswith=where.name).values_list("blob", flat=True))
        gone = [each for each in old if each.name not in named & known]
        for each in gone:
            each.unlink(missing_ok=True)
        if gone:
            _sync(where)
        swept += len(gone)
    return swept


def _touched(path: Path) -> float:
    with suppress(FileNotFoundError):
        return path.lstat().st_mtime
    return time.time()


def forget(subject: UUID) -> int:
    """Take away the files of an erased subject and what their rows tell; returns how many. Once more changes nothing.

    For the deed of erasure alone, which stands in the book: the key is gone, so no entry of theirs can be written.
    """
    rows = File.past_the_book().filter(subject=subject)
    blobs = list(rows.exclude(blob="").values_list("blob", flat=True))
    for blob in blobs:
        path_of(blob).unlink(missing_ok=True)
    for where in sorted({path_of(blob).parent for blob in blobs}):
        if where.exists():
            _sync(where)
    rows.update(name="", blob="", size=0, pages=None, width=None, height=None)
    return len(blobs)
