"""What may be asked, and what is answered to what may not: every refusal names its parameter and how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from ninja import Field, P, PathEx, Schema
from ninja.errors import ValidationError
from ninja.operation import Operation
from pydantic import AfterValidator, ConfigDict
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import PydanticCustomError

from maillage.api import schemas
from maillage.api.problems import INVALID_PARAMETERS, NOT_FOUND, Refusal
from maillage.api.schemas import IntentName, ModeName, ParameterError
from maillage.listings import categories
from maillage.listings.cursors import Cursor
from maillage.territory.horizons import DEFAULT_STEP, LADDER

LARGEST_PAGE = 100
INSEE_LENGTH = 5
CURSOR = r"^[0-9]{1,4}\.[0-9a-f]{32}$"
# An INSEE code, or an H3 cell of resolution 5 to 9.
PLACE = r"^(?:(?:[0-9]{2}|2[AB])[0-9]{3}|8[5-9][0-9a-f]{13})$"


def _known_category(slug: str) -> str:
    try:
        categories.within(slug)
    except categories.UnknownCategory:
        raise PydanticCustomError("unknown_category", "unknown category") from None
    return slug


def _category_slugs() -> list[str]:
    tree = categories.branches()
    return sorted({branch.slug for branch in tree} | {leaf.slug for branch in tree for leaf in branch.leaves})


# PostgreSQL holds no NUL character, and a control character is never a word.
Words = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]+$")]
CategorySlug = Annotated[str, AfterValidator(_known_category), Field(json_schema_extra={"enum": _category_slugs()})]


# On the text itself: a pattern given to "a text or nothing" would be checked, but not published.
Postcode = Annotated[str, Field(pattern="^[0-9]{5}$")]
CursorText = Annotated[str, Field(pattern=CURSOR)]
InseePath = PathEx[str, P(pattern=schemas.INSEE, description=_("Code INSEE de la commune."), examples=["22050"])]
ListingPath = PathEx[UUID, P(description=_("Identifiant de l’annonce (UUIDv7)."))]


class Query(Schema):
    """Optional parameters are absent or well-formed: never null."""

    model_config = ConfigDict(extra="forbid")


class CommuneQuery(Query):
    q: Words | SkipJsonSchema[None] = Field(
        None, description=_("Début ou partie du nom, accents et fautes pardonnés : les cent plus ressemblantes.")
    )
    postcode: Postcode | SkipJsonSchema[None] = Field(None, description=_("Code postal."))
    page: int = Field(1, ge=1, le=5000, description=_("Numéro de page, à partir de 1."))
    limit: int = Field(20, ge=1, le=LARGEST_PAGE, description=_("Nombre de communes par page."))


class ListingQuery(Query):
    """What a list of listings may keep."""

    intent: IntentName | SkipJsonSchema[None] = Field(None, description=_("Offres ou demandes seulement."))
    mode: ModeName | SkipJsonSchema[None] = Field(
        None, description=_("Une seule façon : prêt, don, location, vente, troc ou coup de main.")
    )
    category: CategorySlug | SkipJsonSchema[None] = Field(
        None, description=_("Une catégorie, ou une famille entière : voir /categories.")
    )
    q: Words | SkipJsonSchema[None] = Field(None, description=_("Mots cherchés, accents et fautes pardonnés."))
    after: CursorText | SkipJsonSchema[None] = Field(
        None, description=_("Curseur de la page précédente : suivez le lien « next » tel quel.")
    )
    limit: int = Field(20, ge=1, le=LARGEST_PAGE, description=_("Nombre d’annonces par page."))


class NearbyQuery(ListingQuery):
    near: str = Field(
        pattern=PLACE,
        description=_(
            "Autour d’où : le code INSEE d’une commune, ou l’identifiant H3 d’une cellule de résolution 5 à 9."
        ),
    )
    step: int = Field(
        DEFAULT_STEP, ge=0, lt=len(LADDER), description=_("Jusqu’où : un pas de l’échelle donnée par /horizons.")
    )
    order: Literal["newest", "nearest"] = Field(
        "newest", description=_("newest : les plus récentes d’abord. nearest : les plus proches d’abord.")
    )


def cursor_of(cursor: Cursor) -> str:
    """Of one form whatever the order, so that a cursor of the right form is always understood."""
    return f"{cursor.nearness or 0}.{cursor.id.hex}"


def read_cursor(text: str, *, by_nearness: bool) -> str:
    """As the pages' cursors are written for that order."""
    return text if by_nearness else text.partition(".")[2]


Run = Callable[..., HttpResponseBase]


