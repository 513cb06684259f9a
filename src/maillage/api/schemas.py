"""What the API says, typed. Descriptions are French messages, translated when the specification is written.

Nothing here tells more than the public pages: of a listing, what its page shows and the cell it stands in, never the
person.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from django.utils.translation import gettext_noop as _
from ninja import Field, Schema
from pydantic import ConfigDict

CellId = Annotated[str, Field(pattern="^8[5-9][0-9a-f]{13}$", description=_("Identifiant H3 d’une cellule."))]
INSEE = "^(?:[0-9]{2}|2[AB])[0-9]{3}$"
Insee = Annotated[str, Field(pattern=INSEE, description=_("Code INSEE de la commune."))]
ListingId = Annotated[UUID, Field(description=_("Identifiant de l’annonce (UUIDv7)."))]
IntentName = Literal["offer", "request"]
ModeName = Literal["loan", "gift", "rental", "sale", "swap", "service"]
StateName = Literal["open", "promised", "done", "expired"]
UnitName = Literal["hour", "day", "weekend", "week"]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Position = tuple[Longitude, Latitude]
Address = Annotated[str, Field(json_schema_extra={"format": "uri"})]


class Answer(Schema):
    model_config = ConfigDict(extra="forbid")


class ParameterError(Answer):
    """What is wrong with one parameter."""

    pointer: str = Field(description=_("Pointeur JSON vers le paramètre : son lieu (query ou path), puis son nom."))
    parameter: str = Field(description=_("Nom du paramètre."))
    detail: str = Field(description=_("Ce qui ne va pas et comment le corriger, dans votre langue."))

    @classmethod
    def of(cls, place: str, parameter: str, detail: str) -> ParameterError:
        token = parameter.replace("~", "~0").replace("/", "~1")  # RFC 6901
        return cls(pointer=f"#/{place}/{token}", parameter=parameter, detail=detail)


class Problem(Answer):
    """Problem details, RFC 9457."""

    type: str = Field(description=_("Adresse de la page qui explique ce genre d’erreur."))
    title: str = Field(description=_("Genre d’erreur, en quelques mots."))
    status: int = Field(description=_("Code de statut HTTP."))
    detail: str = Field(description=_("Ce qui s’est passé et que faire."))
    instance: str = Field(description=_("Chemin demandé."))
    errors: list[ParameterError] = Field(
        default_factory=list, description=_("Une entrée par paramètre à corriger ; vide pour les autres erreurs.")
    )


class Point(Answer):
    """A point of GeoJSON (RFC 7946)."""

    type: Literal["Point"] = "Point"
    coordinates: Position = Field(description=_("Longitude puis latitude, en degrés WGS 84."))


class Polygon(Answer):
    """A polygon of GeoJSON (RFC 7946)."""

    type: Literal["Polygon"] = "Polygon"
    coordinates: list[list[Position]] = Field(
        description=_("Anneaux fermés, longitude puis latitude, en degrés WGS 84.")
    )


class MultiPolygon(Answer):
    """A multipolygon of GeoJSON (RFC 7946)."""

    type: Literal["MultiPolygon"] = "MultiPolygon"
    coordinates: list[list[list[Position]]] = Field(
        description=_("Polygones, longitude puis latitude, en degrés WGS 84.")
    )


class Cell(Answer):
    """Where a listing stands: a hexagon that holds at least fifty households, or the one around a public place."""

    id: CellId
    resolution: int = Field(
        description=_("Résolution H3 de la cellule, de 5 (environ 17 km) à 9 (environ 350 m)."), ge=5, le=9
    )
    centre: Point = Field(description=_("Centre de la cellule."))
    boundary: Polygon = Field(description=_("Contour de la cellule."))


class PublicPlace(Answer):
    """A place open to all where the thing is, named by its author."""

    name: str = Field(description=_("Nom du lieu."))
    point: Point = Field(description=_("Point exact : le lieu est public."))


class CommuneName(Answer):
    insee: Insee
    name: str = Field(description=_("Nom de la commune."))


class Union(Answer):
    siren: str = Field(description=_("Numéro SIREN de l’intercommunalité."))
    name: str = Field(description=_("Nom de l’intercommunalité."))


class TownHall(Answer):
    name: str = Field(description=_("Nom de la mairie, selon l’annuaire de l’administration."))
    address: str = Field(description=_("Adresse postale ; vide si elle est inconnue."))
    website: str = Field(description=_("Site de la commune ; vide s’il est inconnu."))
    opening_hours: str = Field(
        description=_("Horaires, dans la syntaxe opening_hours d’OpenStreetMap ; vide s’ils sont inconnus.")
    )
    point: Point | None = Field(description=_("Situation ; null si elle est inconnue."))


class Commune(CommuneName):
    """A commune as lists show it."""

    department: str = Field(description=_("Code du département."))
    department_name: str = Field(description=_("Nom du département."))
    region_name: str = Field(description=_("Nom de la région."))
    postcodes: list[str] = Field(description=_("Codes postaux."))
    population: int = Field(description=_("Population municipale, en habitants."))
    url: Address = Field(description=_("Page de la commune."))
    self: Address = Field(description=_("Cette commune dans l’API."))


class CommunePage(Answer):
    items: list[Commune]
    next: Address | None = Field(description=_("Adresse de la page suivante ; null sur la dernière."))


class CommuneDetail(Commune):
    """A commune with all that is public of it."""

    union: Union | None = Field(description=_("Intercommunalité ; null pour les quelques communes qui n’en ont pas."))
    town_hall: TownHall | None = Field(description=_("Mairie ; null si elle est inconnue."))
    area_km2: float | None = Field(description=_("Surface du contour, en km²."))
    contour: Polygon | MultiPolygon | None = Field(description=_("Contour en GeoJSON ; null s’il est inconnu."))
    neighbours_over: int | None = Field(
        description=_("Les voisins inscrits sont plus nombreux que ce nombre arrondi ; null s’ils sont trop peu.")
    )
    listings: Address = Field(description=_("Annonces publiques de la commune dans l’API."))


class CategoryName(Answer):
    slug: str = Field(description=_("Identifiant stable de la catégorie."))
    label: str = Field(description=_("Nom de la catégorie, dans votre langue."))


class Branch(CategoryName):
    """A family of categories."""

    leaves: list[CategoryName] = Field(description=_("Catégories de cette famille."))


class Categories(Answer):
    items: list[Branch]


class HorizonStep(Answer):
    """A step of the ladder of horizons."""

    step: int = Field(description=_("Numéro du pas, pour le paramètre « step »."), ge=0)
    radius_km: float = Field(description=_("Rayon approximatif, en km."))
    resolution: int = Field(description=_("Résolution H3 des cellules."))
    rings: int = Field(description=_("Nombre d’anneaux de cellules autour de celle de l’origine."))


class Horizons(Answer):
    items: list[HorizonStep]


class Price(Answer):
    cents: int = Field(gt=0, description=_("Montant en centimes."))
    currency: Literal["EUR"] = "EUR"
    unit: UnitName | None = Field(description=_("Période pour laquelle le prix vaut ; null pour un prix unique."))


class Photo(Answer):
    description: str = Field(description=_("Ce que montre la photo, pour qui ne la voit pas ; peut être vide."))
    small: Address = Field(description=_("Image WebP de 320 pixels au plus."))
    large: Address = Field(description=_("Image WebP de 1600 pixels au plus."))


class Listing(Answer):
    """An offer or a request that is public on the web. Its author is met on its page, not here."""

    id: ListingId
    url: Address = Field(description=_("Page de l’annonce."))
    self: Address = Field(description=_("Cette annonce dans l’API."))
    intent: IntentName = Field(description=_("Offre ou demande."))
    mode: ModeName = Field(description=_("Prêt, don, location, vente, troc ou coup de main."))
    other_modes: list[ModeName] = Field(description=_("Pour une demande, les autres façons qui conviendraient."))
    category: CategoryName
    title: str = Field(description=_("Titre."))
    text: str = Field(description=_("Texte, en Markdown simple. À assainir avant de l’afficher."))
    price: Price | None = Field(description=_("Prix ; null quand l’annonce n’en a pas."))
    in_return: str = Field(description=_("Ce qui est souhaité en échange ; peut être vide."))
    deposit: str = Field(description=_("Caution demandée ; peut être vide."))
    wanted_on: date | None = Field(description=_("Pour une demande, le jour souhaité."))
    state: StateName = Field(
        description=_("État : en ligne, promise, conclue ou expirée. Les listes ne montrent que les annonces en ligne.")
    )
    published_at: datetime = Field(description=_("Publication, en temps universel."))
    expires_at: datetime = Field(description=_("Fin de publication, en temps universel."))
    commune: CommuneName
    cell: Cell = Field(description=_("Cellule où se trouve l’annonce : jamais une adresse."))
    public_place: PublicPlace | None = Field(description=_("Lieu public où se trouve l’annonce ; null ailleurs."))
    photos: list[Photo] = Field(description=_("Photos, dans l’ordre choisi par l’auteur."))


class ListingPage(Answer):
    items: list[Listing]
    next: Address | None = Field(description=_("Adresse de la page suivante ; null sur la dernière."))


class NearbyListing(Listing):
    distance_m: int = Field(
        ge=0,
        description=_(
            "Distance en mètres entre la cellule de l’origine et celle de l’annonce, à la résolution de l’horizon."
        ),
    )


class NearbyListingPage(Answer):
    items: list[NearbyListing]
    next: Address | None = Field(description=_("Adresse de la page suivante ; null sur la dernière."))
