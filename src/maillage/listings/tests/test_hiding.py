"""What moderation hides: gone for all but its author, and given back as it was."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import Http404
from django.urls import reverse

from maillage.feed.models import Audience, Entry
from maillage.listings import access, actions
from maillage.listings.models import Listing, State
from maillage.listings.states import NoSuchTransition, Refused
from maillage.listings.tests.factories import a_listing
from maillage.platform import clock
from maillage.platform.ids import new_id
from maillage.residents import restraints
from maillage.residents.restraints import Restraints
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db


def a_public_listing(state: State = State.OPEN) -> Listing:
    listing = a_listing(audience=Audience.PUBLIC, state=State.DRAFT)
    actions.publish(listing.author, listing)
    Listing.objects.update(state=state)
    return Listing.objects.select_related("author").get()


def test_a_hidden_listing_is_there_for_its_author_alone():
    listing = a_public_listing()
    assert actions.hide(listing.pk) == State.OPEN
    assert not Entry.objects.exists()
    for viewer in (None, a_resident("Maëlle")):
        with pytest.raises(Http404):
            access.listing(viewer, listing.pk)
    assert access.listing(listing.author, listing.pk).state == State.HIDDEN


@pytest.mark.parametrize("state", [State.OPEN, State.PROMISED, State.DONE, State.EXPIRED])
def test_it_comes_back_as_it_was(state: State):
    listing = a_public_listing(state)
    assert actions.hide(listing.pk) is state
    assert actions.show_again(listing.pk, state)
    assert Listing.objects.get().state == state
    assert Entry.objects.filter(subject_id=listing.pk).exists() == (state == State.OPEN)


def test_its_author_mends_it_and_does_not_show_it_again():
    listing = a_public_listing()
    actions.hide(listing.pk)
    for act in (actions.publish, actions.renew):
        with pytest.raises(NoSuchTransition):
            act(listing.author, listing)
    assert Listing.objects.get().state == State.HIDDEN


def test_what_its_author_withdrew_meanwhile_stays_away():
    listing = a_public_listing()
    actions.hide(listing.pk)
    actions.withdraw(listing.author, listing)
    assert not actions.show_again(listing.pk, State.OPEN)
    assert Listing.objects.get().state == State.WITHDRAWN


@pytest.mark.parametrize("state", [State.DRAFT, State.WITHDRAWN, State.HIDDEN])
def test_there_is_nothing_to_hide_of_what_nobody_sees(state):
    listing = a_public_listing(state)
    assert actions.hide(listing.pk) is None
    assert actions.hide(new_id()) is None
    assert Listing.objects.get().state == state


def test_whoever_may_not_publish_for_a_time_is_told_until_when(client):
    author = a_resident("Yann")
    draft = a_listing(author, state=State.DRAFT)
    restraints.apply(author.pk, Restraints(no_publishing_until=clock.now() + timedelta(days=3)))
    author.refresh_from_db()
    with pytest.raises(Refused, match="Vous ne pouvez ni publier"):
        actions.publish(author, draft)
    client.force_login(author)
    answer = client.post(reverse("listing-change", args=[draft.pk, "publier"]), follow=True)
    assert "Vous ne pouvez ni publier" in answer.content.decode()
    assert Listing.objects.get().state == State.DRAFT
    with clock.at(clock.now() + timedelta(days=4)):
        actions.publish(author, draft)
