"""Two hands at once, in real transactions. Each race has its control: without the guard, it goes wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Barrier, Event
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import Model, UniqueConstraint
from django.forms.models import model_to_dict

from maillage.listings import actions as listings
from maillage.listings.models import Listing
from maillage.listings.tests.factories import a_listing, a_request
from maillage.listings.tests.test_races import together
from maillage.matching import actions, approaching, meeting
from maillage.matching.actions import MOST_SAVED, Search
from maillage.matching.models import Approach, Want
from maillage.matching.refusals import TooMany
from maillage.matching.tests.factories import a_want
from maillage.notices.models import Notice
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def without(model: type[Model], name: str) -> Iterator[None]:
    """A table without one of its unique constraints; what was written meanwhile goes before it is back."""
    unique = next(rule for rule in model._meta.constraints if rule.name == name)
    assert isinstance(unique, UniqueConstraint)
    with connection.schema_editor() as editor:
        editor.remove_constraint(model, unique)
    try:
        yield
    finally:
        model._default_manager.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(model, unique)


def test_the_twentieth_search_is_saved_once_from_two_tabs():
    resident = a_resident()
    for number in range(MOST_SAVED - 1):
        a_want(resident, words=f"objet{number}")
    results = together(
        lambda: actions.save(resident, Search(words="perceuse")),
        lambda: actions.save(resident, Search(words="tondeuse")),
    )
    assert sum(isinstance(result, TooMany) for result in results) == 1
    assert Want.objects.count() == MOST_SAVED


def test_without_the_lock_there_would_be_one_too_many():
    """The control: the same two savings, each counting before the other writes."""
    resident = a_resident()
    for number in range(MOST_SAVED - 1):
        a_want(resident, words=f"objet{number}")
    counted = Barrier(2)

    def unguarded(words: str) -> None:
        want = a_want_unsaved(resident, words)
        assert Want.objects.filter(resident=resident).count() < MOST_SAVED
        counted.wait(10)
        want.save()

    assert together(lambda: unguarded("perceuse"), lambda: unguarded("tondeuse")) == [None, None]
    assert Want.objects.count() == MOST_SAVED + 1


def a_want_unsaved(resident: Resident, words: str) -> Want:
    """As `actions.save` makes it, not written yet."""
    kept = model_to_dict(
        Want.objects.filter(resident=resident)[0], exclude=["id", "resident", "request", "words", "commune"]
    )
    return Want(resident=resident, words=words, **kept)


def test_two_runs_of_the_same_meeting_tell_once():
    wants = [a_want(words="perceuse") for _ in range(5)]
    listing = a_listing(title="Perceuse")
    results = together(lambda: meeting.meet(listing.pk), lambda: meeting.meet(listing.pk))
    assert sum(result for result in results if isinstance(result, int)) == len(wants)
    assert Notice.objects.count() == len(wants)


def test_without_the_constraint_the_same_meeting_tells_twice():
    """The control: both runs find the same people, and nothing refuses the second notice."""
    wants = [a_want(words="perceuse") for _ in range(5)]
    listing = a_listing(title="Perceuse")
    with without(Notice, "notice_told_once"):
        together(lambda: meeting.meet(listing.pk), lambda: meeting.meet(listing.pk))
        assert Notice.objects.count() == 2 * len(wants)


def a_request_that_many_fit() -> Listing:
    """Two people more than one wave asks."""
    for _ in range(approaching.A_WAVE + 2):
        a_listing(category="drills")
    return a_request(category="drills")


def test_two_runs_of_a_wave_ask_each_person_once():
    request = a_request_that_many_fit()
    results = together(lambda: approaching.offer(request.pk), lambda: approaching.offer(request.pk))
    assert sorted(result for result in results if isinstance(result, int)) == [0, approaching.A_WAVE]
    assert Notice.objects.filter(kind="matching.offered").count() == approaching.A_WAVE


def unlocked(listing_ids: Iterable[UUID]) -> list[Listing]:
    return list(Listing.objects.select_related("author", "commune").filter(pk__in=set(listing_ids)))


def test_without_the_lock_of_the_request_two_waves_leave_at_once(monkeypatch):
    """The control: both runs find that nobody was asked; the second then asks those whom the first left."""
    request, looked, first_is_done = a_request_that_many_fit(), Barrier(2), Event()
    fitting = approaching.fitting

    def one_after_the_other(request: Listing, most: int) -> list[Resident]:
        if looked.wait(10) == 0:
            first_is_done.wait(10)
        return fitting(request, most)

    def offer() -> int:
        asked = approaching.offer(request.pk)
        first_is_done.set()
        return asked

    monkeypatch.setattr(listings, "locked_in_order", unlocked)
    monkeypatch.setattr(approaching, "fitting", one_after_the_other)
    assert sorted(map(str, together(offer, offer))) == ["2", str(approaching.A_WAVE)]


def test_without_lock_nor_constraints_each_person_is_asked_twice(monkeypatch):
    """The control: both runs choose the same people before either writes."""
    request, chosen = a_request_that_many_fit(), Barrier(2)
    fitting = approaching.fitting

    def before_either_writes(request: Listing, most: int) -> list[Resident]:
        people = fitting(request, most)
        chosen.wait(10)
        return people

    monkeypatch.setattr(listings, "locked_in_order", unlocked)
    monkeypatch.setattr(approaching, "fitting", before_either_writes)
    with without(Notice, "notice_told_once"), without(Approach, "approach_once"):
        together(*[lambda: approaching.offer(request.pk)] * 2)
        assert Notice.objects.filter(kind="matching.offered").count() == 2 * approaching.A_WAVE
        assert Approach.objects.count() == 2 * approaching.A_WAVE
