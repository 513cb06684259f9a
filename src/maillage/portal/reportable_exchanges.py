"""What two neighbours write to each other in an exchange, and the photos they show: reported by one of them alone.

Moderators read the words that were reported, and the title of what they are about; never the rest of the exchange.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from maillage.agreements import access as agreements
from maillage.agreements import masking
from maillage.agreements.models import Agreement, AgreementPhoto, Statement, Turn, Version, Voice
from maillage.agreements.terms import deposit_words
from maillage.bookings import access as bookings
from maillage.bookings import actions as booking
from maillage.conversations.withholding import Taken
from maillage.moderation import subjects
from maillage.moderation.subjects import Effects, Find, Hidden, Subject
from maillage.platform.models import Photo
from maillage.promises import access as promises
from maillage.promises import actions as promising
from maillage.residents.models import Resident
from maillage.swaps import access as swaps
from maillage.swaps import actions as swapping


def register() -> None:
    """Said once, to one person: nobody but the two reads it, and it is not mended."""
    _private("booking", "reservation", _booking, _words(booking.take_words, booking.give_words_back))
    _private("claim", "demande", _claim, _words(promising.take_words, promising.give_words_back))
    _private("swap", "troc", _swap, _words(swapping.take_words, swapping.give_words_back))
    _private("agreement", "accord", _version, _mask(Version))
    _private("condition", "etat", _statement, _mask(Statement))
    _private("difficulty", "difficulte", _turn, _mask(Turn))


def _private(name: str, path: str, find: Find, effects: Effects) -> None:
    subjects.register(name, path, find, effects=effects, is_private=True, may_be_mended=False)


def _booking(viewer: Resident | None, booking_id: UUID) -> Subject:
    found = bookings.booking(_somebody(viewer), booking_id)
    title = _("Une demande de réservation : %(title)s") % {"title": found.title}
    return _said(title, found.words, found.borrower, found.get_absolute_url(), {found.owner_id, found.borrower_id})


def _claim(viewer: Resident | None, claim_id: UUID) -> Subject:
    found = promises.claim(_somebody(viewer), claim_id)
    title = _("Une place dans la file : %(title)s") % {"title": found.listing.title}
    people = {found.claimant_id, found.listing.author_id}
    return _said(title, found.words, found.claimant, found.get_absolute_url(), people)


def _swap(viewer: Resident | None, swap_id: UUID) -> Subject:
    found = swaps.swap(_somebody(viewer), swap_id)
    people = {found.proposer_id, found.other_id}
    return _said(_("Une proposition de troc"), found.words, found.proposer, found.get_absolute_url(), people)


def _version(viewer: Resident | None, version_id: UUID) -> Subject:
    found = agreements.version(_somebody(viewer), version_id)
    words = [found.object, found.condition, deposit_words(found) if found.deposit else ""]
    return _agreed(
        found.agreement,
        _("Un accord : %(title)s") % {"title": found.object},
        found,
        "\n\n".join(each for each in words if each),
        found.made_by,
        found.agreement.get_absolute_url(),
    )


def _statement(viewer: Resident | None, statement_id: UUID) -> Subject:
    found = agreements.statement(_somebody(viewer), statement_id)
    url = found.agreement.get_absolute_url()
    return _agreed(found.agreement, _("L’état d’un objet prêté"), found, found.words, found.side, url)


def _turn(viewer: Resident | None, turn_id: UUID) -> Subject:
    found = agreements.turn(_somebody(viewer), turn_id)
    difficulty = found.difficulty
    is_party = viewer is not None and difficulty.agreement.side_of(viewer) is not None
    return _agreed(
        difficulty.agreement,
        _("Une difficulté, à propos d’un accord"),
        found,
        found.words,
        found.by,
        difficulty.get_absolute_url() if is_party else difficulty.mediation_url,
        mediator=difficulty.mediator,
    )


def _agreed(
    agreement: Agreement,
    title: str,
    said: Version | Statement | Turn,
    words: str,
    by: str,
    url: str,
    *,
    mediator: Resident | None = None,
) -> Subject:
    if said.masked_at is not None:
        raise Http404
    by_mediator = by == Voice.MEDIATOR
    author = mediator if by_mediator else agreement.owner if by == Voice.OWNER else agreement.borrower
    people = {agreement.owner_id, agreement.borrower_id} | ({mediator.pk} if mediator else set())
    shown = AgreementPhoto.objects.filter(**{type(said).__name__.lower(): said}).select_related("photo")
    return _said(title, words, author, url, people, [each.photo for each in shown.order_by("position")])


def _said(
    title: str,
    words: str,
    author: Resident | None,
    url: str,
    people: Collection[UUID],
    photos: Sequence[Photo] = (),
) -> Subject:
    """Http404 where nothing was written nor shown."""
    if not words and not photos:
        raise Http404
    return Subject(
        title=title,
        excerpt=words or _("Une photo, sans texte."),
        author=author,
        commune=author.commune if author else None,
        url=url,
        photos=photos,
        concerned=list(people),
    )


def _words(take: Callable[[UUID], Taken | None], give_back: Callable[[UUID, Taken], object]) -> Effects:
    """Words that are taken away, from where they were said and from the conversation that repeats them."""

    def hide(pk: UUID) -> Hidden | None:
        taken = take(pk)
        return Hidden(taken) if taken else None

    return Effects(hide, lambda pk, hidden: give_back(pk, hidden.facts))


def _mask(model: masking.Masked) -> Effects:
    """Words and photos that stay as they were said, and that nobody is shown."""
    return Effects(
        lambda pk: Hidden() if masking.mask(model, pk) else None,
        lambda pk, _hidden: masking.show_again(model, pk),
    )


def _somebody(viewer: Resident | None) -> Resident:
    if viewer is None:
        raise Http404
    return viewer
