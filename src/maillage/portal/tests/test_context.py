"""What the frame counts, built once for most people, is what the query of each would count."""

import pytest
from django.test import RequestFactory

from maillage.conversations.tests.factories import a_conversation, a_message
from maillage.notices import actions as notices
from maillage.notices.kinds import Group, Weight, declare
from maillage.portal import context
from maillage.residents.models import Block, Resident
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db
HAPPENED = declare("context.happened", Group.EXCHANGES, Weight.NEWS, lambda by, facts: "Il s’est passé quelque chose.")


@pytest.mark.parametrize("path", ["/", "/ici/"])
def test_most_people_are_counted_as_each_would_be(path):
    me, other, gone = a_resident("Moi"), a_resident("Autre"), a_resident("Partie")
    a_message(other, a_conversation(me, other))
    for where, by in (("/ici/", other), ("/ailleurs/", other), ("/ailleurs/", gone)):
        notices.tell(me, HAPPENED, by=by, path=where)
    Resident.objects.filter(pk=gone.pk).update(suspended_at="2026-01-01T00:00:00Z")
    for person in (me, other):
        acting = Resident.objects.acting().get(pk=person.pk)
        assert context._OF_MOST.row(person.pk, path) == tuple(context._waiting_for(acting, path).get())


def test_what_somebody_blocked_did_is_not_counted():
    me, other = a_resident("Moi"), a_resident("Autre")
    notices.tell(me, HAPPENED, by=other, path="/ici/")
    assert frame_of(me).unseen == 1
    Block.objects.create(blocker=me, blocked=other)
    assert frame_of(me).unseen == 0


def frame_of(resident: Resident) -> context.Navigation:
    request = RequestFactory().get("/")
    vars(request).update(resolver_match=None, resident=Resident.objects.acting().get(pk=resident.pk))
    return context.Navigation(request)
