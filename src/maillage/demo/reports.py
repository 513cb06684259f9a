"""Reports that wait for the moderator about ordinary things, each to be weighed; and some already decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from maillage.demo.people import Neighbour
from maillage.demo.personas import DINAN_UNION
from maillage.listings import actions as publishing
from maillage.listings.actions import SUBJECT, Content
from maillage.listings.models import Listing, Mode
from maillage.moderation import actions, contesting, deciding, handling, watching
from maillage.moderation.actions import ALPHABET
from maillage.moderation.deciding import Verdict
from maillage.moderation.models import Case, Ground, Measure, Reason, Report
from maillage.moderation.subjects import Subject
from maillage.platform import clock
from maillage.residents.models import Resident

# Of which kind of listing, why, and what the person who reported it wrote.
SAID = (
    ("sale", Reason.SCAM, "On m’a demandé un virement avant de me laisser voir l’objet."),
    ("service", Reason.SPAM, "La même annonce revient chaque semaine sous un autre titre."),
    ("request", Reason.OTHER, "Cette demande a trouvé sa réponse depuis longtemps. Peut-on la retirer ?"),
    ("rental", Reason.INSULT, "J’ai trouvé le prix un peu haut, et la réponse a été blessante."),
)
# Those that were decided: why they were reported, and what somebody made of it. The first is contested by its author.
HIDDEN = (
    "sale",
    Reason.DANGER,
    Verdict(
        measure=Measure.HIDE,
        ground=Ground.TERMS_FORBIDDEN,
        facts="Vous proposez un objet dont la notice de sécurité manque. Rien ne dit qu’il est encore sûr.",
    ),
)
TO_MEND = (
    "service",
    Reason.PRIVACY,
    Verdict(
        measure=Measure.MEND,
        ground=Ground.TERMS_PRIVACY,
        facts="Vous nommez votre ancien client. Retirez son nom, le reste convient.",
        mend_within=timedelta(days=7),
    ),
)
WARNED = (  # about a persona, whose account shows it
    "loan",
    Reason.SPAM,
    Verdict(
        measure=Measure.WARN,
        ground=Ground.TERMS_RESPECT,
        facts="Vous avez publié trois fois la même annonce en une semaine : c’est du démarchage.",
    ),
)
# Spotted by the program when it was published: a scam as they are written, and plainly invented.
SPOTTED = Content(
    mode=Mode.SALE,
    category="other",
    title="Console « Licorne 3000 », neuve",
    text=(
        "Console neuve, jamais sortie de sa boîte, vendue pour rien. Je suis à l’étranger : mon transporteur passera "
        "la déposer chez vous. Règlement par coupon PCS seulement, réservé au premier qui envoie le code. "
        "(Annonce inventée pour la démonstration.)"
    ),
    price_cents=9_000,
)
LEFT = ("gift", Reason.OTHER, Verdict(measure=Measure.NOTHING))


def tell(listings: Sequence[Listing], neighbours: Sequence[Neighbour], end: datetime, chance: Random) -> None:
    """About listings of the moderator's communes: one report of each kind in the three days before `end`, then what was
    decided in the two weeks before those.
    """
    here = [one.resident for one in neighbours if one.resident.commune and not one.is_persona]
    personas = {one.slug: one.resident for one in neighbours if one.is_persona}
    around = [resident for resident in here if resident.commune and resident.commune.union_id == DINAN_UNION]
    if len(around) < 2:
        return
    candidates = _candidates(listings, {persona.pk for persona in personas.values()}, chance)
    of_yann = [each for each in listings if each.is_open and each.author_id == personas["yann"].pk]
    for number, (kind, reason, explanation) in enumerate(SAID):
        if listing := next((each for each in candidates if each.kind == kind), None):
            candidates.remove(listing)
            moment = end - timedelta(hours=5 + 17 * number, minutes=chance.randrange(60))
            with clock.at(max(moment, listing.published_at)):
                _report(listing, around, reason, explanation, chance)
    with clock.at(end - timedelta(hours=3)):
        _spot(chance.choice(around), chance)
    solenn, rozenn = personas["solenn"], personas["rozenn"]
    past = [(solenn, LEFT), (solenn, WARNED), (solenn, TO_MEND), (rozenn, HIDDEN)]
    for number, (handler, (kind, reason, verdict)) in enumerate(past):
        among = of_yann if verdict.measure == Measure.WARN else candidates
        if listing := next((each for each in among if each.kind == kind), None):
            among.remove(listing)
            moment = max(end - timedelta(days=14 - 2 * number, minutes=chance.randrange(600)), listing.published_at)
            with clock.at(moment):
                report = _report(listing, around, reason, "", chance)
            _decide(handler, report.case, verdict, moment + timedelta(hours=chance.randint(2, 20)))


def _spot(author: Resident, chance: Random) -> None:
    """Published, then read by the program: a case that nobody reported."""
    listing = publishing.offer(author, SPOTTED)
    case = watching.queue(SUBJECT, listing.pk, author)
    if case is not None:
        _name(case.reports.get(), chance)


def _candidates(listings: Sequence[Listing], but: set[object], chance: Random) -> list[Listing]:
    """Open listings of the union by people nobody becomes, in an order that is drawn."""
    found = [
        listing
        for listing in listings
        if listing.is_open and listing.author_id not in but and listing.commune.union_id == DINAN_UNION
    ]
    chance.shuffle(found)
    return found


def _report(listing: Listing, around: Sequence[Resident], reason: Reason, explanation: str, chance: Random) -> Report:
    reporter = chance.choice([one for one in around if one.pk != listing.author_id])
    subject = Subject(
        title=listing.title,
        excerpt=f"{listing.title}\n\n{listing.text}".strip(),
        author=listing.author,
        commune=listing.commune,
        url=listing.get_absolute_url(),
    )
    made = actions.report(reporter, SUBJECT, listing.pk, subject, reason, explanation)
    _name(made, chance)
    return made


def _name(report: Report, chance: Random) -> None:
    drawn = "".join(chance.choices(ALPHABET, k=8))
    Report.objects.filter(pk=report.pk).update(reference=f"{drawn[:4]}-{drawn[4:]}")


def _decide(handler: Resident, case: Case, verdict: Verdict, moment: datetime) -> None:
    with clock.at(moment):
        handling.take(handler, case)
        decision = deciding.decide(handler, case, verdict)
    author = decision.to
    with clock.at(moment + timedelta(hours=9)):
        if author and verdict.measure == Measure.HIDE:
            contesting.contest(author, decision, "J’ai la notice, je l’avais oubliée. Je peux la montrer.")
        elif author and verdict.measure == Measure.MEND:
            deciding.say_mended(author, decision)
