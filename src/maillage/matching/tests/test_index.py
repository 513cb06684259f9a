"""What meets what: exactly what the list of listings would show to who saved the search."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob

from maillage.feed.models import Audience
from maillage.feed.tests.factories import cell_of
from maillage.listings import actions as listings
from maillage.listings import browsing, categories
from maillage.listings.browsing import Sieve
from maillage.listings.models import Intent, Listing, Mode, State
from maillage.listings.queries import viewpoint_of
from maillage.listings.tests.factories import a_listing, a_request
from maillage.matching import actions, index
from maillage.matching.models import BITS, Want
from maillage.matching.tests.factories import a_want
from maillage.platform import clock
from maillage.residents.models import Block, Resident
from maillage.residents.tests.factories import a_resident
from maillage.territory import cells
from maillage.territory.horizons import LADDER, Horizon
from maillage.territory.models import CellHorizon
from maillage.territory.tests.factories import DINAN, LANVALLAY, THOMERY, a_commune

pytestmark = pytest.mark.django_db

TRIED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def told(listing: Listing) -> set[UUID]:
    return {match.resident_id for match in index.matches(listing.pk)}


def sees_as_far_as(resident: Resident, step: int) -> Resident:
    CellHorizon.objects.update_or_create(
        cell=cell_of(resident), defaults={"step": step, "active_neighbours": 1, "computed_at": clock.now()}
    )
    return resident


def listed_for(want: Want) -> set[UUID]:
    """What the list shows to who saved it, with the same filters: the rule that the inverted search must follow."""
    viewpoint = viewpoint_of(Resident.objects.get(pk=want.resident_id))
    assert viewpoint.horizon is not None
    origin = viewpoint.horizon.origin
    if want.commune is not None:
        assert want.commune.lat is not None
        assert want.commune.lon is not None
        origin = cells.public_cell(want.commune, want.commune.lat, want.commune.lon)
    sieve = Sieve(
        modes=tuple(mode for mode, bit in BITS.items() if want.modes & bit),
        intent=Intent(want.intent) if want.intent else None,
        leaves=categories.within(want.category) if want.category else (),
        horizon=viewpoint.horizon if want.distance is None else Horizon(origin, want.distance),
        around_me=want.distance is None,
    )
    shown = browsing._sifted(viewpoint, sieve).exclude(author=want.resident_id)
    return set((shown.saying(want.words) if want.words else shown).values_list("pk", flat=True))


def test_who_waits_for_a_thing_is_found_by_its_name():
    mine = a_want(words="perceuses").resident_id
    a_want(words="tondeuse")
    assert told(a_listing(title="Perceuse à percussion")) == {mine}


def test_accents_and_endings_do_not_matter():
    waiting = a_want(words="échelles").resident_id
    assert told(a_listing(title="Une echelle double", category="ladders")) == {waiting}


def test_all_the_words_must_be_there():
    a_want(words="perceuse sans fil")
    assert told(a_listing(title="Perceuse à percussion", text="")) == set()


def test_a_word_left_out_and_a_choice_of_words_are_obeyed():
    either = a_want(words="perceuse or visseuse").resident_id
    a_want(words="perceuse -percussion")
    assert told(a_listing(title="Perceuse à percussion")) == {either}


def test_a_branch_is_all_its_leaves():
    branch = categories.leaf("drills").branch
    whole, leaf = a_want(category=branch).resident_id, a_want(category="drills").resident_id
    a_want(category="ladders")
    assert told(a_listing(category="drills")) == {whole, leaf}


def test_modes_and_intent_are_obeyed():
    loans = a_want(modes=(Mode.LOAN, Mode.GIFT)).resident_id
    a_want(modes=(Mode.SALE,))
    a_want(intent=Intent.REQUEST)
    assert told(a_listing(mode=Mode.LOAN)) == {loans}


def test_nobody_is_told_of_their_own():
    author = a_resident()
    a_want(author, words="perceuse")
    assert told(a_listing(author, title="Perceuse")) == set()


def test_a_person_is_told_once_whatever_they_wait_for():
    waiting = a_resident()
    a_want(waiting, words="perceuse")
    a_want(waiting, category="drills")
    assert len(index.matches(a_listing(title="Perceuse").pk)) == 1


def test_what_is_not_open_meets_nobody():
    a_want()
    for state in (State.DRAFT, State.PROMISED, State.DONE, State.WITHDRAWN, State.EXPIRED):
        assert told(a_listing(state=state)) == set()
    assert told(a_listing(expires_at=clock.now())) == set()
    assert told(a_listing(a_resident(suspended_at=clock.now()))) == set()


def test_blocked_is_absent_both_ways_and_suspended_is_silent():
    listing = a_listing()
    blocker, blocked = a_want().resident, a_want().resident
    Block.objects.create(blocker=blocker, blocked=listing.author)
    Block.objects.create(blocker=listing.author, blocked=blocked)
    suspended = a_want().resident
    suspended.suspended_at = clock.now()
    suspended.save()
    assert told(listing) == set()


def test_a_request_waits_for_an_offer_of_its_kind():
    request = a_request(category="drills", mode=Mode.LOAN, other_modes=["gift"])
    actions.await_answers(request)
    assert told(a_listing(category="drills", mode=Mode.LOAN)) == {request.author_id}
    assert told(a_listing(category="drills", mode=Mode.GIFT)) == {request.author_id}
    assert told(a_listing(category="drills", mode=Mode.SALE, price_cents=500)) == set()
    assert told(a_listing(category="ladders")) == set()
    assert told(a_request(category="drills")) == set()


def test_a_request_that_is_over_waits_for_nothing():
    request = a_request(category="drills")
    actions.await_answers(request)
    Listing.objects.filter(pk=request.pk).update(state=State.DONE)
    assert told(a_listing(category="drills")) == set()
    assert actions.forget_answered() == 1
    assert actions.forget_answered() == 0


def test_a_request_of_no_category_waits_for_its_words():
    request = a_request(category="other", title="Cherche un métier à tisser")
    actions.await_answers(request)
    assert told(a_listing(category="other", title="Petit métier à tisser")) == {request.author_id}
    assert told(a_listing(category="other", title="Un aquarium")) == set()


def test_a_request_said_otherwise_waits_for_something_else():
    request = a_request(category="drills")
    actions.await_answers(request)
    Listing.objects.filter(pk=request.pk).update(category="ladders")
    actions.await_answers(Listing.objects.get())
    assert told(a_listing(category="ladders")) == {request.author_id}
    assert Want.objects.count() == 1


def test_a_search_around_home_follows_a_move():
    resident = a_resident(commune=THOMERY)
    a_want(resident, distance=1)
    kept = a_want(resident, distance=1, commune=a_commune(THOMERY), origin=cell_of(resident))
    dinan = a_resident(commune=DINAN)
    resident.commune, resident.cell = dinan.commune, dinan.cell
    for name, cell in cells.point_cells(cell_of(dinan))._asdict().items():
        setattr(resident, name, cell)
    resident.save()
    actions.follow_home(resident)
    assert [match.want_id for match in index.matches(a_listing(audience=Audience.PUBLIC).pk)] != [kept.pk]
    assert told(a_listing(audience=Audience.PUBLIC)) == {resident.pk}


def test_a_search_follows_the_horizon_of_the_night():
    far = a_listing(a_resident(cell=cells.finest_cell(48.60, -2.05)), reach_step=0)
    want = a_want(sees_as_far_as(a_resident(), 1))
    sees_as_far_as(want.resident, 5)
    assert told(far) == set()
    assert actions.look_as_far_as_the_feed() == 1
    assert actions.look_as_far_as_the_feed() == 0
    assert told(far) == {want.resident_id}


def test_what_is_no_longer_seen_is_not_told_before_the_night_either():
    far = a_listing(a_resident(cell=cells.finest_cell(48.60, -2.05)), reach_step=0)
    want = a_want(sees_as_far_as(a_resident(), 5))
    sees_as_far_as(want.resident, 1)
    assert told(far) == set()


def test_the_person_who_leaves_waits_for_nothing():
    want = a_want()
    actions.forget_all(want.resident)
    assert not Want.objects.exists()


places = st.tuples(st.floats(47.9, 49.0), st.floats(-2.8, -1.4))
steps = st.integers(0, len(LADDER) - 1)
persons = st.tuples(places, steps)
searches = st.fixed_dictionaries(
    {
        "words": st.sampled_from(["", "", "perceuse", "échelle bois", "perceuse or échelle", "perceuse -bois"]),
        "category": st.sampled_from(["", "drills", "ladders", categories.leaf("drills").branch, "other"]),
        "intent": st.sampled_from([None, Intent.OFFER, Intent.REQUEST]),
        "modes": st.sampled_from([(), (Mode.LOAN,), (Mode.LOAN, Mode.GIFT), (Mode.SERVICE,)]),
        "distance": st.one_of(st.none(), st.none(), steps),
        "elsewhere": st.booleans(),
    }
)
published = st.fixed_dictionaries(
    {
        "title": st.sampled_from(["Perceuse", "Échelle en bois", "Perceuse et échelle", "Un aquarium"]),
        "category": st.sampled_from(["drills", "ladders", "other", "rooms"]),
        "intent": st.sampled_from(Intent),
        "mode": st.sampled_from([Mode.LOAN, Mode.GIFT, Mode.SERVICE]),
        "audience": st.sampled_from(Audience),
        "reach_step": st.one_of(st.none(), steps),
    }
)


@TRIED
@given(
    waiting=st.lists(st.tuples(persons, searches, st.sampled_from(["", "", "", "blocks", "suspended"])), max_size=6),
    author=persons,
    said=published,
)
def test_exactly_those_are_told_whose_list_would_show_it(waiting, author, said):
    Listing.objects.all().delete()
    Want.objects.all().delete()
    CellHorizon.objects.all().delete()
    by = _somebody(*author)
    wants = []
    for person, drawn, standing in waiting:
        search = {name: value for name, value in drawn.items() if name != "elsewhere"}
        resident = _somebody(*person)
        if drawn["elsewhere"] and search["distance"] is not None:
            search |= {"commune": a_commune(LANVALLAY), "origin": cell_of(a_resident(commune=LANVALLAY))}
        wants.append(a_want(resident, **search))
        if standing == "blocks":
            Block.objects.create(blocker=resident, blocked=by)
        elif standing == "suspended":
            Resident.objects.filter(pk=resident.pk).update(suspended_at=clock.now())
    actions.look_as_far_as_the_feed()
    listing = a_listing(by, **said)
    expected = {
        want.resident_id
        for want in wants
        if listing.pk in listed_for(want) and not Resident.objects.get(pk=want.resident_id).is_suspended
    }
    assert told(listing) == expected


def _somebody(place: tuple[float, float], step: int) -> Resident:
    cell = cells.finest_cell(*place)
    return sees_as_far_as(a_resident(commune=DINAN if place[0] > 48.4 else LANVALLAY, cell=cell), step)


def test_listings_tell_matching_when_they_open():
    author = a_resident()
    draft = listings.offer(
        author, listings.Content(mode=Mode.LOAN, category="drills", title="Perceuse"), state=State.DRAFT
    )
    waiting = ProcrastinateJob.objects.filter(task_name="maillage.matching.jobs.meet")
    assert not waiting.exists()
    listings.publish(author, draft)
    assert [job.args for job in waiting] == [{"listing_id": str(draft.pk)}]
    listings.withdraw(author, draft)
    assert waiting.count() == 1
