"""What follows in the programme from what stands in the book: a signed understanding is a step of the village's way."""

from uuid import UUID

from desbumi.book.actors import System
from desbumi.book.reactions import Heard, after
from desbumi.programme.actions import record_step
from desbumi.programme.models import Agreement, Place


@after("agreement.recorded", "agreement.dated")
def sign_step(entry: Heard, *, op: UUID) -> None:
    """A village that signed its shared understanding has made the step `signed`, and stands at the next stage.

    What stands today counts, not what stood then: an understanding that has ended moves nobody, a step that is
    recorded stays as it is. Without a day there is no step yet: `agreement.dated` brings it.
    """
    if entry.model != "programme.agreement":
        return
    agreement = Agreement.objects.filter(pk=entry.record, kind="agreement", status="signed").first()
    if agreement is None or agreement.signed_on is None:
        return
    place = Place.objects.select_related("village").filter(programme=agreement.programme_id, village=agreement.territory_id, stage="candidate").first()
    if place is None or place.steps.filter(kind="signed").exists():
        return
    parties = ", ".join(str(party) for party in agreement.parties.select_related("organisation", "government_of").order_by("id"))
    record_step(
        by=System(),
        place=place,
        kind="signed",
        done_on=agreement.signed_on,
        done_by=parties[:120],
        evidence=agreement.get_kind_display(),
        seen=place.version,
        op=op,
    )
