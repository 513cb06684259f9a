"""What pages say of a claim, to one of its two people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from maillage.listings.models import Listing, Mode
from maillage.platform import wording
from maillage.promises import actions, kinds, queries
from maillage.promises.forms import ClaimForm
from maillage.promises.jobs import TO_ANSWER
from maillage.promises.models import Claim, State
from maillage.residents.models import Resident


def on_listing(listing: Listing, viewer: Resident | None) -> Mapping[str, object] | None:
    """For its owner, who waits; for a neighbour, their place or the way to take one."""
    if viewer is None or not viewer.is_settled or listing.is_request or listing.mode not in actions.MODES:
        return None
    if viewer.pk == listing.author_id:
        line = queries.line(viewer, listing)
        return None if line.is_empty else {"is_owner": True, "line": line}
    place = queries.place_of(viewer, listing) if actions.may_be_claimed(listing) else None
    if place is None or place.is_declined:
        return None
    return {
        "place": place,
        "place_words": place_words(place),
        "form": ClaimForm(),
        "action": kinds.claim_words(listing.mode),
    }


def place_words(place: queries.Place) -> str:
    """ "Vous êtes 2e dans la file.", or how many wait already."""
    if place.claim is not None and place.claim.is_promised:
        return _("C’est promis : à vous.")
    if place.number and place.is_promised:
        return _("L’annonce est promise à une autre personne.") + " " + number_words(place.number)
    if place.number:
        return number_words(place.number)
    return line_words(place.waiting, is_promised=place.is_promised)


def number_words(number: int) -> str:
    """ "Vous êtes en tête de la file.", "Vous êtes 2e dans la file."."""
    if number == 1:
        return _("Vous êtes en tête de la file.")
    return _("Vous êtes %(number)se dans la file.") % {"number": number}


def line_words(waiting: int, *, is_promised: bool) -> str:
    """How the line stands, for who is not in it."""
    if is_promised and not waiting:
        return _("L’annonce est promise à quelqu’un. Vous pouvez attendre : si la promesse tombe, vous serez en tête.")
    if is_promised:
        return _("L’annonce est promise à quelqu’un, et %(count)s dans la file.") % {"count": people_waiting(waiting)}
    if waiting:
        return _("Déjà %(count)s dans la file. La personne choisit à qui promettre.") % {
            "count": people_waiting(waiting)
        }
    return ""


def people_waiting(count: int) -> str:
    return _("une personne") if count == 1 else _("%(count)s personnes") % {"count": count}


def facts_of(claim: Claim) -> list[tuple[str, str]]:
    """Named facts of its page."""
    facts = []
    if claim.price_cents:
        agreed = _("Prix convenu") if claim.promised_at else _("Prix")
        facts.append((agreed, wording.euros(claim.price_cents)))
    facts.append((_("Demandé"), _("le %(day)s") % {"day": wording.weekday(localdate(claim.made_at))}))
    if claim.promised_at:
        facts.append((_("Promis"), _("le %(day)s") % {"day": wording.weekday(localdate(claim.promised_at))}))
    if claim.closed_at:
        facts.append((_("Terminé"), _("le %(day)s") % {"day": wording.weekday(localdate(claim.closed_at))}))
    return facts


def answer_by(claim: Claim) -> date | None:
    """Until when the claimant may say that nothing was received; None where nothing runs."""
    return localdate(claim.given_at + TO_ANSWER) if claim.given_at and claim.is_promised else None


def sentence(claim: Claim, viewer: Resident) -> str:
    """Where it stands, and what comes next, for one of the two."""
    is_owner = viewer.pk == claim.listing.author_id
    other = claim.other_than(viewer)
    match claim.state:
        case State.WAITING:
            if is_owner:
                return _("%(who)s attend dans la file.") % {"who": other}
            return place_words(queries.place_of(viewer, claim.listing))
        case State.PROMISED:
            return _promised_to(str(other), claim) if is_owner else _promised_by(str(other), claim)
        case State.KEPT:
            return _("C’est fait. Merci à vous deux.")
        case State.RELEASED:
            return _("Cette promesse ne tient plus.") if claim.promised_at else _("L’annonce n’est plus proposée.")
        case State.DECLINED if is_owner:
            return _("Vous avez répondu que ce ne serait pas cette fois.")
        case State.DECLINED:
            return _("Ce ne sera pas pour vous cette fois. D’autres annonces vous attendent.")
    return _("La place dans la file a été quittée.")


def _promised_to(name: str, claim: Claim) -> str:
    if claim.given_at:
        return _(
            "Vous avez dit l’avoir remis. %(who)s peut le confirmer jusqu’au %(day)s ; ensuite, c’est entendu."
        ) % {
            "who": name,
            "day": wording.weekday(answer_by(claim) or localdate(claim.given_at)),
        }
    if claim.received_at:
        return _("%(who)s dit l’avoir reçu : confirmez-le, et c’est fait.") % {"who": name}
    return _("C’est promis à %(who)s. Convenez du moment dans vos messages.") % {"who": name}


def _promised_by(name: str, claim: Claim) -> str:
    if claim.given_at:
        return _("%(who)s dit vous l’avoir remis. Sans réponse de vous avant le %(day)s, ce sera entendu.") % {
            "who": name,
            "day": wording.weekday(answer_by(claim) or localdate(claim.given_at)),
        }
    if claim.received_at:
        return _("Vous avez dit l’avoir reçu. Il reste à %(who)s de le confirmer.") % {"who": name}
    return _("%(who)s vous l’a promis. Convenez du moment dans vos messages.") % {"who": name}


def is_sale(listing: Listing) -> bool:
    return listing.mode == Mode.SALE
