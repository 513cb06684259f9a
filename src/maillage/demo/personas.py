"""The people whom a visitor of the demonstration may become with one click, and how.

Nowhere else: every door here is shut unless the site is a demonstration (`settings.IS_DEMONSTRATION`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import login, logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from maillage.residents import second_factor
from maillage.residents.models import Charge, Resident, Role

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

DINAN, LANVALLAY, THOMERY = "22050", "22118", "77463"
DINAN_UNION = "200068989"
# Reserved for examples (RFC 2606): nothing written to a fictional resident can reach anybody. The subdomain tells them
# from visitors who try the demonstration with an invented address of their own.
MAIL_DOMAIN = "voisins.example.org"


@dataclass(frozen=True)
class Persona:
    """Somebody to become: who they are, where they live (INSEE code; none: not here), what they are charged with."""

    slug: str
    name: str
    role: StrOrPromise
    words: StrOrPromise
    about: str
    home: str | None = None
    skills: tuple[str, ...] = ()
    charges: tuple[Charge, ...] = ()

    @property
    def email(self) -> str:
        return f"{self.slug}@{MAIL_DOMAIN}"


PERSONAS = (
    Persona(
        "maelle",
        "Maëlle",
        _("Habitante de Dinan"),
        _("Elle habite Dinan depuis des années, prête volontiers et trouve des messages à lire."),
        "À Dinan depuis toujours ou presque. Je prête, j’emprunte, et je rends avec un pot de confiture.",
        DINAN,
        ("confitures", "monter un meuble"),
    ),
    Persona(
        "ines",
        "Inès",
        _("Nouvelle venue"),
        _("Elle vient de s’inscrire et n’a pas encore dit où elle habite : tout reste à découvrir."),
        "",
    ),
    Persona(
        "yann",
        "Yann",
        _("Prêteur de Lanvallay"),
        _("Son garage est une bibliothèque d’outils : il a plus d’une dizaine de prêts en cours."),
        "Un garage rangé, des outils affûtés, et le plaisir de les voir servir.",
        LANVALLAY,
        ("affûtage", "petite mécanique", "conseils de bricolage"),
    ),
    Persona(
        "colette",
        "Colette",
        _("Présidente d’association à Thomery, 70 ans"),
        _("Elle tient la page des Amis de la Treille, échange des boutures et demande parfois un coup de main."),
        "J’ai toujours vécu près de la forêt. Mes rosiers et mes recettes sont à partager.",
        THOMERY,
        ("boutures", "recettes de saison"),
    ),
    Persona(
        "karim",
        "Karim",
        _("Commerçant de Dinan"),
        _("Il tient une épicerie inventée pour l’occasion et connaît ses voisins par leur prénom."),
        "Épicier de quartier. Ce qui n’est pas vendu le soir est donné, et les cagettes aussi.",
        DINAN,
        ("produits d’ici",),
    ),
    Persona(
        "rozenn",
        "Rozenn",
        _("Hôte de quartier à Dinan"),
        _("Elle accueille les nouveaux venus et veille à ce que chacun trouve réponse."),
        "J’accueille celles et ceux qui arrivent. Une question, un doute, un café ? Écrivez-moi.",
        DINAN,
        ("accueil", "jeux de société"),
        (Charge(Role.Kind.HOST, commune=DINAN),),
    ),
    Persona(
        "nathalie",
        "Nathalie",
        _("Agente de la mairie de Dinan"),
        _("Elle travaille à la mairie : l’espace des voisins lui est fermé."),
        "Service de la vie locale.",
        charges=(Charge(Role.Kind.AGENT, commune=DINAN),),
    ),
    Persona(
        "claire",
        "Claire",
        _("Cheffe de service à la mairie de Dinan"),
        _("Elle relit ce que ses collègues écrivent, et donne le second accord des alertes urgentes."),
        "Service technique et sécurité.",
        charges=(Charge(Role.Kind.AGENT, commune=DINAN),),
    ),
    Persona(
        "gerard",
        "Gérard",
        _("Élu de Thomery"),
        _("Il est élu : ce compte est celui de sa fonction, et l’espace des voisins lui est fermé."),
        "À l’écoute des quartiers.",
        charges=(Charge(Role.Kind.ELECTED, commune=THOMERY),),
    ),
    Persona(
        "solenn",
        "Solenn",
        _("Modératrice"),
        _("Elle lit les passages signalés, et eux seuls, sans savoir qui les a signalés."),
        "Bénévole. Je lis ce qui est signalé, et je ne juge pas à la légère.",
        LANVALLAY,
        (),
        (Charge(Role.Kind.MODERATOR, union=DINAN_UNION),),
    ),
    Persona(
        "samuel",
        "Samuel",
        _("Exploitant du site"),
        _("Il installe, sauvegarde et tient le site en marche, sans lire ce qui s’y dit."),
        "Je m’occupe des machines.",
        charges=(Charge(Role.Kind.OPERATOR),),
    ),
)


class NotADemonstration(PermissionDenied):
    """Somebody tried to become a persona on a real site."""


def named(slug: str) -> Persona | None:
    return next((persona for persona in PERSONAS if persona.slug == slug), None)


def become(request: HttpRequest, persona: Persona) -> Resident | None:
    """Sign the visitor in as a persona, second factor included; None when the demonstration has not been built.

    Raises NotADemonstration on any other site, whatever accounts it holds.
    """
    if not settings.IS_DEMONSTRATION:
        raise NotADemonstration
    resident = Resident.objects.filter(email=persona.email, is_active=True).first()
    if resident is None:
        return None
    logout(request)
    login(request, resident, backend=settings.AUTHENTICATION_BACKENDS[0])
    if second_factor.is_kept_by(resident):
        # The mark that `residents.second_factor` looks for, left as django-allauth leaves it after a TOTP or a passkey.
        record_authentication(request, resident, method="mfa")
    return resident
