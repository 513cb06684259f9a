"""What is around somebody: the feed, the list and the page of each listing agree for everyone, wherever they live."""

from __future__ import annotations

from itertools import product
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maillage.feed import queries as feed
from maillage.feed.models import Audience, Entry
from maillage.feed.tests.factories import cell_of
from maillage.listings import access, actions, browsing
from maillage.listings.actions import Content
from maillage.listings.browsing import Sieve
from maillage.listings.models import Listing, Mode
from maillage.listings.queries import viewpoint_of
from maillage.platform import clock
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident
from maillage.territory import cells, horizons
from maillage.territory.horizons import LADDER
from maillage.territory.models import CellHorizon
from maillage.territory.tests.factories import DINAN, LANVALLAY, THOMERY

pytestmark = pytest.mark.django_db

LISTED = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def of_step(resident: Resident, step: int) -> Resident:
    """The resident, who sees as far as a step."""
    CellHorizon.objects.update_or_create(
        cell=cell_of(resident), defaults={"step": step, "active_neighbours": 1, "computed_at": clock.now()}
    )
    return resident


def on_the_feed(viewer: Resident) -> list[UUID]:
    return [entry.subject_id for entry in feed.around(viewer, horizons.of(cell_of(viewer)))]


def on_the_list(viewer: Resident, *, nearest_first: bool = False) -> list[UUID]:
    viewpoint = viewpoint_of(viewer)
    sieve = Sieve(horizon=viewpoint.horizon, around_me=True, nearest_first=nearest_first)
    return [listing.pk for listing in browsing.page(viewpoint, sieve).listings]


def an_offer(author: Resident, audience: Audience = Audience.NEIGHBOURS, reach_step: int | None = None) -> Listing:
    return actions.offer(
        author,
        Content(mode=Mode.LOAN, category="drills", title="Échelle", audience=audience, reach_step=reach_step),
    )


def test_a_villager_who_sees_far_is_seen_from_the_town():
    villager = of_step(a_resident(cell=cells.finest_cell(48.60, -2.05)), 4)
    in_town = of_step(a_resident(commune=DINAN), 1)
    offer = an_offer(villager)
    assert not horizons.of(cell_of(in_town)).contains(offer.point_cell)
    assert on_the_feed(in_town) == on_the_list(in_town) == [offer.pk]


def test_what_reaches_from_beyond_comes_after_what_is_nearest():
    in_town = of_step(a_resident(commune=DINAN), 0)
    near = an_offer(a_resident(commune=DINAN))
    far = an_offer(of_step(a_resident(cell=cells.finest_cell(48.60, -2.05)), 4))
    assert on_the_list(in_town, nearest_first=True) == [near.pk, far.pk]


@pytest.mark.parametrize(
    ("audience", "commune", "step", "reach_step"),
    [*product(Audience, (DINAN, LANVALLAY, THOMERY), (0, 3, 6), (0, 2, 6))],
)
def test_feed_list_and_page_agree(audience: Audience, commune: str, step: int, reach_step: int):
    viewer = of_step(a_resident(commune=DINAN), step)
    offer = an_offer(a_resident(commune=commune), audience, reach_step)
    assert on_the_feed(viewer) == on_the_list(viewer)
    if audience == Audience.NEIGHBOURS:
        assert access.may_see(viewpoint_of(viewer), offer) == (on_the_feed(viewer) == [offer.pk])


@LISTED
@given(
    placed=st.lists(
        st.tuples(
            st.floats(47.9, 49.0),
            st.floats(-2.8, -1.4),
            st.integers(0, len(LADDER) - 1),
            st.sampled_from(Audience),
        ),
        max_size=8,
    ),
    step=st.integers(0, len(LADDER) - 1),
)
def test_feed_and_list_hold_the_same_wherever_people_live(placed: list[tuple[float, float, int, Audience]], step: int):
    Listing.objects.all().delete()
    Entry.objects.all().delete()
    viewer = of_step(a_resident(commune=DINAN), step)
    author = a_resident(commune=DINAN)
    for lat, lon, reach_step, audience in placed:
        author.cell = cells.finest_cell(lat, lon)
        an_offer(author, audience, reach_step)
    assert on_the_feed(viewer) == on_the_list(viewer)
