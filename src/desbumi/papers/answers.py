"""How a kept file leaves the house: as something to save, never as a page of ours."""

from urllib.parse import quote

from django.http import HttpResponse

from desbumi.pages.asking import Response, private
from desbumi.papers import store
from desbumi.papers.models import File


def download(file: File) -> Response:
    """A kept file. Raises FileMissing, FileAltered, KeyGone."""
    return attachment(store.read(file), file.kind, file.name)


def attachment(content: bytes, kind: str, name: str) -> Response:
    """Bytes to save under a name, which no cache keeps and no browser runs."""
    response = private(HttpResponse(content, content_type=kind))
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response
