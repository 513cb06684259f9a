"""A request that nobody answers goes further each day, then to the hosts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from maillage.conversations.actions import About
from maillage.conversations.tests.factories import a_conversation
from maillage.feed.models import Audience, Entry
from maillage.listings import actions, widening
from maillage.listings.actions import Content
from maillage.listings.models import Listing, Mode, State, Widening
from maillage.listings.tests.factories import a_listing, a_request
from maillage.notices.models import Notice
from maillage.platform import clock
from maillage.residents.models import Role
from maillage.residents.tests.factories import a_resident, a_role
from maillage.territory.tests.factories import a_commune, a_quarter

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def after(days: float) -> int:
    """What the job does some days from now."""
    with clock.at(clock.now() + days * DAY):
        return widening.widen_due()


def kinds() -> list[str]:
    return list(Notice.objects.order_by("pk").values_list("kind", flat=True))


def test_a_day_without_an_answer_is_a_step_further_and_its_author_knows():
    author = a_resident()
    request = actions.ask(author, Content(mode=Mode.LOAN, category="drills", title="Perceuse", reach_step=1))
    assert after(0.9) == 0
    assert after(1.1) == 1
    assert after(1.1) == 0
    assert Listing.objects.get().reach_step == 2
    assert Entry.objects.get(subject_id=request.pk).reach_step == 2
    assert Notice.objects.get().to == author


def test_a_request_that_is_answered_stays_where_it_is():
    request = a_request()
    about = About("listing", request.pk, "Demande", request.title, request.get_absolute_url())
    a_conversation(a_resident(), request.author, about=about)
    assert after(3) == 0


def test_offers_and_what_is_over_stay_too():
    a_listing()
    a_request(state=State.DONE)
    a_request(expires_at=clock.now())
    a_request(a_resident(suspended_at=clock.now()))
    assert after(3) == 0


def test_after_its_steps_the_host_is_told_and_the_author_too():
    host = a_resident("Rozenn")
    a_role(host, Role.Kind.HOST)
    request = a_request(reach_step=1, expires_at=clock.now() + 14 * DAY)
    for day in range(1, 8):
        after(day * 1.1)
    assert Listing.objects.get().reach_step == 1 + widening.MOST_RUNGS
    assert kinds() == ["listings.widened"] * widening.MOST_RUNGS + ["listings.waits", "listings.handed"]
    assert Notice.objects.get(kind="listings.waits").to == host
    assert list(widening.handed_to(host)) == [request]


def test_the_hosts_of_its_quarter_come_before_those_of_the_commune():
    commune = a_commune()
    port, centre = a_quarter(commune, "Le Port"), a_quarter(commune, "Centre")
    next_door, other = (a_resident(name, commune, quarter=place) for name, place in (("Ici", port), ("Là", centre)))
    for host in (next_door, other):
        a_role(host, Role.Kind.HOST)
    author = a_resident("Autrice", commune, quarter=port)
    a_request(author, audience=Audience.COMMUNE, expires_at=clock.now() + 14 * DAY)
    after(1.1)
    assert [notice.to for notice in Notice.objects.filter(kind="listings.waits")] == [next_door]
    Role.objects.filter(resident=next_door).delete()
    a_request(author, audience=Audience.COMMUNE, expires_at=clock.now() + 14 * DAY)
    after(1.1)
    assert Notice.objects.filter(kind="listings.waits", to=other).count() == 1


def test_without_a_host_its_author_is_told_what_else_to_try():
    a_request(audience=Audience.COMMUNE, expires_at=clock.now() + 14 * DAY)
    after(1.1)
    after(2.2)
    assert kinds() == ["listings.alone"]
    assert Listing.objects.get().reach_step == Listing.objects.get().reach_step


def test_what_is_wanted_soon_does_not_wait_a_day():
    a_request(reach_step=1, expires_at=clock.now() + DAY)
    assert after(0.3) == 1


def test_put_back_online_it_begins_anew():
    request = a_request(audience=Audience.COMMUNE)
    after(1.1)
    assert Widening.objects.get().handed_at
    actions.mark_done(request.author, request)
    actions.renew(request.author, request)
    assert not Widening.objects.exists()


def test_the_host_reads_what_waits_and_nobody_else_does(signed_in):
    host = a_resident("Rozenn")
    a_role(host, Role.Kind.HOST)
    a_request(title="Cherche une grande échelle", audience=Audience.COMMUNE)
    after(1.1)
    assert [listing.title for listing in widening.handed_to(host)] == ["Cherche une grande échelle"]
    far = a_resident(commune="77463")
    a_role(far, Role.Kind.HOST)
    assert not widening.handed_to(far).exists()
    assert signed_in(a_resident()).get("/annonces/en-attente/").status_code == 404
