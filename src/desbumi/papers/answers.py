"""How a kept file leaves the house: as something to save, never as a page of ours."""

from urllib.parse import quote

from django.http import HttpResponse

from desbumi.papers import store
from desbumi.papers.models import File


def download(file: File) -> HttpResponse:
    """The file as an attachment that no cache keeps and no browser runs. Raises FileMissing, FileAltered, KeyGone."""
    response = HttpResponse(store.read(file), content_type=file.kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name)}"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
