"""Opening a town, its team, its look, its journal."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.http import Http404

from maillage.platform import clock
from maillage.residents.actions import NeighbourAccount
from maillage.residents.models import Role
from maillage.residents.tests.factories import a_resident, a_role
from maillage.territory.models import Union
from maillage.territory.tests.factories import DINAN, DINAN_UNION, THOMERY, a_commune, communes_of_union
from maillage.townhall import access, actions, acts, invitations, look
from maillage.townhall.models import Act, Post, PostInvitation, Right, Town
from maillage.townhall.tests.factories import a_post, a_post_invitation, a_town

pytestmark = pytest.mark.django_db


def an_operator():
    operator = a_resident("Exploitante", settled=False)
    a_role(operator, Role.Kind.OPERATOR)
    return operator


def test_a_commune_opens_from_its_code_alone():
    a_commune(DINAN)
    town = actions.open_town(an_operator(), actions.place_of(" 22 050 "), "Delegue@dinan.example")
    assert (town.name, town.commune_id, town.union_id) == ("Mairie de Dinan", DINAN, None)
    invitation = PostInvitation.objects.get()
    assert invitation.email == "delegue@dinan.example"
    assert set(invitation.rights) == set(Right)
    assert [act.kind for act in acts.of(town)] == ["townhall.invited", "townhall.opened"]


def test_a_union_opens_for_all_its_members():
    members = communes_of_union()
    town = actions.open_town(an_operator(), actions.place_of(DINAN_UNION), "delegue@dinan.example")
    assert town.place == Union.objects.get(pk=DINAN_UNION)
    assert set(town.communes()) == set(members)


@pytest.mark.parametrize("code", ["", "99999", "22O50", "2205"])
def test_a_code_that_names_nothing_is_refused_in_words(code):
    a_commune(DINAN)
    with pytest.raises(actions.NoSuchPlace, match="INSEE"):
        actions.place_of(code)


def test_a_town_opens_once():
    operator, commune = an_operator(), a_commune(DINAN)
    actions.open_town(operator, commune, "delegue@dinan.example")
    with pytest.raises(actions.AlreadyOpen, match="Dinan a déjà"):
        actions.open_town(operator, commune, "delegue@dinan.example")
    assert Town.objects.count() == PostInvitation.objects.count() == 1


def test_only_an_operator_opens_a_town():
    agent = a_resident(settled=False)
    a_post(agent, a_town())
    with pytest.raises(PermissionError):
        actions.open_town(agent, a_commune(THOMERY), "delegue@thomery.example")


def test_a_letter_brings_a_colleague_in_with_the_role_of_their_function():
    town = a_town()
    delegate = a_post(a_resident("Nathalie", settled=False), town)
    colleague = a_resident("Paul", settled=False, email="paul@dinan.example")
    actions.invite(delegate, "Paul@dinan.example", "elected", [Right.FIGURES])
    (letter,) = mail.outbox
    assert letter.to == ["paul@dinan.example"]
    assert "voir les chiffres" in letter.body
    token = re.search(r"/bureau/invitation/([^/]+)/", str(letter.body)).group(1)
    post = actions.accept(colleague, access.invitation(colleague, token))
    assert (post.function, post.rights) == ("elected", [Right.FIGURES])
    assert [(role.kind, role.commune_id) for role in colleague.roles.all()] == [("elected", DINAN)]
    with pytest.raises(Http404):
        access.invitation(colleague, token)


def test_a_letter_is_worth_nothing_to_another_account_nor_after_a_week():
    town = a_town()
    invited = a_resident("Paul", settled=False)
    _letter, token = a_post_invitation(town, invited)
    with pytest.raises(Http404):
        access.invitation(a_resident("Autre", settled=False), token)
    with clock.at(clock.now() + timedelta(days=7)), pytest.raises(Http404):
        access.invitation(invited, token)


def test_a_neighbour_keeps_their_hat_and_the_letter_still_stands():
    neighbour = a_resident("Maëlle")
    letter, token = a_post_invitation(a_town(), neighbour)
    with pytest.raises(NeighbourAccount):
        actions.accept(neighbour, letter)
    assert access.invitation(neighbour, token) == letter
    assert not Post.objects.exists()


def test_rights_are_asked_one_by_one():
    town = a_town()
    writer = a_resident(settled=False)
    a_post(writer, town, Right.WRITE)
    assert access.post(writer, town.pk).may(Right.WRITE)
    assert access.post(writer, town.pk, Right.WRITE, Right.PEOPLE).town == town
    with pytest.raises(Http404):
        access.post(writer, town.pk, Right.PEOPLE)
    with pytest.raises(Http404):
        access.post(writer, a_town(a_commune(THOMERY)).pk)


def test_a_right_lost_since_the_page_was_opened_is_refused():
    town = a_town()
    one, other = (a_post(a_resident(name, settled=False), town) for name in ("Une", "Autre"))
    opened = access.post(one.resident, town.pk)
    actions.change(other, one, "agent", [Right.WRITE])
    with pytest.raises(access.NotAllowed, match="gérer"):
        actions.invite(opened, "x@dinan.example", "agent", [Right.WRITE])


def test_somebody_always_looks_after_the_team():
    town = a_town()
    delegate = a_post(a_resident("Nathalie", settled=False), town)
    with pytest.raises(actions.LastDelegate):
        actions.change(delegate, delegate, "agent", [Right.WRITE])
    with pytest.raises(actions.LastDelegate):
        actions.end(delegate, delegate)
    suspended = a_resident(settled=False, suspended_at=clock.now())
    a_post(suspended, town)
    with pytest.raises(actions.LastDelegate):
        actions.end(delegate, delegate)
    other = a_post(a_resident("Paul", settled=False), town)
    actions.end(delegate, delegate)
    assert [post.pk for post in Post.objects.filter(resident=other.resident)] == [other.pk]
    assert not delegate.resident.roles.exists()


def test_a_change_of_function_is_a_change_of_role():
    town = a_town()
    delegate = a_post(a_resident("Nathalie", settled=False), town)
    other = a_post(a_resident("Paul", settled=False), town, Right.WRITE)
    actions.change(delegate, other, "elected", [Right.FIGURES])
    assert [role.kind for role in other.resident.roles.all()] == ["elected"]


def test_the_look_keeps_words_readable():
    town = a_town()
    delegate = a_post(a_resident(settled=False), town)
    with pytest.raises(look.Unreadable, match="plus foncé") as refused:
        actions.dress(delegate, name="Ville de Dinan", colour="#ffdd00", coat=None)
    look.check(refused.value.proposed)
    actions.dress(delegate, name="Ville de Dinan", colour=refused.value.proposed, coat=None)
    town.refresh_from_db()
    assert town.colour == refused.value.proposed


def test_the_journal_is_not_rewritten_whatever_the_program_does():
    town = a_town()
    act = acts.note(a_resident("Nathalie", settled=False), town, "townhall.opened")
    for breach in (
        lambda: Act.objects.filter(pk=act.pk).update(by_name="Personne"),
        lambda: Act.objects.filter(pk=act.pk).delete(),
    ):
        with pytest.raises(IntegrityError, match="acts_stay"), transaction.atomic():
            breach()
    assert Act.objects.get().by_name == "Nathalie"


def test_old_lines_of_the_journal_and_old_letters_leave():
    town = a_town()
    with clock.at(clock.now() - timedelta(days=3 * 366 + 1)):
        acts.note(None, town, "townhall.opened")
    recent = acts.note(None, town, "townhall.opened")
    with clock.at(clock.now() - timedelta(days=8)):
        a_post_invitation(town, a_resident(settled=False))
    acts.forget_old()
    invitations.forget_old()
    assert list(Act.objects.all()) == [recent]
    assert not PostInvitation.objects.exists()


def test_every_line_of_the_journal_says_what_was_done():
    town = a_town()
    delegate = a_post(a_resident("Nathalie", settled=False), town)
    other = a_post(a_resident("Paul", settled=False), town, Right.WRITE)
    actions.change(delegate, other, "agent", [Right.ANSWER])
    actions.withdraw(delegate, actions.invite(delegate, "x@dinan.example", "agent", [Right.WRITE]))
    actions.end(delegate, other)
    assert [acts.said(act) for act in acts.of(town)] == [
        "a mis fin au poste de Paul",
        "a retiré une invitation",
        "a invité quelqu’un (écrire)",
        "a changé les droits de Paul (répondre aux signalements et aux questions)",
    ]


def test_who_leaves_works_for_no_town_any_more():
    person = a_resident(settled=False)
    a_post(person, a_town())
    actions.forget(person)
    assert not Post.objects.exists()