def strict(run: Run) -> Run:
    """Refuse parameters that an operation does not know, or that are given twice: a typo never goes unseen.

    For ninja's `add_decorator(strict, mode="view")`, which gives the bound `Operation.run`.
    """
    operation: Operation = run.__self__  # type: ignore[attr-defined]
    known = sorted(_query_parameters(operation))

    @wraps(run)
    def checked(request: HttpRequest, **path_parameters: Any) -> HttpResponseBase:
        if errors := objections(request, known):
            return operation.api.on_exception(request, Refusal(INVALID_PARAMETERS, errors=errors))
        return run(request, **path_parameters)

    return checked


def objections(request: HttpRequest, known: list[str]) -> list[ParameterError]:
    """What is wrong with the names of the parameters in a request's query."""
    return [
        ParameterError.of("query", name, sentence)
        for name, values in request.GET.lists()
        if (sentence := _objection(name, values, known))
    ]


def _objection(name: str, values: list[str], known: list[str]) -> str:
    if name not in known:
        if not known:
            return gettext("Ce paramètre n’existe pas : cette adresse n’en prend aucun. Retirez-le.")
        return gettext("Ce paramètre n’existe pas. Retirez-le, ou employez l’un de ceux-ci : %(known)s.") % {
            "known": ", ".join(known)
        }
    if len(values) > 1:
        return gettext("Ce paramètre est donné plusieurs fois. Ne gardez qu’une valeur.")
    return ""


def _query_parameters(operation: Operation) -> set[str]:
    return {
        name
        for model in operation.models
        if model.__ninja_param_source__ == "query"
        for name in model.__ninja_flatten_map__
    }


# What each error of pydantic means for a person. Values come from the error's own context.
SENTENCES: Mapping[str, str] = {
    "missing": _("Ce paramètre est nécessaire. Ajoutez-le."),
    "string_too_short": _("Écrivez au moins %(min_length)s caractère."),
    "string_too_long": _("Écrivez au plus %(max_length)s caractères."),
    "int_parsing": _("Écrivez un nombre entier."),
    "int_parsing_size": _("Ce nombre est trop grand."),
    "greater_than_equal": _("Écrivez un nombre d’au moins %(ge)s."),
    "less_than_equal": _("Écrivez un nombre d’au plus %(le)s."),
    "less_than": _("Écrivez un nombre plus petit que %(lt)s."),
    "literal_error": _("Choisissez l’une de ces valeurs : %(expected)s."),
    "uuid_parsing": _("Écrivez un identifiant de la forme 01890a5d-ac96-774b-bcce-b302099a8057."),
    "unknown_category": _("Cette catégorie n’existe pas. La liste est à l’adresse /api/v1/categories."),
}


# What a text that has another form should look like.
FORMS: Mapping[str, str] = {
    "insee": _("Écrivez un code INSEE de cinq caractères, comme 22050 ou 2A004."),
    "near": _("Écrivez le code INSEE d’une commune, comme 22050, ou une cellule H3, comme 871863c9effffff."),
    "postcode": _("Écrivez un code postal de cinq chiffres, comme 22100."),
    "after": _("Ce curseur n’est pas l’un des nôtres. Suivez le lien « next » de la page précédente tel quel."),
    "q": _("Retirez les caractères de contrôle."),
}
OTHERWISE = _("Cette valeur n’est pas acceptée. Voyez la documentation.")


def refusal(error: ValidationError) -> Refusal:
    """What ninja refused, in sentences."""
    # An optional value is "a text of that form, or absent": that it is not absent is no error of its own.
    told = [each for each in error.errors if each["type"] != "none_required"]
    return Refusal(INVALID_PARAMETERS, errors=[_told(each) for each in told])


def unknown_place() -> Refusal:
    """What `near` names has the right form and does not exist: not found, by the fault of that parameter."""
    sentence = gettext("Ce lieu n’existe pas. Cherchez le code de la commune à l’adresse /api/v1/communes.")
    return Refusal(NOT_FOUND, sentence, errors=[ParameterError.of("query", "near", sentence)])


def _told(error: dict[str, Any]) -> ParameterError:
    # ("query", "limit"), or ("query", name of the view's argument, "mode", branch of the union) inside an optional.
    place, *path = error["loc"]
    parameter = str(path[0] if len(path) == 1 else path[1])
    context = error.get("ctx", {})
    if "expected" in context:
        context = {**context, "expected": str(context["expected"]).replace(" or ", ", ").replace("'", "")}
    sentences = FORMS if error["type"] == "string_pattern_mismatch" else SENTENCES
    sentence = sentences.get(parameter if sentences is FORMS else error["type"], OTHERWISE)
    return ParameterError.of(str(place), parameter, gettext(sentence) % context)
