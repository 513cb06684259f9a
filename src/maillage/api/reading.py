"""The specification turned into what a page of documentation shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

# A form lists its values up to this many; beyond, an address does.
FEW_VALUES = 8
# The one header, the language, holds for every address: the page says it once.
PLACES = ("path", "query")


@dataclass(frozen=True)
class Parameter:
    """What may be asked, in the path or in the query."""

    name: str
    place: str
    form: str
    description: str
    is_required: bool


@dataclass(frozen=True)
class Operation:
    """One address to read."""

    id: str
    path: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    answer: str


@dataclass(frozen=True)
class Property:
    name: str
    form: str
    description: str


@dataclass(frozen=True)
class Model:
    """What an answer is made of."""

    name: str
    properties: tuple[Property, ...]


def operations(specification: dict[str, Any]) -> list[Operation]:
    return [
        Operation(
            id=details["get"]["operationId"],
            path=path,
            summary=details["get"]["summary"],
            description=details["get"]["description"],
            parameters=tuple(_parameter(each) for each in details["get"]["parameters"] if each["in"] in PLACES),
            answer=_name(details["get"]["responses"][200]["content"]["application/json"]["schema"]),
        )
        for path, details in specification["paths"].items()
    ]


def models(specification: dict[str, Any]) -> list[Model]:
    """Those that answers are made of, by name."""
    return [
        Model(name, tuple(_properties(schema)))
        for name, schema in sorted(specification["components"]["schemas"].items())
        if "properties" in schema
    ]


def _parameter(details: dict[str, Any]) -> Parameter:
    places = {"path": _("chemin"), "query": _("requête")}
    return Parameter(
        name=details["name"],
        place=places[details["in"]],
        form=_form(details["schema"]),
        description=details.get("description", ""),
        is_required=details["required"],
    )


def _properties(schema: dict[str, Any]) -> Iterator[Property]:
    for name, details in schema["properties"].items():
        yield Property(name, _form(details), details.get("description", ""))


def _name(schema: dict[str, Any]) -> str:
    return str(schema["$ref"]).rsplit("/", 1)[-1]


def _form(schema: dict[str, Any]) -> str:
    """What a value looks like, in a few words."""
    if "$ref" in schema:
        return _name(schema)
    if "anyOf" in schema:
        return _(" ou ").join(_form(each) for each in schema["anyOf"])
    if "const" in schema:
        return _("« %(value)s »") % {"value": schema["const"]}
    if "enum" in schema:
        return _values(schema["enum"])
    if schema.get("type") == "array":
        return _list(schema)
    kinds = {
        "string": _("texte"),
        "integer": _("entier"),
        "number": _("nombre"),
        "boolean": _("oui ou non"),
        "null": "null",
    }
    words = [_formats().get(schema.get("format", ""), kinds[schema["type"]])]
    if "minimum" in schema and "maximum" in schema:
        words.append(_("de %(least)s à %(most)s") % {"least": schema["minimum"], "most": schema["maximum"]})
    if schema.get("default") is not None:
        words.append(_("par défaut %(value)s") % {"value": schema["default"]})
    return ", ".join(words)


def _values(values: list[Any]) -> str:
    shown = ", ".join(str(value) for value in values[:FEW_VALUES])
    return shown if len(values) <= FEW_VALUES else _("l’une de %(count)s valeurs") % {"count": len(values)}


def _list(schema: dict[str, Any]) -> str:
    if "prefixItems" in schema:
        return _("deux nombres")
    return _("liste de : %(form)s") % {"form": _form(schema["items"])}


def _formats() -> dict[str, str]:
    return {
        "uri": _("adresse web"),
        "uuid": _("identifiant UUID"),
        "date": _("date (AAAA-MM-JJ)"),
        "date-time": _("date et heure (ISO 8601)"),
    }
