"""Being told of what one waits for: once, whatever runs twice."""

from __future__ import annotations

from uuid import UUID

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from maillage.listings import actions as listings
from maillage.listings.actions import Content
from maillage.listings.models import Listing, Mode, State
from maillage.listings.tests.factories import a_listing, a_request
from maillage.matching import meeting
from maillage.matching.jobs import meet
from maillage.matching.models import Want
from maillage.matching.tests.factories import a_want
from maillage.notices.kinds import named
from maillage.notices.models import Notice
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db


def said(notice: Notice) -> str:
    kind = named(notice.kind)
    assert kind is not None
    return kind.say("", notice.facts)


def told_to(resident: Resident) -> list[str]:
    return [said(notice) for notice in Notice.objects.filter(to=resident).order_by("pk")]


def test_who_waits_is_told_of_the_listing_by_the_name_of_their_search():
    want = a_want(words="perceuse")
    listing = a_listing(title="Perceuse à percussion")
    assert meeting.meet(listing.pk) == 1
    notice = Notice.objects.get()
    assert (notice.to, notice.by, notice.path) == (want.resident, listing.author, listing.get_absolute_url())
    assert listing.title in said(notice)
    assert want.name in said(notice)


def test_a_job_that_runs_twice_tells_once():
    a_want(words="perceuse")
    listing = a_listing(title="Perceuse")
    meet(listing_id=str(listing.pk))
    meet(listing_id=str(listing.pk))
    assert Notice.objects.count() == 1


def test_a_listing_that_is_gone_when_the_job_comes_is_told_to_nobody():
    a_want(words="perceuse")
    listing = a_listing(title="Perceuse", state=State.WITHDRAWN)
    assert meeting.meet(listing.pk) == 0
    assert meeting.meet(UUID(int=1)) == 0


def test_an_offer_that_answers_a_request_is_told_to_who_asked():
    request = a_request(title="Cherche une perceuse", category="drills")
    meeting.meet(request.pk)
    offer = a_listing(title="Visseuse", category="drills")
    meeting.meet(offer.pk)
    (sentence,) = told_to(request.author)
    assert offer.title in sentence
    assert request.title in sentence


def test_what_is_published_meets_what_waits_when_the_job_runs():
    want = a_want(words="échelle")
    author = a_resident()
    listings.offer(author, Content(mode=Mode.LOAN, category="ladders", title="Échelle double"))
    job = ProcrastinateJob.objects.get(task_name="maillage.matching.jobs.meet")
    meet(**job.args)
    assert len(told_to(want.resident)) == 1


def test_a_listing_said_otherwise_meets_those_who_wait_for_what_it_says_now():
    waiting = a_want(words="visseuse").resident
    author = a_resident()
    listing = listings.offer(author, Content(mode=Mode.LOAN, category="drills", title="Perceuse"))
    meeting.meet(listing.pk)
    listings.edit(author, listing, Content(mode=Mode.LOAN, category="drills", title="Perceuse et visseuse"))
    for job in ProcrastinateJob.objects.filter(task_name="maillage.matching.jobs.meet"):
        meet(**job.args)
    assert len(told_to(waiting)) == 1


def test_the_want_of_a_request_is_no_saved_search(client):
    request = a_request(category="drills")
    meeting.meet(request.pk)
    assert Want.objects.get().request == request
    client.force_login(request.author)
    assert "Aucune alerte" in client.get("/alertes/").content.decode()
    Listing.objects.all().delete()
    assert not Want.objects.exists()
