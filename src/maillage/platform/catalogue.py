"""The data catalogue (TRUST.md 19): what each column is for, how long it is kept, who sees it.

Every domain says it in its `columns.py`, a list named DECLARATIONS with one declaration a model. A model or a column
that nobody declared fails the build. The privacy page, a person's export, erasure and the register are made from it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.apps import apps
from django.db.models import Model, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

StrOrPromise = str | Promise


class Basis(TextChoices):
    """Why the law lets us keep it (GDPR, article 6)."""

    CONTRACT = "contract", _("le service que vous avez demandé")
    CONSENT = "consent", _("votre accord, que vous pouvez retirer")
    LEGAL_OBLIGATION = "legal_obligation", _("une obligation légale")
    LEGITIMATE_INTEREST = "legitimate_interest", _("l’intérêt légitime de tous : la sécurité du service")

    @property
    def letter(self) -> str:
        """Of article 6, 1."""
        return {Basis.CONSENT: "a", Basis.CONTRACT: "b", Basis.LEGAL_OBLIGATION: "c", Basis.LEGITIMATE_INTEREST: "f"}[
            self
        ]


_LETTERS = {Basis.CONSENT: "a", Basis.CONTRACT: "b", Basis.LEGAL_OBLIGATION: "c", Basis.LEGITIMATE_INTEREST: "f"}


class Kept(TextChoices):
    """How long."""

    ACCOUNT = "account", _("jusqu’à la fermeture du compte, ou 24 mois sans visite")
    SUBJECT = "subject", _("avec ce dont cela parle, tant que son auteur ne l’efface pas")
    CONVERSATION = "conversation", _("tant qu’un participant garde la conversation")
    NOTICE = "notice", _("trois mois après que vous l’avez vu, un an au plus")
    DAY = "day", _("un jour")
    WEEK = "week", _("une semaine")
    SESSION = "session", _("60 jours après la dernière entrée")
    REPORT = "report", _("un an après le signalement, le temps d’une décision et d’un recours")
    EXCHANGE = "exchange", _("deux ans après la fin de l’échange")
    PROOF = "proof", _("deux ans au plus, ou jusqu’à votre déménagement")
    DECISION = "decision", _("jusqu’à la décision, deux semaines au plus")
    QUARTER = "quarter", _("trois mois")
    JOURNAL = "journal", _("un an, le temps d’un contrôle")
    ACTS = "acts", _("trois ans, le temps d’un contrôle")
    STATEMENT = (
        "statement",
        _("un an après la décision, et tant qu’elle s’applique : le temps d’un recours et de la réponse"),
    )
    REVIEW = "review", _("trois ans après l’échange, ou jusqu’à ce que parte la personne dont il est parlé")
    LEDGER = (
        "ledger",
        _(
            "deux ans après l’échange, trois s’il en est dit quelque chose ; s’il a été payé, jusqu’à la fin de la "
            "cinquième année qui suit, même si vous partez"
        ),
    )
    UNTIL_CHANGED = "until_changed", _("jusqu’à ce que vous le changiez")
    TRACE = "trace", _("toujours, mais sans nom : une ligne vide, pour que ce qui reste aux autres n’ait plus d’auteur")

    @property
    def outlives_the_account(self) -> bool:
        """Whether closing an account leaves it where it is, for the time it says."""
        return self in _OUTLIVING


_OUTLIVING = {
    Kept.CONVERSATION,
    Kept.REPORT,
    Kept.STATEMENT,
    Kept.EXCHANGE,
    Kept.REVIEW,
    Kept.LEDGER,
    Kept.JOURNAL,
    Kept.ACTS,
    Kept.TRACE,
    Kept.DAY,
    Kept.WEEK,
}


class SeenBy(TextChoices):
    """By whom, at most."""

    NOBODY = "nobody", _("personne : la machine seule")
    OWNER = "owner", _("vous, et personne d’autre")
    NEIGHBOURS = "neighbours", _("vos voisins")
    PARTICIPANTS = "participants", _("ceux à qui vous écrivez")
    AUDIENCE = "audience", _("ceux que vous avez choisis en publiant")
    MODERATORS = "moderators", _("les modérateurs, pour ce qui est signalé")
    ONE_AGENT = "one_agent", _("l’agent de votre mairie qui s’en occupe, le temps de le faire")
    AGENTS = "agents", _("les agents de votre mairie")
    COLLEAGUES = "colleagues", _("les personnes qui travaillent à la mairie")
    HOUSEHOLD = "household", _("les personnes de votre foyer")
    EVERYONE = "everyone", _("tout le monde")


@dataclass(frozen=True)
class Column:
    """A personal column. `purpose` is a sentence for the person; `is_exported` puts it in their export."""

    purpose: StrOrPromise
    basis: Basis = Basis.CONTRACT
    kept: Kept = Kept.ACCOUNT
    seen_by: SeenBy = SeenBy.OWNER
    is_exported: bool = True


@dataclass(frozen=True)
class Personal:
    """A model that tells of people. Each column is personal (`columns`) or serves the machine only (`technical`).

    `person` is the path to the resident whom a row tells of, "" when the row is the resident, None when there is none
    to follow (an address before joining, a session). `also` are the paths to others whom the row tells of as much:
    what two people did together is in the export of both. `own` names the columns that one of them wrote, or that
    count for one alone, with the path to that person: they are empty in the export of the others.
    Rows that fit `untold` are never told to the person, neither in their export nor counted for them.
    """

    model: str
    person: str | None
    columns: Mapping[str, Column]
    technical: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    untold: Mapping[str, object] = field(default_factory=dict)
    own: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Impersonal:
    """A model that tells of nobody, and why one can be sure."""

    model: str
    reason: str
    columns: Mapping[str, Column] = field(default_factory=dict, init=False)


Declaration = Personal | Impersonal


def declarations() -> Iterator[Declaration]:
    """All that the domains declare, in the order of the house."""
    for module in _modules():
        yield from module.DECLARATIONS


def _modules() -> Iterator[ModuleType]:
    for app in apps.get_app_configs():
        if app.name.startswith("maillage.") and find_spec(f"{app.name}.columns"):
            yield import_module(f"{app.name}.columns")


@dataclass(frozen=True)
class Chapter:
    """What one domain knows of people, under the title that it gives it (`TITLE` of its `columns.py`)."""

    title: StrOrPromise
    declarations: tuple[Personal, ...]


def chapters() -> list[Chapter]:
    """All that tells of people, a domain after the other."""
    found = []
    for module in _modules():
        personal = tuple(each for each in module.DECLARATIONS if isinstance(each, Personal))
        if personal:
            found.append(Chapter(getattr(module, "TITLE", "") or _purpose(personal), personal))
    return found


def _purpose(declarations: tuple[Personal, ...]) -> StrOrPromise:
    return next(column.purpose for each in declarations for column in each.columns.values())


def gaps() -> list[str]:
    """What the catalogue lacks, says twice, or says of what is no more; each as a sentence. Empty when it is whole."""
    declared = list(declarations())
    names = Counter(each.model for each in declared)
    sentences = [f"{name} is declared {times} times." for name, times in names.items() if times > 1]
    by_name = {each.model: each for each in declared}
    for model in apps.get_models(include_auto_created=True):
        declaration = by_name.pop(model._meta.label, None)
        if declaration is None:
            sentences.append(f"{model._meta.label} is not declared: say in columns.py what it tells of people.")
        elif isinstance(declaration, Personal):
            sentences += _gaps_of(model, declaration)
    return sentences + [f"{name} is declared and is no model." for name in by_name]


def _gaps_of(model: type[Model], declaration: Personal) -> Iterator[str]:
    columns = {column.name for column in model._meta.concrete_fields + model._meta.many_to_many}
    said = Counter([*declaration.columns, *declaration.technical])
    name = model._meta.label
    yield from (f"{name}.{column} is not declared: what is it for?" for column in sorted(columns - set(said)))
    yield from (f"{name}.{column} is declared and is no column." for column in sorted(set(said) - columns))
    yield from (f"{name}.{column} is both personal and technical." for column, times in said.items() if times > 1)
