"""Files on their way in: in memory alone, never on the disk as they are, and no more of them than can be used."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

MOST_BYTES, MOST_AT_ONCE = 20 * 1024**2, 60 * 1024**2  # of one file; of all that a form sends


class Sent(InMemoryUploadedFile):
    """A file that came in: whether its bytes were kept, and if not, whether all together were too much."""

    is_kept, is_too_much = True, False


class InMemory(FileUploadHandler):
    """Keeps a file in memory; of one that is too large it keeps how large it is and nothing else, so that words can say so."""

    chunk_size = 2**18

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.kept_count = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin with nothing."""
        super().new_file(*args, **kwargs)
        self.content: BytesIO | None = BytesIO()
        self.is_too_much = False

    def receive_data_chunk(self, piece: bytes, start: int) -> None:
        """One piece; what is beyond the limit is let go."""
        if self.content is None:
            return
        self.kept_count += len(piece)
        self.is_too_much = self.kept_count > MOST_AT_ONCE
        if start + len(piece) > MOST_BYTES or self.is_too_much:
            self.kept_count -= start + len(piece)
            self.content = None
        else:
            self.content.write(piece)

    def file_complete(self, file_size: int) -> "Sent":
        """The file, or only its size; `is_too_much`: it is one too many for all together."""
        content = self.content or BytesIO()
        content.seek(0)
        made = Sent(content, self.field_name, self.file_name, self.content_type, file_size, self.charset, self.content_type_extra)
        made.is_kept, made.is_too_much = self.content is not None, self.is_too_much
        return made
