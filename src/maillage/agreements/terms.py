"""The words of an agreement: those it begins with, and what changed from one version to another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.agreements.models import MASKED, Agreement, AgreementPhoto, Deposit, Version
from maillage.bookings import periods
from maillage.bookings.models import Booking
from maillage.platform import wording
from maillage.platform.models import Photo

LONGEST_DEPOSIT = 200
# What people write when they ask for no deposit.
NO_DEPOSIT = frozenset({"", "aucune", "aucune caution", "non", "sans", "pas de caution", "0", "0 €", "néant"})


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What the two may write; parties, period and price are the booking’s."""

    object: str
    value_cents: int | None = None
    deposit_kind: Deposit = Deposit.NONE
    deposit: str = ""
    condition: str = ""
    photos: Sequence[Photo] = field(default=())


@dataclass(frozen=True)
class Change:
    """One thing that two versions say otherwise."""

    label: str
    before: str
    after: str


def of_booking(booking: Booking) -> Terms:
    """What the listing already says."""
    said = booking.listing.deposit.strip() if booking.listing is not None else ""
    if said.lower().rstrip(".") in NO_DEPOSIT:
        return Terms(object=booking.title)
    return Terms(object=booking.title, deposit_kind=Deposit.BY_HAND, deposit=said[:LONGEST_DEPOSIT])


def of_version(version: Version) -> Terms:
    """What one begins a change with; nothing of what moderation masked."""
    if version.masked_at is not None:
        return Terms(object=version.title, value_cents=version.value_cents)
    return Terms(
        object=version.object,
        value_cents=version.value_cents,
        deposit_kind=Deposit(version.deposit_kind),
        deposit=version.deposit,
        condition=version.condition,
        photos=[each.photo for each in version.photos.select_related("photo")],
    )


def write(agreement: Agreement, booking: Booking, terms: Terms, **said: object) -> Version:
    """Another version of these words, with their photos."""
    version = Version.objects.create(
        agreement=agreement,
        object=terms.object,
        value_cents=terms.value_cents,
        deposit_kind=terms.deposit_kind,
        deposit=terms.deposit if terms.deposit_kind == Deposit.BY_HAND else "",
        condition=terms.condition,
        unit=booking.unit,
        period=booking.period,
        price_cents=booking.price_cents,
        **said,
    )
    show(agreement, terms.photos, version=version)
    return version


def show(agreement: Agreement, photos: Sequence[Photo], **what: object) -> None:
    """Put photos with a version, a statement or a turn, in order."""
    AgreementPhoto.objects.bulk_create(
        AgreementPhoto(agreement=agreement, photo=photo, position=position, **what)
        for position, photo in enumerate(photos)
    )


def facts(version: Version) -> list[tuple[str, str]]:
    """What a version says, each with its name, in the reader’s language. Nothing of photos."""
    return [
        (_("Objet"), version.title),
        (_("Période"), periods.words(version.period, version.unit)),
        (_("Prix"), wording.euros(version.price_cents) if version.price_cents else _("Gratuit")),
        (_("Valeur déclarée"), value_words(version.value_cents)),
        (_("Caution"), deposit_words(version)),
        (_("État convenu"), condition_words(version)),
    ]


def value_words(cents: int | None) -> str:
    return wording.euros(cents) if cents else _("Non déclarée")


def photos_words(count: int) -> str:
    return ngettext("%(count)d photo", "%(count)d photos", count) % {"count": count} if count else _("Aucune photo")


def deposit_words(version: Version) -> str:
    if version.deposit_kind == Deposit.NONE:
        return str(Deposit.NONE.label)
    deposit = str(MASKED) if version.masked_at else version.deposit
    return _("%(deposit)s (remise de la main à la main)") % {"deposit": deposit}


def condition_words(version: Version) -> str:
    if version.masked_at is not None and version.condition:
        return str(MASKED)
    return version.condition or _("Rien de particulier n’a été écrit.")


def between(before: Version, after: Version, *, photos: Mapping[UUID, Sequence[UUID]] | None = None) -> list[Change]:
    """What `after` says otherwise than `before`. `photos` are those of each version, where they are known."""
    pairs = zip(facts(before), facts(after), strict=True)
    changes = [Change(label, old, new) for (label, old), (_label, new) in pairs if old != new]
    known = photos or {version.pk: _photos_of(version) for version in (before, after)}
    was, now = known[before.pk], known[after.pk]
    if was != now:
        changes.append(Change(_("Photos"), photos_words(len(was)), photos_words(len(now))))
    return changes


def is_same(version: Version, booking: Booking, terms: Terms) -> bool:
    """Whether writing these words again would say nothing new."""
    same_words = (
        version.object == terms.object
        and version.value_cents == terms.value_cents
        and version.deposit_kind == terms.deposit_kind
        and version.deposit == (terms.deposit if terms.deposit_kind == Deposit.BY_HAND else "")
        and version.condition == terms.condition
    )
    same_dates = version.period == booking.period and version.price_cents == booking.price_cents
    return same_words and same_dates and _photos_of(version) == [photo.pk for photo in terms.photos]


def _photos_of(version: Version) -> list[UUID]:
    return [each.photo_id for each in version.photos.all()]


def kind_words(agreement: Agreement) -> str:
    """ "Accord de prêt", "Accord de location"."""
    return _("Accord de location") if agreement.mode == "rental" else _("Accord de prêt")


def insurance() -> list[str]:
    """Careful general words, and who to ask. It is no legal advice, and says so."""
    return [
        _(
            "En général, la responsabilité civile d’une assurance habitation peut couvrir les dommages que l’on cause "
            "à d’autres ; beaucoup de contrats excluent toutefois les objets que l’on emprunte ou que l’on loue."
        ),
        _(
            "Avant la remise, chacun peut demander à son assureur si cet objet est couvert, pour quelle valeur et avec "
            "quelle franchise. La valeur déclarée ici aide à le dire ; elle n’est pas une expertise."
        ),
        _(
            "Maillage ne garde aucune caution, n’assure rien et ne donne pas de conseil juridique. Pour une question "
            "de droit : un point-justice ou un conciliateur de justice, gratuits tous les deux."
        ),
    ]


def french() -> translation.override:
    """On paper, the words are those of the site’s first language."""
    return translation.override(settings.LANGUAGE_CODE)
