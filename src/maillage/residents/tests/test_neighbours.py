"""Meeting neighbours, and no longer meeting one of them."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from maillage.platform import clock, months
from maillage.residents import access, actions, queries
from maillage.residents.models import Block, Resident
from maillage.residents.tests.factories import a_resident
from maillage.residents.tests.journeys import sign_in
from maillage.territory import horizons
from maillage.territory.models import CellHorizon
from maillage.territory.places import Place
from maillage.territory.tests.factories import a_commune

pytestmark = pytest.mark.django_db


@pytest.fixture
def me(client: Client) -> Resident:
    resident = a_resident("Maëlle", email="maelle@exemple.fr")
    sign_in(client, resident)
    return resident


def test_a_neighbour_shows_a_name_words_and_skills(client: Client, me: Resident) -> None:
    yann = a_resident("Yann", about="J’aime bricoler.", skills=["réparer un vélo"])
    page = client.get(reverse("resident", args=[yann.pk])).content.decode()
    assert "J’aime bricoler." in page
    assert "réparer un vélo" in page
    assert "dans votre quartier" in page
    assert yann.email not in page


def test_a_page_of_a_neighbour_costs_few_questions_to_the_database(client: Client, me: Resident) -> None:
    yann = a_resident("Yann", skills=["réparer un vélo"] * 9)
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("resident", args=[yann.pk]))
    assert len(asked) <= 8


def test_what_a_neighbour_writes_is_text(client: Client, me: Resident) -> None:
    yann = a_resident("<b>Yann</b>", about="<script>alert(1)</script>", skills=["<img src=x>"])
    page = client.get(reverse("resident", args=[yann.pk])).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x>" not in page
    assert "<b>Yann" not in page


@pytest.mark.parametrize(
    "changes",
    [
        {"settled": False},
        {"suspended_at": clock.now()},
        {"is_active": False, "left_at": clock.now()},
    ],
    ids=["never settled", "suspended", "gone"],
)
def test_who_is_not_there_is_not_found(client: Client, me: Resident, changes: dict[str, object]) -> None:
    other = a_resident("Yann", **changes)  # type: ignore[arg-type]
    assert client.get(reverse("resident", args=[other.pk])).status_code == 404
    present = a_resident("Yann")
    assert client.get(reverse("resident", args=[present.pk])).status_code == 200  # the same set-up, allowed


def test_a_visitor_is_sent_to_the_entry(client: Client) -> None:
    yann = a_resident("Yann")
    path = reverse("resident", args=[yann.pk])
    assert client.get(path)["Location"] == f"{reverse('account_login')}?next={path}"


def test_who_has_not_settled_goes_and_settles(client: Client) -> None:
    sign_in(client, a_resident(email="maelle@exemple.fr", settled=False))
    assert client.get(reverse("resident", args=[a_resident("Yann").pk]))["Location"] == reverse("settle")


def test_a_suspended_person_reads_why_and_may_leave_but_not_write(client: Client) -> None:
    me = a_resident("Maëlle", email="maelle@exemple.fr")
    sign_in(client, me)
    Resident.objects.update(suspended_at=clock.now())
    assert client.get(reverse("resident", args=[me.pk])).status_code == 403
    assert client.post(reverse("profile"), {"name": "Autre"}).status_code == 403
    assert client.get(reverse("account")).status_code == 200
    assert client.get(reverse("account_leave")).status_code == 200


# Blocking


def what_they_get(path: str, viewer: Resident) -> str:
    """The whole answer to a page, without what changes at every request."""
    client = Client()
    client.force_login(viewer)
    response = client.get(path)
    text = f"{response.status_code} {response.content.decode()}"
    return re.sub(r'(csrfmiddlewaretoken" value=")[^"]*', r"\1", text).replace(path, "PATH")


def test_blocking_hides_each_from_the_other_and_unblocking_shows_them_again() -> None:
    me, yann = a_resident("Maëlle"), a_resident("Yann")
    assert access.resident(me, yann.pk) == yann
    assert access.resident(yann, me.pk) == me
    actions.block(me, yann)
    for viewer, other in ((me, yann), (yann, me)):
        assert queries.hidden_from(viewer) == {other.pk}
        with pytest.raises(Http404):
            access.resident(viewer, other.pk)
    actions.unblock(me, yann)
    assert access.resident(me, yann.pk) == yann
    assert queries.hidden_from(yann) == frozenset()


def test_what_a_blocked_person_gets_is_what_they_get_of_nobody() -> None:
    me, yann = a_resident("Maëlle"), a_resident("Yann")
    actions.block(me, yann)
    for viewer, other in ((yann, me), (me, yann)):
        of_blocked = what_they_get(reverse("resident", args=[other.pk]), viewer)
        of_nobody = what_they_get(reverse("resident", args=[uuid4()]), viewer)
        assert of_blocked == of_nobody
        assert of_blocked.startswith("404")


def test_unblocking_ones_own_block_leaves_the_others() -> None:
    me, yann = a_resident("Maëlle"), a_resident("Yann")
    actions.block(me, yann)
    actions.block(yann, me)
    actions.unblock(me, yann)
    assert queries.hidden_from(me) == {yann.pk}


def test_someone_blocks_and_unblocks_without_javascript(client: Client, me: Resident) -> None:
    yann = a_resident("Yann")
    client.post(reverse("block", args=[yann.pk]))
    assert Block.objects.filter(blocker=me, blocked=yann).exists()
    assert "Yann" in client.get(reverse("blocks")).content.decode()
    assert client.get(reverse("resident", args=[yann.pk])).status_code == 404
    client.post(reverse("unblock", args=[yann.pk]))
    assert client.get(reverse("resident", args=[yann.pk])).status_code == 200


def test_who_was_blocked_does_not_see_it_in_their_own_list(client: Client, me: Resident) -> None:
    yann = a_resident("Yann")
    actions.block(yann, me)
    assert "Yann" not in client.get(reverse("blocks")).content.decode()
    assert client.post(reverse("unblock", args=[yann.pk])).status_code == 404


def test_nobody_blocks_themselves(client: Client, me: Resident) -> None:
    assert client.post(reverse("block", args=[me.pk])).status_code == 404


def test_who_is_hidden_comes_with_the_acting_resident() -> None:
    me, yann = a_resident("Maëlle"), a_resident("Yann")
    actions.block(yann, me)
    acting = Resident.objects.acting().get(pk=me.pk)
    with CaptureQueriesContext(connection) as asked:
        assert queries.hidden_from(acting) == {yann.pk}
        assert acting.charges == ()
        assert str(acting.commune) == "Dinan"
    assert len(asked) == 0


def test_how_far_they_see_comes_with_the_acting_resident_and_follows_their_home() -> None:
    me, elsewhere = a_resident("Maëlle"), a_commune("77463")
    assert me.cell is not None
    CellHorizon.objects.create(cell=me.cell, step=0, active_neighbours=100, computed_at=clock.now())
    acting = Resident.objects.acting().get(pk=me.pk)
    with CaptureQueriesContext(connection) as asked:
        assert queries.horizon_of(acting) == horizons.Horizon(me.cell, 0)
    assert len(asked) == 0
    assert elsewhere.lat is not None
    assert elsewhere.lon is not None
    actions.settle(acting, Place(label="", kind="point", lat=elsewhere.lat, lon=elsewhere.lon, commune=elsewhere))
    assert queries.horizon_of(acting) == horizons.Horizon(acting.cell or 0, horizons.DEFAULT_STEP)


# Counting


def test_a_horizon_counts_the_active_and_only_them() -> None:
    me = a_resident("Maëlle")
    a_resident("Yann")
    a_resident("Partie depuis longtemps", last_active_on=months.before(clock.today(), 3))
    a_resident("Suspendue", suspended_at=clock.now())
    a_resident("Loin", commune="77463")
    assert me.cell is not None
    assert queries.active_near(horizons.Horizon(me.cell, 0)) == 2


def test_the_night_counts_every_cell_and_says_nought_where_all_stay_away() -> None:
    me = a_resident("Maëlle")
    away = a_resident("Loin", commune="77463", last_active_on=months.before(clock.today(), 4))
    a_resident("Sans domicile", settled=False)
    assert queries.active_by_cell() == {me.cell: 1, away.cell: 0}


def test_the_month_of_a_visit_is_written_once_a_month(client: Client, me: Resident) -> None:
    next_month = clock.now() + timedelta(days=31)
    with clock.at(next_month):
        with CaptureQueriesContext(connection) as first:
            client.get(reverse("account"))
        with CaptureQueriesContext(connection) as second:
            client.get(reverse("account"))
        me.refresh_from_db()
        assert me.last_active_on == months.first_day(clock.today())
    writes = [
        [query for query in asked if "last_active_on" in query["sql"] and "UPDATE" in query["sql"]]
        for asked in (first, second)
    ]
    assert [len(each) for each in writes] == [1, 0]


def test_the_month_of_a_visit_is_never_shown(client: Client, me: Resident) -> None:
    yann = a_resident("Yann", last_active_on=months.before(clock.today(), 1))
    page = client.get(reverse("resident", args=[yann.pk])).content.decode()
    Resident.objects.filter(pk=yann.pk).update(last_active_on=months.before(clock.today(), 5))
    later = client.get(reverse("resident", args=[yann.pk])).content.decode()
    token = r'(csrfmiddlewaretoken" value=")[^"]*'
    assert re.sub(token, "", page) == re.sub(token, "", later)
