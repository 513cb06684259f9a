"""From the catalogue: every personal column is in the export, and nothing personal outlives the account unannounced."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import Model
from django.test import Client

from maillage.agreements.tests.factories import a_loan, in_force
from maillage.platform import catalogue
from maillage.platform.catalogue import Personal
from maillage.portal.rights import Standing
from maillage.residents import actions as residents
from maillage.residents.models import Resident
from maillage.residents.own_data import packing
from maillage.residents.own_data.gathering import rows_of
from maillage.residents.own_data.preview import preview
from tests.permissions_world import World, a_world

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    """Somebody who has something of everything that the permission table speaks of."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield a_world()
        transaction.set_rollback(True)


def personal() -> list[Personal]:
    return [each for each in catalogue.declarations() if isinstance(each, Personal) and each.person is not None]


def test_every_exported_column_of_every_row_is_in_the_zip(world: World) -> None:
    concerned = world.people[Standing.CONCERNED]
    content = json.loads(ZipFile(BytesIO(packing.pack(concerned))).read("donnees.json"))
    tables = {table["model"]: table for chapter in content["chapters"] for table in chapter["tables"]}
    for declaration in personal():
        exported = {name for name, column in declaration.columns.items() if column.is_exported}
        rows = rows_of(declaration, concerned).count()
        if exported and rows:
            assert len(tables[declaration.model]["rows"]) == rows, declaration.model
            assert all(set(row) == exported for row in tables[declaration.model]["rows"]), declaration.model
        else:
            assert declaration.model not in tables


def test_nothing_that_is_not_exported_is_in_the_zip(world: World) -> None:
    text = ZipFile(BytesIO(packing.pack(world.people[Standing.CONCERNED]))).read("donnees.json").decode()
    concerned = world.people[Standing.CONCERNED]
    assert concerned.password not in text
    assert str(world.people[Standing.BLOCKED].email) not in text


def exported(resident: Resident, model: str) -> list[dict[str, Any]]:
    content = json.loads(ZipFile(BytesIO(packing.pack(resident))).read("donnees.json"))
    tables = [table for chapter in content["chapters"] for table in chapter["tables"] if table["model"] == model]
    return [row for table in tables for row in table["rows"]]


def test_an_exchange_is_in_the_exports_of_both_without_the_words_of_the_other() -> None:
    booking = a_loan(words="Pour deux étagères.")
    in_force(booking)
    assert {row["owner"] for row in exported(booking.owner, "bookings.Booking")} == {booking.owner.name}
    (lent,), (borrowed,) = (exported(person, "bookings.Booking") for person in (booking.owner, booking.borrower))
    assert (lent["borrower"], lent["words"]) == ("Yann", None)
    assert borrowed["words"] == "Pour deux étagères."
    assert lent["period"] == borrowed["period"]
    for person in (booking.owner, booking.borrower):
        assert len(exported(person, "agreements.Agreement")) == len(exported(person, "agreements.Version")) == 1
    text = ZipFile(BytesIO(packing.pack(booking.owner))).read("donnees.json").decode()
    assert booking.borrower.email not in text


def test_whom_a_block_hides_has_no_name_in_an_export() -> None:
    booking = a_loan()
    residents.block(booking.owner, booking.borrower)
    for person in (booking.owner, booking.borrower):
        (row,) = exported(person, "bookings.Booking")
        assert "Une personne" in (row["owner"], row["borrower"])
    assert "Yann" not in json.dumps(exported(booking.owner, "bookings.Booking"))


def test_after_closing_only_what_the_preview_said_remains(world: World) -> None:
    """Each column that the catalogue does not say to outlive the account is empty, or its row is gone."""
    concerned = Resident.objects.get(pk=world.people[Standing.CONCERNED].pk)
    announced = {str(each.purpose) for part in preview(concerned) for each in part.staying}
    with transaction.atomic():
        residents.leave(concerned)
        left = [
            (declaration, name, column)
            for declaration in personal()
            for row in rows_of(declaration, concerned)
            for name, column in declaration.columns.items()
            if not is_empty(row, name, concerned)
        ]
        transaction.set_rollback(True)
    assert left  # what others keep of the exchange: messages, a report
    unannounced = {f"{d.model}.{name}" for d, name, column in left if str(column.purpose) not in announced}
    assert unannounced == set()


def is_empty(row: Model, name: str, person: Resident) -> bool:
    """Whether a column tells nothing; the emptied account itself tells nothing of anybody."""
    value = getattr(row, name)
    if row == person:
        blank = {"email": f"{person.pk.hex}@parti.invalid", "language": "fr"}
        return value in (None, "", [], False, 0, blank.get(name)) or (name == "password" and value.startswith("!"))
    return value in (None, "", [], {}, False)


def test_the_preview_is_on_the_page_that_closes_the_account(world: World) -> None:
    page = world.client(Standing.CONCERNED).get("/compte/fermer/")
    assert page.status_code in {200, 302}  # a proof is asked for first once a quarter of an hour has passed
    parts = preview(world.people[Standing.CONCERNED])
    assert any(part.staying for part in parts)
    assert all(part.leaving or part.staying for part in parts)


def test_the_privacy_page_names_every_personal_column() -> None:
    page = Client().get("/confidentialite/").content.decode()
    missing = [
        f"{declaration.model}.{name}"
        for declaration in catalogue.declarations()
        if isinstance(declaration, Personal)
        for name in declaration.columns
        if f"<code>{declaration.model}.{name}</code>" not in page
    ]
    assert missing == []


def test_every_declared_model_is_a_model() -> None:
    assert all(apps.get_model(declaration.model) for declaration in personal())
