"""The head of letters: whose it is, and how it is printed."""

from base64 import b64encode
from typing import Any

from desbumi.papers import store
from desbumi.programme.models import Event, Letterhead, Organisation
from desbumi.territory.models import Territory


def whose(event: Event) -> tuple[Territory, Organisation | None]:
    """Whose letters an event's are: of the organisation that holds it, in its territory; of the territory, when none does."""
    return (event.organiser.territory, event.organiser) if event.organiser else (event.territory, None)


def letterhead_of(event: Event) -> Letterhead | None:
    """The head of an event's letters, if it was written."""
    return _of(*whose(event))


def _of(territory: Territory, organisation: Organisation | None) -> Letterhead | None:
    rows = Letterhead.objects.select_related("mark")
    return rows.filter(organisation=organisation).first() if organisation else rows.filter(territory=territory, organisation=None).first()


def printed(territory: Territory, organisation: Organisation | None = None) -> dict[str, Any]:
    """The head as a template takes it: name, lines under it, the mark as a picture in SVG (or none). Raises FileMissing, FileAltered."""
    known = _of(territory, organisation)
    lines = [each for each in (known.address, known.reached_by) if each] if known else []
    return {"letterhead": organisation.name if organisation else territory.title, "lines": lines, "mark": _mark(known)}


def _mark(known: Letterhead | None) -> str:
    """A picture that lies in words, as the printer is told words alone."""
    if known is None or known.mark is None:
        return ""
    size = f'width="{known.mark.width}" height="{known.mark.height}"'
    words = b64encode(store.read(known.mark)).decode()
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><image {size} href="data:{known.mark.kind};base64,{words}"/></svg>'
