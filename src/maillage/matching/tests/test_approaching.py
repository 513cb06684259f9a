"""A new request meets those who may answer it: the nearest first, a few at a time, never twice."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.urls import reverse

from maillage.conversations.actions import About
from maillage.conversations.tests.factories import a_conversation
from maillage.feed.models import Audience
from maillage.listings.models import Listing, State
from maillage.listings.queries import viewpoint_of
from maillage.listings.tests.factories import a_listing, a_request
from maillage.matching import approaching, jobs, meeting
from maillage.matching.approaching import A_WAVE, EVERY, MOST_WAVES
from maillage.matching.models import Approach, Silence
from maillage.notices.models import Notice
from maillage.platform import clock
from maillage.residents import partings
from maillage.residents.models import Block, Resident
from maillage.residents.tests.factories import a_resident
from maillage.territory import cells

pytestmark = pytest.mark.django_db


def lender(**fields) -> Resident:
    """Somebody who lends a drill."""
    return a_listing(a_resident(**fields), category="drills").author


def asked(request: Listing) -> set[UUID]:
    return set(Approach.objects.filter(request=request).values_list("resident", flat=True))


def test_it_is_offered_to_who_shares_such_a_thing_and_to_who_knows_how():
    shares, knows = lender(), a_resident(skills=["petits perçages", "percer du béton"])
    a_resident(skills=["confitures"])
    a_listing(category="ladders")
    request = a_request(category="drills", title="Cherche quelqu’un pour percer un mur")
    assert approaching.offer(request.pk) == 2
    assert asked(request) == {shares.pk, knows.pk}
    assert dict(Approach.objects.values_list("resident", "reason")) == {shares.pk: "listings", knows.pk: "skills"}


def test_a_letter_wrong_in_a_skill_is_forgiven():
    knows = a_resident(skills=["afutage de couteaux"])
    request = a_request(category="other", title="Affûtage d’une tondeuse")
    approaching.offer(request.pk)
    assert asked(request) == {knows.pk}


def test_the_nearest_are_asked_first_and_a_few_at_a_time():
    far = [lender(cell=cells.finest_cell(48.50, -2.05)) for _ in range(3)]
    near = [lender() for _ in range(A_WAVE)]
    request = a_request(category="drills", reach_step=3)
    assert approaching.offer(request.pk) == A_WAVE
    assert asked(request) == {person.pk for person in near}
    assert approaching.offer(request.pk) == 0
    with clock.at(clock.now() + EVERY + timedelta(minutes=1)):
        assert approaching.offer_due() == len(far)
        assert approaching.offer_due() == 0
    assert Notice.objects.count() == len(near) + len(far)


def test_nobody_is_asked_twice_and_the_waves_end():
    for _ in range(A_WAVE * (MOST_WAVES + 1)):
        lender()
    request = a_request(category="drills", expires_at=clock.now() + timedelta(days=14))
    for wave in range(MOST_WAVES + 2):
        with clock.at(clock.now() + wave * (EVERY + timedelta(minutes=1))):
            jobs.offer(timestamp=0)
    assert len(asked(request)) == A_WAVE * MOST_WAVES


def test_an_answer_ends_the_waves():
    request = a_request(category="drills")
    about = About("listing", request.pk, "Demande", request.title, request.get_absolute_url())
    a_conversation(lender(), request.author, about=about)
    lender()
    assert approaching.offer(request.pk) == 0


@pytest.mark.parametrize("state", [State.DRAFT, State.DONE, State.WITHDRAWN, State.EXPIRED, State.HIDDEN])
def test_what_is_not_open_is_offered_to_nobody(state):
    lender()
    assert approaching.offer(a_request(category="drills", state=state).pk) == 0


def test_blocked_suspended_gone_and_unseeing_people_are_not_asked():
    request = a_request(category="drills", reach_step=1)
    Block.objects.create(blocker=lender(), blocked=request.author)
    Block.objects.create(blocker=request.author, blocked=lender())
    lender(suspended_at=clock.now())
    lender(is_active=False, left_at=clock.now())
    lender(cell=cells.finest_cell(48.9, -1.5))
    assert approaching.offer(request.pk) == 0


def test_a_request_for_a_commune_is_offered_inside_it():
    lender(commune="22118")
    inside = lender()
    request = a_request(category="drills", audience=Audience.COMMUNE)
    approaching.offer(request.pk)
    assert asked(request) == {inside.pk}


def test_whoever_is_asked_may_see_it():
    for step in range(7):
        request = a_request(category="drills", reach_step=step)
        for lat in (48.455, 48.48, 48.55, 48.7):
            lender(cell=cells.finest_cell(lat, -2.04))
        for person in approaching.fitting(request, 50):
            assert Listing.objects.seen_by(viewpoint_of(person)).filter(pk=request.pk).exists()


def test_not_this_time_is_said_once_and_no_more_of_these_is_kept(signed_in):
    person = lender()
    request = a_request(category="drills")
    meeting.meet(request.pk)
    approach = Approach.objects.get()
    browser, url = signed_in(person), reverse("approach", args=[approach.pk])
    assert Notice.objects.get(kind="matching.offered").path == url
    assert request.title in browser.get(url).content.decode()
    assert request.title in browser.get(reverse("wants")).content.decode()
    assert browser.post(url, {"answer": "autre"}).status_code == 422
    browser.post(url, {"answer": "pas-cette-fois"})
    assert request.title not in browser.get(reverse("wants")).content.decode()
    browser.post(url, {"answer": "plus-de-ce-genre"})
    browser.post(url, {"answer": "plus-de-ce-genre"})
    assert Silence.objects.get().category == "drills"
    other = a_request(category="drills")
    assert approaching.offer(other.pk) == 0
    browser.post(reverse("approach-again", args=["drills"]))
    assert approaching.offer(other.pk) == 1


def test_what_was_offered_to_one_is_absent_for_another(signed_in):
    lender()
    approaching.offer(a_request(category="drills").pk)
    url = reverse("approach", args=[Approach.objects.get().pk])
    assert signed_in(a_resident()).get(url).status_code == 404


def test_what_one_may_no_longer_see_is_absent(signed_in):
    person = lender()
    request = a_request(category="drills")
    approaching.offer(request.pk)
    Block.objects.create(blocker=request.author, blocked=person)
    assert signed_in(person).get(reverse("approach", args=[Approach.objects.get().pk])).status_code == 404
    assert request.title not in signed_in(person).get(reverse("wants")).content.decode()


def test_it_leaves_with_the_person():
    person = lender()
    approaching.offer(a_request(category="drills").pk)
    partings.follow(person)
    assert not Approach.objects.exists()
