from datetime import UTC, datetime, timedelta

import pytest

from maillage.conversations.models import Conversation, Participant
from maillage.demo import building, people
from maillage.demo.tests.factories import a_demonstration, nothing
from maillage.feed.models import Entry
from maillage.listings import actions as listings
from maillage.listings.models import Listing
from maillage.platform import clock, media
from maillage.platform.models import Photo
from maillage.residents.models import Block, Resident

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]

MIDNIGHT = datetime(2026, 11, 22, 23, tzinfo=UTC)  # when TODAY begins in Paris


def test_every_illustration_can_be_shown_after_building_and_after_building_again(django_capture_on_commit_callbacks):
    for rebuild in (False, True):
        with django_capture_on_commit_callbacks(execute=True):
            a_demonstration(rebuild=rebuild)
        assert Photo.objects.count() > 5
        for photo in Photo.objects.all():
            assert media.path(photo.pk, media.THUMB).exists()
            assert media.path(photo.pk, media.LARGE).exists()


def test_erasing_takes_the_illustrations_away(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        a_demonstration()
    files = [media.path(photo.pk, media.THUMB) for photo in Photo.objects.all()]
    with django_capture_on_commit_callbacks(execute=True):
        building.erase()
    assert not any(file.exists() for file in files)


def test_a_real_site_refuses_fictional_people(settings):
    settings.IS_DEMONSTRATION = False
    with pytest.raises(building.NotADemonstration):
        a_demonstration()
    assert not Resident.objects.exists()


def test_without_communes_it_says_what_to_load():
    with pytest.raises(people.NoTerritory, match="maillage load"):
        building.build(2026, nothing)


def test_some_messages_wait_for_maelle():
    a_demonstration(size=building.Size(residents=60, listings=80, talks=60))
    maelle = Participant.objects.filter(resident__email="maelle@voisins.example.org")
    assert maelle.count() >= 5
    assert maelle.filter(unread__gt=0).exists()
    assert maelle.filter(unread=0).exists()


def test_the_blocked_never_talked_to_each_other():
    a_demonstration(size=building.Size(residents=120, listings=80, talks=14))
    blocks = list(Block.objects.values_list("blocker", "blocked"))
    assert blocks
    for pair in blocks:
        shared = Conversation.objects.filter(participants__resident=pair[0]).filter(participants__resident=pair[1])
        assert not shared.exists()


def test_built_now_one_finds_something_of_this_morning_and_nothing_to_come():
    now = MIDNIGHT + timedelta(hours=15)
    with clock.at(now):
        a_demonstration(today=None)
    told = list(Listing.objects.values_list("published_at", flat=True))
    assert MIDNIGHT + timedelta(hours=7) <= max(told) <= now
    assert max(entry.happened_at for entry in Entry.objects.all()) <= now
    with clock.at(now):
        assert listings.expire_due() == 0


def test_built_at_night_nothing_is_of_a_day_that_has_not_begun():
    with clock.at(MIDNIGHT + timedelta(hours=3)):
        a_demonstration(today=None)
    assert max(Listing.objects.values_list("published_at", flat=True)) < MIDNIGHT
