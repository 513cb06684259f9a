"""The agreement on A4, in French: one page, and its photos on the next."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from maillage.agreements import showing, terms
from maillage.agreements.models import Agreement, Kind, Moment, Stage
from maillage.agreements.showing import File, Shown
from maillage.platform import clock, media, printing, wording
from maillage.residents.models import Resident

TEMPLATE = Path(__file__).parent / "paper" / "agreement.typ"


def of(agreement: Agreement, reader: Resident) -> bytes:
    """The PDF of what holds, or of what is proposed, for one of the two."""
    with terms.french():
        return printing.pdf(TEMPLATE, facts_of(showing.for_party(agreement, reader)))


def facts_of(file: File) -> dict[str, object]:
    """What the paper says, in words."""
    version = file.in_force or file.shown
    statements = [*file.statements(Moment.HANDOVER), *file.statements(Moment.RETURN)]
    groups = [
        (_("Avant la remise"), file.photos_of(version)),
        *((stated.title, stated.photos) for stated in statements),
    ]
    return {
        "title": terms.kind_words(file.agreement),
        "object": version.title,
        "standing": standing_words(file),
        "people": [
            [_("Prête") if file.agreement.mode == "loan" else _("Loue"), file.names.owner],
            [_("Emprunte") if file.agreement.mode == "loan" else _("Prend en location"), file.names.borrower],
        ],
        "facts": [list(pair) for pair in terms.facts(version)],
        "confirmed": [list(pair) for pair in showing.confirmed_words(version, file.names)],
        "statements": [[stated.title, stated.words or _("Comme dans l’accord."), stated.said] for stated in statements],
        "difficulties": _difficulties(file.agreement),
        "insurance": terms.insurance(),
        "labels": {
            "people": _("Les deux personnes"),
            "agreed": _("Ce dont elles sont convenues"),
            "confirmed": _("Confirmé sur Maillage"),
            "statements": _("Remise et retour"),
            "difficulties": _("Difficultés"),
            "insurance": _("Assurance : à vérifier chacun de son côté"),
            "signatures": _("Signatures, si vous le souhaitez"),
            "photos": _("Photos"),
        },
        "foot": _("Imprimé le %(day)s. %(kept)s")
        % {"day": wording.day(clock.today()), "kept": showing.kept_words(file.agreement)},
        "photos": [[title, _pictures(photos)] for title, photos in groups if photos],
    }


def standing_words(file: File) -> str:
    """What this paper is worth: proposed, in force, over."""
    if file.in_force is not None:
        return _("Version %(number)s, confirmée par les deux.") % {"number": file.in_force.number}
    return _("Proposition, version %(number)s : pas encore confirmée par les deux.") % {"number": file.shown.number}


def _difficulties(agreement: Agreement) -> list[list[str]]:
    """Those that are closed, each with how."""
    closed = agreement.difficulties.exclude(closed_at=None).order_by("id").prefetch_related("turns")
    lines = []
    for each in closed:
        turns = list(each.turns.all())
        settled = showing.wish_words(turns[-1]) if each.stage == Stage.SETTLED else ""
        outcome = f"{Stage(each.stage).label} : {settled}" if settled else str(Stage(each.stage).label)
        lines.append([str(Kind(each.kind).label), outcome])
    return lines


def _pictures(photos: Sequence[Shown]) -> list[dict[str, Sequence[object]]]:
    """The small size of each, as the numbers that typst makes an image of; what is no longer there is left out."""
    found: list[dict[str, Sequence[object]]] = []
    for photo in photos:
        try:
            content = media.path(photo.photo_id, media.THUMB).read_bytes()
        except FileNotFoundError:
            continue
        found.append({"bytes": list(content), "words": photo.words})
    return found
