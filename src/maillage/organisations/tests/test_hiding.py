"""A page that moderation hid is there for its members alone, and comes back on the feed as it was."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import Http404

from maillage.feed.models import Entry
from maillage.organisations import access, actions
from maillage.organisations.actions import CannotJoin, Content
from maillage.organisations.models import Organisation
from maillage.platform import clock
from maillage.residents import restraints
from maillage.residents.models import Resident
from maillage.residents.restraints import Restraints
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db


def content(name: str, manager: Resident) -> Content:
    assert manager.commune
    return Content(name=name, commune=manager.commune)


def test_a_hidden_page_is_there_for_its_members_alone():
    manager = a_resident("Karim")
    shop = actions.create(manager, Organisation.Kind.SHOP, content("Épicerie", manager))
    assert actions.hide(shop.pk)
    assert not actions.hide(shop.pk)
    assert not Entry.objects.exists()
    for viewer in (None, a_resident("Maëlle")):
        with pytest.raises(Http404):
            access.organisation(viewer, shop.pk)
    mended = access.organisation(manager, shop.pk)
    actions.edit(manager, mended, content("Épicerie du port", manager))
    assert not Entry.objects.exists()
    assert actions.show_again(shop.pk)
    assert not actions.show_again(shop.pk)
    assert Entry.objects.get().title == access.organisation(None, shop.pk).name == "Épicerie du port"


def test_whoever_may_not_publish_opens_no_page_meanwhile():
    founder = a_resident("Karim")
    restraints.apply(founder.pk, Restraints(no_publishing_until=clock.now() + timedelta(days=3)))
    founder.refresh_from_db()
    with pytest.raises(CannotJoin, match="ni publier"):
        actions.create(founder, Organisation.Kind.SHOP, content("Épicerie", founder))
