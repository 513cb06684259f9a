from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.http import Http404

from maillage.feed.models import Entry, Voice
from maillage.organisations import access, actions, invitations
from maillage.organisations.actions import Content
from maillage.organisations.models import Invitation, Membership, Organisation
from maillage.organisations.tests.factories import a_member, an_organisation
from maillage.platform import clock
from maillage.platform.ids import new_id
from maillage.residents import actions as residents
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident
from maillage.territory.tests.factories import a_commune

pytestmark = pytest.mark.django_db
MANAGER, MEMBER = Membership.Kind.MANAGER, Membership.Kind.MEMBER
SUSPENDED = datetime(2026, 11, 1, tzinfo=UTC)


def said(name: str = "Les Marmites", **more: Any) -> Content:
    return Content(name=name, commune=a_commune(), **more)


def opened(founder: Resident, kind: Organisation.Kind = Organisation.Kind.SHOP, **more: Any) -> Organisation:
    return actions.create(founder, kind, said(**more))


@pytest.mark.parametrize(
    ("kind", "voice"),
    [(Organisation.Kind.SHOP, Voice.SHOP), (Organisation.Kind.ASSOCIATION, Voice.NEIGHBOUR)],
)
def test_who_opens_a_page_is_in_charge_of_it_and_it_is_news_around(kind: Organisation.Kind, voice: Voice):
    founder = a_resident()
    organisation = opened(founder, kind)
    assert access.is_manager(founder, organisation)
    entry = Entry.objects.get(subject_id=organisation.pk)
    assert (entry.kind, entry.voice, entry.url) == (kind, voice, organisation.get_absolute_url())


@pytest.mark.parametrize("kind", [Organisation.Kind.TOWN_HALL, Organisation.Kind.PUBLIC_SERVICE])
def test_nobody_declares_to_be_the_town(kind: Organisation.Kind):
    with pytest.raises(actions.CannotSpeakForTheTown):
        actions.create(a_resident(), kind, said("Mairie"))
    assert not Organisation.objects.exists()


def test_the_suspended_open_nothing():
    with pytest.raises(actions.CannotJoin):
        opened(a_resident(suspended_at=SUSPENDED))


def test_nobody_keeps_all_the_pages_of_a_town():
    founder = a_resident()
    for _page in range(actions.MOST_A_FOUNDER):
        opened(founder)
    with pytest.raises(actions.CannotJoin):
        opened(founder)


def test_a_page_kept_right_changes_its_card_where_it_stands():
    founder = a_resident()
    organisation = opened(founder)
    before = Entry.objects.get(subject_id=organisation.pk)
    actions.edit(founder, organisation, said("Les Poêles"))
    after = Entry.objects.get(subject_id=organisation.pk)
    assert (after.pk, after.title) == (before.pk, "Les Poêles")


def test_a_member_changes_nothing_of_the_page():
    organisation = opened(a_resident())
    member = a_member(organisation)
    with pytest.raises(access.NotManager):
        actions.edit(member, organisation, said("À moi"))
    with pytest.raises(access.NotManager):
        actions.close(member, organisation)
    with pytest.raises(access.NotManager):
        actions.invite(member, organisation, "x@exemple.fr", MEMBER)


def test_a_closed_page_leaves_nothing():
    founder = a_resident()
    organisation = opened(founder)
    actions.close(founder, organisation)
    assert not Organisation.objects.exists()
    assert not Entry.objects.exists()


def test_who_accepts_an_invitation_speaks_for_the_structure():
    manager, newcomer = a_resident(), a_resident()
    organisation = an_organisation(manager=manager)
    sent = actions.invite(manager, organisation, newcomer.email.upper(), MEMBER)
    assert not access.is_member(newcomer, organisation)
    actions.accept(newcomer, sent)
    assert access.is_member(newcomer, organisation)
    assert not access.is_manager(newcomer, organisation)


def test_an_invitation_serves_once():
    manager, newcomer = a_resident(), a_resident()
    organisation = an_organisation(manager=manager)
    sent = actions.invite(manager, organisation, newcomer.email, MEMBER)
    held = actions.accept(newcomer, sent)
    actions.remove(manager, held)
    with pytest.raises(actions.CannotJoin):
        actions.accept(newcomer, sent)


@pytest.mark.parametrize("after", [timedelta(days=7, minutes=1), timedelta(days=30)])
def test_an_invitation_lasts_a_week(after: timedelta):
    manager, newcomer = a_resident(), a_resident()
    sent = actions.invite(manager, an_organisation(manager=manager), newcomer.email, MEMBER)
    with clock.at(sent.sent_at + after), pytest.raises(actions.CannotJoin):
        actions.accept(newcomer, sent)


def test_a_withdrawn_invitation_is_worth_nothing():
    manager, newcomer = a_resident(), a_resident()
    sent = actions.invite(manager, an_organisation(manager=manager), newcomer.email, MEMBER)
    actions.withdraw_invitation(manager, sent)
    with pytest.raises(actions.CannotJoin):
        actions.accept(newcomer, sent)


def test_a_forwarded_letter_gives_nothing():
    manager, other = a_resident(), a_resident()
    sent = actions.invite(manager, an_organisation(manager=manager), "quelquun@exemple.fr", MEMBER)
    with pytest.raises(actions.CannotJoin):
        actions.accept(other, sent)
    sent.fingerprint = invitations.fingerprint("jeton")
    sent.save()
    with pytest.raises(Http404):
        access.invitation(other, "jeton")


