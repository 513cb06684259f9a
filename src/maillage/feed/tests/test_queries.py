from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maillage.feed import actions, queries
from maillage.feed.models import Audience, Entry, Voice
from maillage.feed.tests.factories import an_entry, cell_of
from maillage.platform import clock
from maillage.platform.ids import new_id
from maillage.residents.models import Block, Resident
from maillage.residents.tests.factories import a_resident
from maillage.territory import cells, horizons
from maillage.territory.horizons import LADDER, Horizon
from maillage.territory.tests.factories import DINAN, LANVALLAY, THOMERY, a_commune

pytestmark = pytest.mark.django_db
LARGEST = len(LADDER) - 1
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def around(viewer, step: int = 3, **filters) -> list[Entry]:
    return queries.around(viewer, Horizon(cell_of(viewer), step), **filters)


def test_the_newest_comes_first():
    viewer, author = a_resident(), a_resident()
    old, new = an_entry(author), an_entry(author)
    assert around(viewer) == [new, old]


@pytest.mark.parametrize("step", range(len(LADDER)))
def test_the_horizon_holds_what_is_near_and_not_what_is_far(step: int):
    viewer = a_resident(commune=DINAN)
    near = an_entry(a_resident(commune=DINAN), point_cell=cell_of(viewer))
    an_entry(a_resident(commune=THOMERY))
    assert around(viewer, step) == [near]


def test_what_speaks_to_a_commune_reaches_all_of_it_beyond_the_horizon():
    viewer = a_resident(commune=DINAN)
    author = a_resident(commune=DINAN)
    far_cell = a_resident(commune=THOMERY).cell
    entry = an_entry(author, audience=Audience.COMMUNE, point_cell=far_cell)
    assert around(viewer) == [entry]


def test_what_speaks_to_the_next_commune_is_absent_though_near():
    viewer = a_resident(commune=DINAN)
    neighbour = a_resident(commune=LANVALLAY)
    assert horizons.of(cell_of(viewer)).contains(cell_of(neighbour))
    an_entry(neighbour, audience=Audience.COMMUNE)
    assert around(viewer) == []


def test_an_entry_of_ones_commune_inside_the_horizon_comes_once():
    viewer = a_resident()
    entry = an_entry(a_resident(), audience=Audience.COMMUNE)
    assert around(viewer) == [entry]


@pytest.mark.parametrize("viewer_blocks", [True, False])
def test_blocked_people_are_absent_to_each_other(viewer_blocks: bool):
    viewer, author = a_resident(), a_resident()
    an_entry(author)
    blocker, blocked = (viewer, author) if viewer_blocks else (author, viewer)
    Block.objects.create(blocker=blocker, blocked=blocked)
    assert around(viewer) == []


def test_entries_without_an_author_stay_when_somebody_is_hidden():
    viewer, hidden = a_resident(), a_resident()
    Block.objects.create(blocker=viewer, blocked=hidden)
    entry = an_entry(a_resident(), voice=Voice.TOWN)
    Entry.objects.update(author=None)
    assert around(viewer) == [entry]


def test_suspended_authors_leave_no_hole_in_a_page():
    viewer, author, suspended = a_resident(), a_resident(), a_resident(suspended_at=datetime(2026, 11, 1, tzinfo=UTC))
    kept = [an_entry(author) for _ in range(3)]
    for _ in range(5):
        an_entry(suspended)
    assert around(viewer, limit=3) == kept[::-1]


def test_only_the_kinds_asked_for_come():
    viewer, author = a_resident(), a_resident()
    an_entry(author, kind="loan")
    gift = an_entry(author, kind="gift")
    assert around(viewer, kinds=["gift"]) == [gift]


def test_an_unknown_kind_is_refused():
    with pytest.raises(queries.UnknownKind):
        around(a_resident(), kinds=["gift' OR 1=1"])


def test_pages_follow_each_other_while_others_publish():
    viewer, author = a_resident(), a_resident()
    told = [an_entry(author) for _ in range(5)]
    first = around(viewer, limit=2)
    an_entry(author)
    second = around(viewer, limit=2, before=first[-1].id)
    third = around(viewer, limit=2, before=second[-1].id)
    assert first + second + third == told[::-1]


