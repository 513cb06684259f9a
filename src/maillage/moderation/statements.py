"""A statement of reasons in words: what was decided, where and how long, on which facts and ground, by which means, and
how to contest it (DSA, article 17.3).
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.moderation.models import Decision, Ground, Measure
from maillage.platform import wording
from maillage.residents.models import Resident

CONTESTED_WITHIN = timedelta(days=184)  # six months are 181 to 184 days

GROUNDS = {
    Ground.LAW_SCAM: gettext_lazy(
        "La loi : une escroquerie ou sa tentative (code pénal, articles 313-1 et 313-3). Ce contenu paraît illégal."
    ),
    Ground.LAW_INSULT: gettext_lazy(
        "La loi : l’injure, la menace ou le harcèlement (code pénal, articles R621-2, 222-17 et 222-33-2-2). "
        "Ce contenu paraît illégal."
    ),
    Ground.LAW_DISCRIMINATION: gettext_lazy(
        "La loi : la provocation à la haine ou la discrimination (loi du 29 juillet 1881, article 24 ; code pénal, "
        "article 225-1). Ce contenu paraît illégal."
    ),
    Ground.LAW_DANGER: gettext_lazy(
        "La loi : un objet ou un produit dont l’offre est interdite (code de la consommation, article L421-3 ; code de "
        "la sécurité intérieure ; code de la santé publique). Ce contenu paraît illégal."
    ),
    Ground.LAW_PRIVACY: gettext_lazy(
        "La loi : l’atteinte à la vie privée (code civil, article 9 ; code pénal, article 226-1). "
        "Ce contenu paraît illégal."
    ),
    Ground.TERMS_FORBIDDEN: gettext_lazy(
        "Les conditions d’utilisation, « Ce que l’on n’y fait pas » : proposer ce qui est interdit ou dangereux. "
        "Ce contenu ne les respecte pas."
    ),
    Ground.TERMS_RESPECT: gettext_lazy(
        "Les conditions d’utilisation, « Ce que l’on n’y fait pas » : insulter, menacer, discriminer, harceler, "
        "démarcher. Ce contenu ne les respecte pas."
    ),
    Ground.TERMS_PRIVACY: gettext_lazy(
        "Les conditions d’utilisation, « Ce que l’on n’y fait pas » : publier le nom, l’adresse ou la photo de "
        "quelqu’un sans son accord. Ce contenu ne les respecte pas."
    ),
    Ground.TERMS_IDENTITY: gettext_lazy(
        "Les conditions d’utilisation, « Qui peut s’inscrire » : un seul compte, pour soi-même, là où l’on habite "
        "vraiment. Ce compte ne les respecte pas."
    ),
}


@dataclass(frozen=True)
class Statement:
    """A title, then named facts in order."""

    title: str
    facts: tuple[tuple[str, str], ...]


def of(decision: Decision, reader: Resident | None = None) -> Statement:
    """In the language that is active.

    Who answers for the content beside the person concerned reads what becomes of it, and nothing of the person.
    """
    decision = as_read_by(reader, decision)
    facts = [
        (_("Ce qui est décidé"), " ".join(_measures(decision))),
        (_("Ce qui est visé"), decision.case.subject_title),
        (_("Où et combien de temps"), f"{_('Partout sur ce site, quel que soit le lieu.')} {_duration(decision)}"),
        (_("Les faits"), decision.facts),
        (_("Ce que cela ne respecte pas"), str(GROUNDS[Ground(decision.ground)]) if decision.ground else ""),
        (_("Comment nous l’avons su"), _origin(decision)),
        (_("Moyens automatisés"), _means(decision)),
        (_("Vos recours"), _redress(decision)),
    ]
    return Statement(title(decision), tuple((name, words) for name, words in facts if words))


def as_read_by(reader: Resident | None, decision: Decision) -> Decision:
    """The same, or for who answers beside the person concerned, what it does to the content alone."""
    is_personal = decision.measure in {Measure.LIMIT, Measure.SUSPEND}
    if reader is None or reader.pk == decision.to_id or not is_personal:
        return decision
    read = copy(decision)
    read.measure, read.ends_at = Measure.HIDE, None
    read.stops_publishing = read.stops_opening = False
    return read


def title(decision: Decision) -> str:
    """ "Votre contenu est masqué"."""
    return {
        Measure.MEND: _("Une correction vous est demandée"),
        Measure.HIDE: _("Votre contenu est masqué"),
        Measure.WARN: _("Vous recevez un avertissement"),
        Measure.LIMIT: _("Votre compte est limité"),
        Measure.SUSPEND: _("Votre compte est suspendu"),
    }.get(Measure(decision.measure), _("Aucune mesure"))


def contest_until(decision: Decision) -> str:
    """The last day to contest it, in words."""
    return _day(decision.decided_at + CONTESTED_WITHIN)


def _measures(decision: Decision) -> list[str]:
    said: list[str] = []
    if decision.mend_by:
        said.append(_("Vous avez jusqu’au %(day)s pour corriger ce contenu.") % {"day": _day(decision.mend_by)})
    if decision.measure == Measure.WARN:
        said.append(_("Vous êtes averti que ce contenu n’a pas sa place ici."))
    if decision.stops_publishing:
        said.append(
            _(
                "Vous ne pouvez plus rien publier de nouveau, ni réserver, ni proposer d’échange, ni donner d’avis ; "
                "ce qui est déjà convenu continue."
            )
        )
    if decision.stops_opening:
        said.append(_("Vous ne pouvez plus commencer de conversation ; celles qui sont ouvertes continuent."))
    if decision.measure == Measure.SUSPEND:
        said.append(_("Vous pouvez lire votre compte, mais ni écrire, ni voir vos voisins, ni être vu d’eux."))
    if decision.measure == Measure.HIDE:
        said.append(_("Ce contenu est masqué : vous seul le voyez encore, quand il vous appartient."))
    elif decision.hides:
        said.append(_("Ce contenu est aussi masqué."))
    return said


def _duration(decision: Decision) -> str:
    if decision.ends_at:
        return _("Jusqu’au %(day)s.") % {"day": _day(decision.ends_at)}
    if decision.measure == Measure.SUSPEND:
        return _("Jusqu’à nouvel ordre.")
    if decision.mend_by and decision.hides:
        return _("Le contenu reste masqué jusqu’à ce que la correction ait été relue.")
    if decision.measure == Measure.HIDE:
        return _("Sans limite de durée.")
    return ""


def _origin(decision: Decision) -> str:
    if decision.was_reported:
        return _("À la suite d’un signalement. Son auteur n’est communiqué à personne.")
    return _("De notre propre initiative.")


def _means(decision: Decision) -> str:
    if decision.was_spotted:
        return _("Un programme a repéré des mots dans ce que vous publiiez. Une personne a lu, et décidé.")
    return _("Aucun pour décider : une personne a lu, et décidé.")


def _redress(decision: Decision) -> str:
    return _(
        "Vous pouvez contester cette décision gratuitement jusqu’au %(day)s : une autre personne que celle qui l’a "
        "prise vous répondra. Vous pouvez aussi vous adresser à un organe de règlement extrajudiciaire des litiges "
        "certifié (article 21 du règlement européen sur les services numériques), ou au tribunal."
    ) % {"day": contest_until(decision)}


def _day(moment: datetime) -> str:
    return wording.day(localtime(moment).date())
