"""A field of files: each is opened in the cell while the form is looked at, before the deed's transaction begins."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from desbumi.papers import cell, tables
from desbumi.papers.inside import MOST_SIDE
from desbumi.papers.names import cleaned

MOST_FILES, MOST_PAGES = 12, 200


class ScanInput(forms.FileInput):
    """Several files; on a phone the camera offers itself."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__(attrs={"multiple": True, "accept": "image/jpeg,image/png,image/webp,application/pdf"})

    def value_from_datadict(self, _sent: Any, files: Any, name: str) -> Any:
        """All files of this name."""
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name) or []


class ScanField(forms.FileField):
    """Photos of pages, or PDFs: the deed gets them opened (`cell.Opened`), in the order in which they were chosen.

    With `codes`, how the codes on the pages begin, those are read; a PDF that bears some comes apart into its pages. Without
    `codes`, `side` makes a picture one of at most so many pixels a side.
    """

    widget = ScanInput

    def __init__(self, *, codes: str = "", side: int = MOST_SIDE, most: int = MOST_FILES, **kwargs: Any) -> None:
        self.codes, self.side, self.most = codes, side, most
        kwargs.setdefault(
            "help_text", gettext_lazy("Photos (JPG, PNG) of each page, or a PDF; each at most 20 MB. Where and when a photo was taken is not kept.")
        )
        super().__init__(**kwargs)

    def clean(self, value: Any, initial: Any = None) -> Any:  # noqa: ARG002 -- Django gives it
        """The files, opened; every file that is not kept is told with its name."""
        sent = [each for each in (value or []) if isinstance(each, UploadedFile)]
        if not sent:
            if self.required:
                raise ValidationError(self.error_messages["required"])
            return []
        if len(sent) > self.most:
            told = ngettext("At most %(most)s file at once.", "At most %(most)s files at once.", self.most) % {"most": self.most}
            raise ValidationError(f"{told} {_('Send the others afterwards.')}")
        found, problems = [], []
        for each in sent:
            try:
                found += _opened(each, self.codes, self.side)
            except cell.FileRefused as refusal:
                problems.append(str(refusal))
        if len(found) > MOST_PAGES:
            told = _("%(pages)s pages at once are too many; at most %(most)s.") % {"pages": len(found), "most": MOST_PAGES}
            problems.append(f"{told} {_('Send the others afterwards.')}")
        if problems:
            raise ValidationError(problems)
        return found


class TableField(forms.FileField):
    """A spreadsheet or a CSV file: the deed gets it opened (`tables.Table`)."""

    widget = forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt"})

    def clean(self, value: Any, initial: Any = None) -> Any:  # noqa: ARG002 -- Django gives it
        """The table, opened; why it is not read is told with its name."""
        if not isinstance(value, UploadedFile):
            raise ValidationError(self.error_messages["required"])
        try:
            if (value.size or 0) > cell.MOST_BYTES:
                raise tables.TableTooLarge(name=cleaned(str(value.name or "")))
            return tables.opened(_bytes_of(value), str(value.name or ""))
        except cell.FileRefused as refusal:
            raise ValidationError(str(refusal)) from refusal


def _bytes_of(sent: "UploadedFile[Any]") -> bytes:
    """What was sent, unless it is too large."""
    name = str(sent.name or "")
    if getattr(sent, "is_too_much", False):  # its bytes were not kept while it came in
        raise cell.FilesTooMuch(name=cleaned(name))
    if (sent.size or 0) > cell.MOST_BYTES:
        raise cell.FileTooLarge(name=cleaned(name))
    sent.seek(0)
    strange: bytes = sent.read()
    return strange


def _opened(sent: "UploadedFile[Any]", codes: str, side: int) -> list[cell.Opened]:
    strange, name = _bytes_of(sent), str(sent.name or "")
    return cell.opened_pages(strange, name, codes) if codes else [cell.opened(strange, name, side=side)]
