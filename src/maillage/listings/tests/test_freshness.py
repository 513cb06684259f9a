"""Still available? Solved? Asked once, answered by a link that serves once, and lists hold what is there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from maillage.conversations.actions import About
from maillage.conversations.tests.factories import a_conversation
from maillage.listings import actions, freshness, jobs, solving
from maillage.listings.freshness import Over
from maillage.listings.models import Listing, Mode, Question, Solved, State
from maillage.listings.tests.factories import a_listing, a_request, a_token
from maillage.notices.models import Notice
from maillage.platform import clock
from maillage.residents.models import Block, Resident
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db

STILL, SOLVED = Question.Kind.STILL, Question.Kind.SOLVED


def ending(days: int = 3, **fields) -> Listing:
    """An offer of two months that ends in a few days."""
    now = clock.now()
    return a_listing(published_at=now - timedelta(days=57), expires_at=now + timedelta(days=days), **fields)


def ask() -> None:
    jobs.ask(timestamp=0)


def url(token: str) -> str:
    return reverse("listing-question", args=[token])


def talk_about(request: Listing, helper: Resident) -> None:
    about = About("listing", request.pk, "Demande", request.title, request.get_absolute_url())
    a_conversation(helper, request.author, about=about)


def test_the_author_of_an_offer_that_ends_is_asked_once():
    listing = ending()
    ask()
    ask()
    notice = Notice.objects.get()
    assert notice.to == listing.author
    assert notice.path.startswith("/annonces/question/")
    assert len(notice.path) <= 200


def test_what_ends_later_or_is_short_or_asked_is_not_asked_of():
    ending(days=20)
    a_listing(expires_at=clock.now() + timedelta(days=3))
    ending(author=a_resident(suspended_at=clock.now()))
    ending(intent="request", price_cents=None)
    ask()
    assert not Notice.objects.exists()


def test_a_shorter_offer_is_asked_of_when_a_third_of_its_life_is_left():
    now = clock.now()
    a_listing(published_at=now, expires_at=now + timedelta(days=12))
    for day, asked in ((7, 0), (9, 1), (10, 1)):
        with clock.at(now + timedelta(days=day)):
            ask()
        assert Notice.objects.count() == asked


def test_yes_keeps_it_for_another_life_without_signing_in(client):
    listing = ending()
    token = a_token(listing)
    page = client.get(url(token)).content.decode()
    assert listing.title in page
    assert Listing.objects.get().expires_at == listing.expires_at
    assert client.post(url(token), {"answer": "oui"}).status_code == 200
    assert Listing.objects.get().expires_at > clock.now() + timedelta(days=50)


def test_no_takes_it_off_the_lists(client):
    token = a_token(ending())
    client.post(url(token), {"answer": "non"})
    assert Listing.objects.get().state == State.DONE


def test_a_link_that_served_says_so_and_changes_nothing(client):
    token = a_token(ending())
    client.post(url(token), {"answer": "oui"})
    kept = Listing.objects.get().expires_at
    for answer in (client.get(url(token)), client.post(url(token), {"answer": "non"})):
        assert answer.status_code == 410
        assert "déjà servi" in answer.content.decode()
    assert (Listing.objects.get().state, Listing.objects.get().expires_at) == (State.OPEN, kept)


def test_a_link_is_of_one_question_of_one_end(client):
    listing = ending()
    token = a_token(listing)
    actions.renew(listing.author, listing)
    assert "a changé depuis" in client.get(url(token)).content.decode()


def test_a_forged_link_is_absent_and_an_old_one_serves_no_more(client):
    token = a_token(ending())
    assert client.get(url(token[:-1] + ("A" if token[-1] != "A" else "B"))).status_code == 404
    assert client.get(url("n-importe-quoi")).status_code == 404
    Question.objects.update(asked_at=clock.now() - timedelta(days=31))
    assert client.get(url(token)).status_code == 410


def test_what_is_no_answer_changes_nothing(client):
    token = a_token(ending())
    assert client.post(url(token), {"answer": "elargir"}).status_code == 422
    assert client.post(url(token)).status_code == 422
    assert Listing.objects.get().state == State.OPEN


def test_nobody_answers_for_a_suspended_account(client):
    listing = ending()
    token = a_token(listing)
    Resident.objects.filter(pk=listing.author_id).update(suspended_at=clock.now())
    assert client.post(url(token), {"answer": "oui"}).status_code == 410


def test_a_post_from_elsewhere_is_refused():
    token = a_token(ending())
    assert Client(enforce_csrf_checks=True).post(url(token), {"answer": "non"}).status_code == 403


def test_unanswered_it_leaves_and_may_come_back_by_the_link(client):
    token = a_token(ending())
    Listing.objects.update(expires_at=clock.now())
    Question.objects.update(of_end=Listing.objects.get().expires_at)
    actions.expire_due()
    assert Listing.objects.get().state == State.EXPIRED
    client.post(url(token), {"answer": "oui"})
    assert Listing.objects.get().state == State.OPEN


def test_at_its_end_a_request_is_asked_about_once():
    request = a_request(expires_at=clock.now())
    actions.expire_due()
    actions.expire_due()
    assert Notice.objects.get().to == request.author
    assert Question.objects.get().kind == SOLVED


@pytest.mark.parametrize(
    ("said", "after"),
    [("oui", State.DONE), ("garder", State.OPEN), ("elargir", State.OPEN), ("retirer", State.WITHDRAWN)],
)
def test_a_request_is_solved_kept_carried_further_or_withdrawn(client, said, after):
    request = a_request(expires_at=clock.now(), reach_step=1)
    actions.expire_due()
    client.post(freshness.address(Question.objects.get()), {"answer": said})
    changed = Listing.objects.get()
    assert changed.state == after
    assert changed.reach_step == (2 if said == "elargir" else 1)
    assert Solved.objects.filter(listing=request).exists() == (said == "oui")


def test_a_request_found_by_a_button_counts_until_it_is_put_back():
    request = a_request()
    actions.mark_done(request.author, request)
    assert Solved.objects.count() == 1
    actions.renew(request.author, request)
    assert not Solved.objects.exists()


def test_an_offer_that_is_done_was_no_question():
    offer = a_listing()
    actions.mark_done(offer.author, offer)
    assert not Solved.objects.exists()


def test_the_author_says_who_helped_and_that_one_alone_is_told(signed_in):
    request = a_request()
    helper, other = a_resident("Yann"), a_resident("Autre")
    talk_about(request, helper)
    browser = signed_in(request.author)
    answer = browser.post(reverse("listing-change", args=[request.pk, "conclure"]))
    thanks = reverse("listing-thanks", args=[request.pk])
    assert answer["Location"] == thanks
    assert "Yann" in browser.get(thanks).content.decode()
    assert browser.post(thanks, {"by": str(other.pk)}).status_code == 422
    browser.post(thanks, {"by": str(helper.pk)})
    browser.post(thanks, {"by": str(helper.pk)})
    assert [notice.to for notice in Notice.objects.filter(kind="listings.helped")] == [helper]
    assert Solved.objects.get().by == helper


def test_who_is_blocked_is_not_among_the_helpers():
    request = a_request()
    helper = a_resident()
    talk_about(request, helper)
    Block.objects.create(blocker=helper, blocked=request.author)
    assert not solving.helpers(request.author, request).exists()


def test_the_letter_says_what_was_solved_near_its_reader():
    request = a_request()
    moment = clock.now() - timedelta(days=1)
    actions.mark_done(request.author, request)
    given = a_listing(mode=Mode.GIFT, title="Lit de bébé")
    with clock.at(clock.now() + timedelta(minutes=1)):
        actions.mark_done(given.author, given)
    told = [(item.title, item.note) for item in solving.since(a_resident(), moment)]
    assert told == [("Lit de bébé", "c’est donné"), (request.title, "la demande a trouvé réponse")]
    assert [item.title for item in solving.since(given.author, moment)] == [request.title]
    assert solving.since(a_resident(commune="77463"), moment) == []


def test_answering_twice_at_once_is_answering_once():
    question = freshness.read(a_token(ending()))
    freshness.answer(question, "oui")
    with pytest.raises(Over):
        freshness.answer(question, "non")
