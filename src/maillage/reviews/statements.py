"""The year of a seller, for them to read and to keep: lines, sums, and what is to be known of thresholds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.http import HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from maillage.platform import clock, exporter, printing, wording
from maillage.residents.models import Resident
from maillage.reviews import ledger
from maillage.reviews.ledger import Sums
from maillage.reviews.models import Activity, Exchange

PAPER = Path(__file__).with_name("paper") / "statement.typ"


@dataclass(frozen=True)
class Line:
    """A thing that was paid."""

    on: date
    title: str
    activity: Activity
    cents: int

    @property
    def price(self) -> str:
        return wording.euros(self.cents)


@dataclass(frozen=True)
class Threshold:
    """One of the two that sales are compared with."""

    words: str
    reached: int
    limit: int


def line(exchange: Exchange, seller: Resident) -> Line:
    """The other person is not named: what is printed may be handed to somebody else."""
    return Line(localdate(exchange.ended_at), str(exchange), Activity(exchange.activity), exchange.price_cents or 0)


def rows(sums: Sums) -> list[tuple[str, str, str]]:
    """Each activity of which there is one: its name, how many, how much."""
    return [
        (str(activity.label), wording.number(sums.counts[activity]), wording.euros(sums.cents[activity]))
        for activity in Activity
        if sums.counts.get(activity)
    ]


def thresholds(sums: Sums) -> list[Threshold]:
    """How far sales of goods are from each threshold."""
    return [
        Threshold(
            _("%(count)s ventes sur %(limit)s")
            % {"count": wording.number(sums.sales), "limit": wording.number(ledger.SALES)},
            min(sums.sales, ledger.SALES),
            ledger.SALES,
        ),
        Threshold(
            _("%(sum)s de ventes sur %(limit)s")
            % {"sum": wording.euros(sums.sales_cents), "limit": wording.euros(ledger.SALES_CENTS)},
            min(sums.sales_cents, ledger.SALES_CENTS),
            ledger.SALES_CENTS,
        ),
    ]


def words(sums: Sums) -> list[str]:
    """What is to be known of these sums, a sentence each."""
    said = []
    if sums.has_passed:
        said.append(
            _(
                "Vos ventes d’objets passent un seuil : 30 ventes, ou plus de 2 000 € dans l’année. Qui tient ce site "
                "peut devoir transmettre ces sommes à l’administration fiscale, avec votre identité."
            )
        )
    elif sums.is_near:
        said.append(
            _(
                "Vos ventes d’objets approchent d’un seuil : 30 ventes, ou plus de 2 000 € dans l’année. "
                "En dessous des deux, rien n’est à transmettre."
            )
        )
    if sums.from_first_euro:
        said.append(
            _(
                "Les services payés et les locations d’un moyen de transport ou d’un lieu n’ont pas de seuil : "
                "ils comptent dès le premier euro."
            )
        )
    return said


def paper(seller: Resident, year: int) -> HttpResponse:
    """The statement as an A4 page, in the reader's language."""
    lines = [line(each, seller) for each in ledger.lines(seller, year)]
    sums = ledger.sums_of((each.activity, each.cents) for each in lines)
    facts = {
        "language": (get_language() or "fr")[:2],
        "title": _("Relevé de ventes et de locations, %(year)d") % {"year": year},
        "who": _("Compte : %(name)s, %(email)s") % {"name": seller, "email": seller.email},
        "made": _("Établi le %(day)s.") % {"day": wording.day(clock.today())},
        "head": [_("Jour"), _("Quoi"), _("Nature"), _("Prix convenu")],
        "lines": [[wording.day(each.on), each.title, str(each.activity.label), each.price] for each in lines],
        "empty": _("Rien n’a été payé cette année."),
        "sums_title": _("Sommes"),
        "sums_head": [_("Nature"), _("Nombre"), _("Total")],
        "sums": [list(row) for row in rows(sums)],
        "total": [_("Ensemble"), wording.number(sums.total_count), wording.euros(sums.total_cents)],
        "words": [*words(sums), *_notes()],
    }
    return printing.respond(printing.pdf(PAPER, facts), f"releve-{year}")


def table(seller: Resident, year: int) -> HttpResponse:
    """The statement for a spreadsheet: days as ISO dates, prices in euros with two decimals."""
    header = [_("Jour"), _("Quoi"), _("Nature"), _("Prix convenu, en euros")]
    lines = [line(each, seller) for each in ledger.lines(seller, year)]
    body = [
        [each.on.isoformat(), each.title, str(each.activity.label), f"{each.cents // 100}.{each.cents % 100:02d}"]
        for each in lines
    ]
    return HttpResponse(
        exporter.csv_text(header, body),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="releve-{year}.csv"',
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _notes() -> list[str]:
    return [
        _(
            "Prix convenus sur le site et payés de la main à la main : le site ne tient pas d’argent et ne vérifie "
            "pas les paiements. La date est celle où l’échange a été dit terminé."
        ),
        _(
            "Directive (UE) 2021/514 ; code général des impôts, articles 242 bis et 1649 ter A à 1649 ter E. Ce relevé "
            "n’est pas un conseil fiscal : impots.gouv.fr explique ce qui se déclare."
        ),
    ]
