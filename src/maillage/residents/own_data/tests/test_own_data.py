"""Taking one's data away: all of it, by its owner alone, for a week."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.test import Client

from maillage.platform import clock, media, sealed
from maillage.platform.tests.uploads import a_photo
from maillage.residents import actions as residents
from maillage.residents.own_data import actions
from maillage.residents.own_data.models import Export
from maillage.residents.proofs.actions import vouching
from maillage.residents.proofs.tests.factories import JERZUAL, a_verified, an_inhabitant
from maillage.residents.tests.factories import a_resident

Notice = apps.get_model("notices.Notice")  # told of from above residents

pytestmark = pytest.mark.django_db


def a_zip(resident) -> ZipFile:
    export = actions.ask(resident)
    assert actions.make(export.pk)
    export.refresh_from_db()
    return ZipFile(BytesIO(actions.take(export)))


def test_the_zip_holds_a_page_data_and_photos():
    maelle = an_inhabitant("Maëlle", JERZUAL, about="J’aime <b>lire</b>", photo=media.take(a_photo()))
    archive = a_zip(maelle)
    page = archive.read("donnees.html").decode()
    assert f"photos/{maelle.photo_id}.webp" in archive.namelist()
    assert "J’aime &lt;b&gt;lire&lt;/b&gt;" in page
    assert JERZUAL in page
    content = json.loads(archive.read("donnees.json"))
    (account,) = [
        table
        for chapter in content["chapters"]
        for table in chapter["tables"]
        if table["model"] == "residents.Resident"
    ]
    assert account["rows"][0]["about"] == "J’aime <b>lire</b>"
    assert account["columns"]["email"]["purpose"]


def test_an_export_does_not_tell_who_declined():
    ines, yann = an_inhabitant("Inès"), a_verified("Yann")
    vouching.decline(vouching.ask(ines, yann))
    text = a_zip(ines).read("donnees.json").decode()
    assert "Yann" in text  # whom she asked
    assert "declined" not in text
    assert "answered_at" not in text


def test_asking_twice_while_it_is_made_is_asking_once():
    maelle = a_resident()
    assert actions.ask(maelle) == actions.ask(maelle)


def test_it_is_made_once_and_told_once():
    maelle = a_resident()
    export = actions.ask(maelle)
    assert [actions.make(export.pk), actions.make(export.pk)] == [True, False]
    assert Notice.objects.filter(to=maelle, kind="own_data.export_ready").count() == 1


def test_three_a_week():
    maelle = a_resident()
    for _ in range(3):
        actions.make(actions.ask(maelle).pk)
    with pytest.raises(actions.Enough):
        actions.ask(maelle)


def fresh(resident) -> Client:
    """A browser in which that person has just proved who they are."""
    from allauth.account.internal.flows.login import record_authentication
    from django.http import HttpRequest

    client = Client()
    client.force_login(resident)
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, resident, method="code", reauthenticated=True)
    request.session.save()
    return client


def test_only_its_owner_takes_it_and_each_time_is_counted():
    maelle, yann = a_resident("Maëlle"), a_resident("Yann")
    export = actions.ask(maelle)
    actions.make(export.pk)
    path = f"/compte/donnees/{export.pk}/"
    assert fresh(yann).post(path).status_code == 404
    answer = fresh(maelle).post(path)
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (
        200, "application/zip", "private, no-store",
    )  # fmt: skip
    assert fresh(maelle).get(path).status_code == 405  # no link gives it
    export.refresh_from_db()
    assert export.taken == 1


def test_without_a_fresh_proof_it_is_asked_for_first():
    maelle = a_resident()
    client = Client()
    client.force_login(maelle)
    for answer in (client.get("/compte/donnees/"), client.post("/compte/donnees/")):
        assert answer["Location"].startswith("/compte/confirmer/")
    assert not Export.objects.exists()


def test_it_is_forgotten_after_a_week_and_when_its_owner_leaves(django_capture_on_commit_callbacks):
    maelle = a_resident()
    export = actions.ask(maelle)
    actions.make(export.pk)
    with clock.at(clock.now() + timedelta(days=7)), django_capture_on_commit_callbacks(execute=True):
        assert actions.forget_old() == 1
    with pytest.raises(sealed.Gone):
        sealed.read(actions.FOLDER, export.pk, bytes(export.key))
    second = actions.ask(maelle)
    residents.leave(maelle)
    assert not actions.make(second.pk)
    assert not Export.objects.exists()