def test_a_page_costs_one_query_whatever_its_length(django_assert_num_queries):
    viewer = a_resident()
    for _ in range(12):
        an_entry(a_resident())
    viewer = Resident.objects.acting().get(pk=viewer.pk)  # as the middleware loads who acts
    with django_assert_num_queries(1):
        cards = [(str(entry.author), entry.commune.name, entry.photo, entry.photo_url) for entry in around(viewer)]
    assert len(cards) == 12


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(placed=st.lists(st.tuples(st.floats(48.3, 48.6), st.floats(-2.3, -1.8)), max_size=12), step=st.integers(0, 6))
def test_the_sql_and_the_horizon_agree(placed: list[tuple[float, float]], step: int):
    Entry.objects.all().delete()
    viewer = a_resident()
    horizon = Horizon(cell_of(viewer), step)
    entries = [an_entry(viewer, point_cell=cells.finest_cell(lat, lon)) for lat, lon in placed]
    expected = [entry for entry in reversed(entries) if horizon.contains(entry.point_cell)]
    assert queries.around(viewer, horizon) == expected


@pytest.mark.parametrize("step", [0, 2, 4, 6])
def test_each_cell_is_read_by_its_index(step: int):
    commune = a_commune()
    viewer = a_resident(commune=commune)
    point = cells.point_cells(cell_of(viewer))
    Entry.objects.bulk_create(
        Entry(
            kind="loan", subject_kind="listing", subject_id=new_id(), commune=commune, audience="neighbours", title="x",
            url="/", point_cell=cell_of(viewer), **{name: cell + i % 25 for name, cell in point._asdict().items()},
            **actions.reaching(cell_of(viewer), i % len(LADDER)),
        )
        for i in range(5000)
    )  # fmt: skip
    horizon = Horizon(cell_of(viewer), step)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE feed_entry")
    plan = queries.newest(horizon, commune=commune.pk).explain()
    assert f"using entry_{horizon.field} " in plan, plan
    assert "using entry_commune " in plan
    assert "using entry_reach " in plan
    assert "Seq Scan on feed_entry" not in plan


def test_what_reaches_the_reader_is_read_from_there_and_once():
    author, viewer = a_resident(commune=DINAN), a_resident(commune=THOMERY)
    near = a_resident(commune=DINAN)
    reach = Horizon(cell_of(author), LARGEST)
    elsewhere = cells.point_cells(max(reach.cells)).cell_8
    far = a_resident(commune=THOMERY, cell=elsewhere)
    entry = an_entry(author, reach_step=reach.step)
    assert not Horizon(elsewhere, 1).contains(cell_of(author))
    assert around(far, 1) == [entry]
    assert around(near, 3) == [entry]
    assert around(viewer, 3) == []


def test_telling_again_with_another_reach_forgets_the_former_one():
    author = a_resident(commune=DINAN)
    reach = Horizon(cell_of(author), LARGEST)
    far = a_resident(commune=DINAN, cell=cells.point_cells(max(reach.cells)).cell_8)
    entry = an_entry(author, reach_step=reach.step)
    an_entry(author, subject_id=entry.subject_id, reach_step=1)
    assert around(far, 1) == []


def test_what_is_both_near_and_reaching_fills_no_two_places_of_a_page():
    viewer, author = a_resident(), a_resident()
    told = [an_entry(author, reach_step=LARGEST) for _ in range(4)]
    assert around(viewer, limit=3) == told[:0:-1]


def test_what_has_ended_is_gone_at_once():
    viewer, author = a_resident(), a_resident()
    kept, ended = an_entry(author, until=NOON), an_entry(author, until=NOON - timedelta(seconds=1))
    for_all = an_entry(author, audience=Audience.COMMUNE, until=NOON - timedelta(seconds=1))
    carried = an_entry(a_resident(commune=THOMERY), reach_step=LARGEST, until=NOON - timedelta(seconds=1))
    with clock.at(NOON - timedelta(seconds=2)):
        assert {entry.pk for entry in around(viewer)} == {kept.pk, ended.pk, for_all.pk}
        assert carried in around(a_resident(commune=THOMERY))
    with clock.at(NOON - timedelta(seconds=1)):
        assert around(viewer) == [kept]
        assert around(a_resident(commune=THOMERY)) == []


def test_what_has_ended_leaves_the_public_page_of_its_commune():
    entry = an_entry(audience=Audience.PUBLIC, until=NOON)
    with clock.at(NOON - timedelta(seconds=1)):
        assert queries.public_in(DINAN) == [entry]
    with clock.at(NOON):
        assert queries.public_in(DINAN) == []
