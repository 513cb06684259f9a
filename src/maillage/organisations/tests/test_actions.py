from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404

from maillage.organisations import access, actions
from maillage.organisations.models import Membership, Organisation
from maillage.organisations.tests.factories import an_organisation
from maillage.platform.ids import new_id
from maillage.residents.tests.factories import a_resident
from maillage.territory.tests.factories import a_commune

pytestmark = pytest.mark.django_db
MANAGER, MEMBER = Membership.Kind.MANAGER, Membership.Kind.MEMBER


@pytest.mark.parametrize("kind", [Organisation.Kind.SHOP, Organisation.Kind.ASSOCIATION])
def test_who_founds_a_structure_is_in_charge_of_it(kind: Organisation.Kind):
    founder = a_resident()
    founded = actions.create(founder, kind=kind, name="Les Marmites", commune=a_commune())
    assert access.is_manager(founder, founded)


@pytest.mark.parametrize("kind", [Organisation.Kind.TOWN_HALL, Organisation.Kind.PUBLIC_SERVICE])
def test_nobody_declares_to_be_the_town(kind: Organisation.Kind):
    with pytest.raises(actions.CannotSpeakForTheTown):
        actions.create(a_resident(), kind=kind, name="Mairie", commune=a_commune())
    assert not Organisation.objects.exists()


def test_a_manager_brings_a_member_in():
    manager, newcomer = a_resident(), a_resident()
    organisation = an_organisation(manager=manager)
    actions.add_member(manager, organisation, newcomer)
    assert access.is_member(newcomer, organisation)
    assert not access.is_manager(newcomer, organisation)


def test_adding_again_changes_the_charge():
    manager, newcomer = a_resident(), a_resident()
    organisation = an_organisation(manager=manager)
    for kind in (MEMBER, MANAGER):
        actions.add_member(manager, organisation, newcomer, kind)
    assert Membership.objects.get(resident=newcomer).kind == MANAGER


def test_a_member_brings_nobody_in():
    manager, member = a_resident(), a_resident()
    organisation = an_organisation(manager=manager)
    actions.add_member(manager, organisation, member)
    with pytest.raises(access.NotManager):
        actions.add_member(member, organisation, a_resident())


def test_the_last_manager_keeps_the_charge():
    manager = a_resident()
    organisation = an_organisation(manager=manager)
    with pytest.raises(actions.CannotJoin):
        actions.add_member(manager, organisation, manager, MEMBER)


def test_the_suspended_speak_for_nobody():
    manager = a_resident()
    organisation = an_organisation(manager=manager)
    manager.suspended_at = datetime(2026, 11, 1, tzinfo=UTC)
    assert not access.is_member(manager, organisation)
    with pytest.raises(access.NotManager):
        actions.add_member(manager, organisation, a_resident())


def test_the_suspended_are_not_brought_in():
    manager = a_resident()
    organisation = an_organisation(manager=manager)
    with pytest.raises(actions.CannotJoin):
        actions.add_member(manager, organisation, a_resident(suspended_at=datetime(2026, 11, 1, tzinfo=UTC)))


def test_a_structure_is_found_by_anyone_and_managed_by_its_own():
    manager = a_resident()
    organisation = an_organisation(manager=manager)
    assert access.organisation(None, organisation.pk) == organisation
    assert access.managed_organisation(manager, organisation.pk) == organisation
    with pytest.raises(Http404):
        access.managed_organisation(a_resident(), organisation.pk)
    with pytest.raises(Http404):
        access.organisation(None, new_id())


@pytest.mark.parametrize("wrong", [{"name": ""}, {"lat": 48.4}, {"lon": -2.0}, {"lat": 91.0, "lon": 0.0}])
def test_the_database_refuses_half_a_structure(wrong: dict[str, Any]):
    with pytest.raises(IntegrityError), transaction.atomic():
        an_organisation(**wrong)


def test_a_person_is_a_member_once():
    organisation, member = an_organisation(), a_resident()
    Membership.objects.create(organisation=organisation, resident=member)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(organisation=organisation, resident=member)
