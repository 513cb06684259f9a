"""Reports that wait for the moderator: about ordinary things, so that each has to be weighed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from maillage.demo.people import Neighbour
from maillage.demo.personas import DINAN_UNION
from maillage.listings.actions import SUBJECT
from maillage.listings.models import Listing
from maillage.moderation.actions import ALPHABET
from maillage.moderation.models import Report
from maillage.platform import clock

# Of which kind of listing, why, and what the person who reported it wrote.
SAID = (
    ("sale", Report.Reason.SCAM, "On m’a demandé un virement avant de me laisser voir l’objet."),
    ("service", Report.Reason.SPAM, "La même annonce revient chaque semaine sous un autre titre."),
    ("request", Report.Reason.OTHER, "Cette demande a trouvé sa réponse depuis longtemps. Peut-on la retirer ?"),
    ("rental", Report.Reason.INSULT, "J’ai trouvé le prix un peu haut, et la réponse a été blessante."),
)


def tell(listings: Sequence[Listing], neighbours: Sequence[Neighbour], end: datetime, chance: Random) -> None:
    """One report of each kind, about listings of the moderator's communes, in the three days before `end`."""
    here = [one.resident for one in neighbours if one.resident.commune and not one.is_persona]
    personas = {one.resident.pk for one in neighbours if one.is_persona}
    around = [resident for resident in here if resident.commune and resident.commune.union_id == DINAN_UNION]
    for number, (kind, reason, explanation) in enumerate(SAID):
        about = [
            listing
            for listing in listings
            if listing.is_open
            and listing.kind == kind
            and listing.author_id not in personas
            and listing.commune.union_id == DINAN_UNION
        ]
        if not about or len(around) < 2:
            continue
        listing = chance.choice(about)
        moment = end - timedelta(hours=5 + 17 * number, minutes=chance.randrange(60))
        drawn = "".join(chance.choices(ALPHABET, k=8))
        with clock.at(max(moment, listing.published_at)):
            Report.objects.create(
                reference=f"{drawn[:4]}-{drawn[4:]}",
                subject_kind=SUBJECT,
                subject_id=listing.pk,
                excerpt=f"{listing.title}\n\n{listing.text}",
                author=listing.author,
                commune=listing.commune,
                reporter=chance.choice([one for one in around if one.pk != listing.author_id]),
                reason=reason,
                explanation=explanation,
                created_at=clock.now(),
            )
