"""The data catalogue is whole."""

from __future__ import annotations

import pytest
from django.apps import apps

from maillage.platform import catalogue
from maillage.platform.catalogue import Column, Impersonal, Personal


def test_every_column_of_every_model_says_what_it_is_for() -> None:
    assert catalogue.gaps() == []


def test_the_way_from_a_row_to_its_person_exists() -> None:
    """Export and erasure follow it."""
    for declaration in catalogue.declarations():
        if not isinstance(declaration, Personal) or not declaration.person:
            continue
        for path in {declaration.person, *declaration.also, *declaration.own.values()}:
            model = apps.get_model(declaration.model)
            for step in path.split("__"):
                model = model._meta.get_field(step).related_model
            assert model._meta.label == "residents.Resident", declaration.model
        assert set(declaration.own) <= set(declaration.columns)


@pytest.mark.parametrize(
    ("declarations", "gap"),
    [
        ([], "platform.Photo is not declared"),
        (
            [Personal("platform.Photo", None, {}, ("id", "width", "height", "created_at"))],
            "platform.Photo.description is not",
        ),
        (
            [Personal("platform.Photo", None, {"colour": Column("?")})],
            "platform.Photo.colour is declared and is no column",
        ),
        ([Impersonal("platform.Photo", "?"), Impersonal("platform.Photo", "?")], "declared 2 times"),
        ([Impersonal("platform.Postcard", "?")], "platform.Postcard is declared and is no model"),
        ([Personal("platform.Photo", None, {"id": Column("?")}, ("id",))], "platform.Photo.id is both"),
    ],
    ids=["a model forgotten", "a column forgotten", "a column that left", "twice", "a model that left", "both"],
)
def test_a_gap_is_named(monkeypatch: pytest.MonkeyPatch, declarations: list[catalogue.Declaration], gap: str) -> None:
    monkeypatch.setattr(catalogue, "declarations", lambda: iter(declarations))
    assert any(gap in sentence for sentence in catalogue.gaps())


def test_a_home_is_seen_by_its_owner_only() -> None:
    (vault,) = [each for each in catalogue.declarations() if each.model == "residents.Residence"]
    assert {column.seen_by for column in vault.columns.values()} == {catalogue.SeenBy.OWNER}
