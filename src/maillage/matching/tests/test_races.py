"""Two hands at once, in real transactions. Each race has its control: without the guard, it goes wrong."""

from __future__ import annotations

from threading import Barrier

import pytest
from django.forms.models import model_to_dict

from maillage.listings.tests.factories import a_listing, a_request
from maillage.listings.tests.test_races import together
from maillage.matching import actions, approaching, meeting
from maillage.matching.actions import MOST_SAVED, Search
from maillage.matching.models import Want
from maillage.matching.refusals import TooMany
from maillage.matching.tests.factories import a_want
from maillage.notices.models import Notice
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db(transaction=True)


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


def test_two_runs_of_a_wave_ask_each_person_once():
    for _ in range(approaching.A_WAVE + 2):
        a_listing(category="drills")
    request = a_request(category="drills")
    results = together(lambda: approaching.offer(request.pk), lambda: approaching.offer(request.pk))
    assert sorted(result for result in results if isinstance(result, int)) == [0, approaching.A_WAVE]
    assert Notice.objects.filter(kind="matching.offered").count() == approaching.A_WAVE