def test_the_letter_says_the_same_whether_or_not_the_address_has_an_account(
    django_capture_on_commit_callbacks: Any, settings: Any
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    manager, known = a_resident(), a_resident()
    organisation = an_organisation(manager=manager)
    for email in (known.email, "inconnue@exemple.fr"):
        actions.invite(manager, organisation, email, MEMBER)
    texts = [
        "".join(
            line for line in letter.body.splitlines(keepends=True) if "http" not in line and letter.to[0] not in line
        )
        for letter in mail.outbox
    ]
    assert len(texts) == 2
    assert texts[0] == texts[1]


def test_only_the_fingerprint_of_a_token_is_kept(settings: Any):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    manager = a_resident()
    sent = actions.invite(manager, an_organisation(manager=manager), "x@exemple.fr", MEMBER)
    token = mail.outbox[0].body.split("/structures/invitation/")[1].split("/")[0]
    assert sent.fingerprint == invitations.fingerprint(token) != token


def test_letters_of_a_day_are_counted_those_withdrawn_too():
    manager = a_resident()
    organisation = an_organisation(manager=manager)
    for number in range(invitations.AT_MOST):
        actions.withdraw_invitation(manager, actions.invite(manager, organisation, f"a{number}@exemple.fr", MEMBER))
    with pytest.raises(actions.Refused):
        actions.invite(manager, organisation, "de.trop@exemple.fr", MEMBER)
    with clock.at(clock.now() + timedelta(days=1, minutes=1)):
        actions.invite(manager, organisation, "demain@exemple.fr", MEMBER)


def test_old_invitations_leave_with_their_addresses():
    manager = a_resident()
    sent = actions.invite(manager, an_organisation(manager=manager), "x@exemple.fr", MEMBER)
    assert invitations.forget_old() == 0
    with clock.at(sent.sent_at + timedelta(days=7)):
        assert invitations.forget_old() == 1
    assert not Invitation.objects.exists()


def test_an_invitation_never_lowers_a_charge():
    manager = a_resident()
    organisation = an_organisation(manager=manager)
    actions.accept(manager, actions.invite(manager, organisation, manager.email, MEMBER))
    assert access.is_manager(manager, organisation)


def test_the_last_manager_keeps_the_charge_until_another_has_it():
    manager = a_resident()
    organisation = an_organisation(manager=manager)
    held = organisation.memberships.get()
    with pytest.raises(actions.LastManager):
        actions.give_charge(manager, held, MEMBER)
    with pytest.raises(actions.LastManager):
        actions.remove(manager, held)
    other = a_member(organisation)
    actions.give_charge(manager, organisation.memberships.get(resident=other), MANAGER)
    actions.remove(manager, held)
    assert access.is_manager(other, organisation)


def test_a_suspended_manager_does_not_count():
    manager = a_resident()
    organisation = an_organisation(manager=manager)
    a_member(organisation, MANAGER, suspended_at=SUSPENDED)
    with pytest.raises(actions.LastManager):
        actions.remove(manager, organisation.memberships.get(resident=manager))


def test_a_member_leaves_and_removes_nobody_else():
    manager = a_resident()
    organisation = an_organisation(manager=manager)
    member = a_member(organisation)
    with pytest.raises(access.NotManager):
        actions.remove(member, organisation.memberships.get(resident=manager))
    actions.remove(member, organisation.memberships.get(resident=member))
    assert not access.is_member(member, organisation)


def test_the_suspended_speak_for_nobody():
    manager = a_resident(suspended_at=SUSPENDED)
    organisation = an_organisation(manager=manager)
    assert not access.is_member(manager, organisation)
    with pytest.raises(access.NotManager):
        actions.invite(manager, organisation, "x@exemple.fr", MEMBER)


def test_a_structure_is_found_by_anyone_and_managed_by_its_own():
    manager = a_resident()
    organisation = an_organisation(manager=manager)
    assert access.organisation(None, organisation.pk) == organisation
    assert access.managed_organisation(manager, organisation.pk) == organisation
    with pytest.raises(Http404):
        access.managed_organisation(a_resident(), organisation.pk)
    with pytest.raises(Http404):
        access.organisation(None, new_id())


@pytest.mark.parametrize("gone", [{"suspended_at": SUSPENDED}, {"is_active": False, "left_at": SUSPENDED}])
def test_a_page_that_nobody_answers_for_is_silent(gone: dict[str, Any]):
    organisation = an_organisation(manager=a_resident(**gone))
    with pytest.raises(Http404):
        access.organisation(None, organisation.pk)
    member = a_member(organisation)
    assert access.organisation(member, organisation.pk) == organisation


def test_whoever_closes_their_account_speaks_for_nothing_any_more():
    manager = a_resident()
    organisation = an_organisation(manager=manager)
    residents.leave(manager)
    assert not organisation.memberships.exists()
    with pytest.raises(Http404):
        access.organisation(None, organisation.pk)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"lat": 48.4},
        {"lon": -2.0},
        {"lat": 91.0, "lon": 0.0},
        {"address": "Rue du Jerzual"},
        {"siret": "123"},
    ],
)
def test_the_database_refuses_half_a_structure(wrong: dict[str, Any]):
    with pytest.raises(IntegrityError), transaction.atomic():
        an_organisation(**wrong)


def test_a_person_is_a_member_once():
    organisation, member = an_organisation(), a_resident()
    Membership.objects.create(organisation=organisation, resident=member)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(organisation=organisation, resident=member)
