"""What leaves at once: for whom, when, how often, and never twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from maillage.notices import actions
from maillage.notices.deciding import GRACE, MOST_AT_ONCE, MOST_FROM_ONE
from maillage.notices.delivering import deliver_due
from maillage.notices.kinds import Group, Weight
from maillage.notices.models import Channel, Delivery, Notice, Rhythm, Wishes
from maillage.notices.tests.factories import KINDS, a_notice
from maillage.platform import clock
from maillage.residents import actions as residents
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 10, 10, tzinfo=UTC)
NIGHT = datetime(2026, 6, 10, 21, tzinfo=UTC)


@pytest.fixture
def maelle() -> Resident:
    return a_resident("Maëlle", email="maelle@exemple.fr")


@pytest.fixture
def at_noon() -> Iterator[None]:
    with clock.at(NOON):
        yield


def deliver(at: datetime) -> int:
    """How many e-mails left at that moment."""
    before = len(mail.outbox)
    with clock.at(at):
        deliver_due()
        deliver_due()  # a run cut short is taken up by the next; one that was not changes nothing
    return len(mail.outbox) - before


@pytest.mark.usefixtures("at_noon")
def test_an_e_mail_of_its_own_says_what_happened_and_how_to_stop_it(maelle: Resident) -> None:
    a_notice(maelle, by=a_resident("Yann"), path="/annonces/", facts={"title": "Une échelle"})
    assert deliver(NOON) == 0
    assert deliver(NOON + GRACE) == 1
    sent: Any = mail.outbox[-1]
    assert (sent.to, sent.subject) == (["maelle@exemple.fr"], "Yann : Une échelle")
    assert "Bonjour Maëlle," in str(sent.body)
    assert "\nhttp://localhost:8000/annonces/\n" in str(sent.body)
    stop = sent.extra_headers["List-Unsubscribe"].strip("<>")
    assert str(sent.body).count(stop) == 1
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.usefixtures("at_noon")
def test_it_is_in_the_reader_s_language(maelle: Resident) -> None:
    maelle.language = "en"
    maelle.save()
    a_notice(maelle)
    deliver(NOON + GRACE)
    assert '<html lang="en">' in str(mail.outbox[-1].alternatives[0][0])


@pytest.mark.usefixtures("at_noon")
def test_what_was_seen_meanwhile_does_not_leave(maelle: Resident) -> None:
    notice = a_notice(maelle)
    actions.see(maelle, path=notice.path)
    assert deliver(NOON + GRACE) == 0


def test_nothing_leaves_at_night_and_all_of_it_in_the_morning(maelle: Resident) -> None:
    with clock.at(NIGHT):
        a_notice(maelle)
    assert deliver(NIGHT + GRACE) == 0
    assert deliver(NIGHT + timedelta(hours=8, minutes=59)) == 0
    assert deliver(NIGHT + timedelta(hours=9)) == 1


@pytest.mark.usefixtures("at_noon")
def test_a_day_holds_its_cap_and_the_next_one_its_own(maelle: Resident) -> None:
    for _ in range(10):
        a_notice(maelle, by=a_resident())
    assert deliver(NOON + GRACE) == MOST_AT_ONCE
    with clock.at(NOON + timedelta(days=1)):
        a_notice(maelle, by=a_resident())
    assert deliver(NOON + timedelta(days=1) + GRACE) == 1


@pytest.mark.usefixtures("at_noon")
def test_one_person_cannot_flood_another(maelle: Resident) -> None:
    yann = a_resident("Yann")
    for _ in range(20):
        a_notice(maelle, by=yann)
    a_notice(maelle, by=a_resident("Soizic"))
    assert deliver(NOON + GRACE) == MOST_FROM_ONE + 1


@pytest.mark.usefixtures("at_noon")
@pytest.mark.parametrize("weight", [Weight.NEWS, Weight.QUIET])
def test_what_nobody_waits_for_does_not_leave_at_once(maelle: Resident, weight: Weight) -> None:
    assert a_notice(maelle, KINDS[Group.EXCHANGES, weight]).due_at is None
    assert deliver(NOON + GRACE) == 0


@pytest.mark.usefixtures("at_noon")
def test_what_one_chose_to_read_later_or_never_does_not_leave_at_once(maelle: Resident) -> None:
    actions.choose(maelle, Wishes(exchanges=Rhythm.DAILY, messages=Rhythm.NEVER))
    a_notice(maelle)
    a_notice(maelle, KINDS[Group.MESSAGES, Weight.AWAITED])
    assert deliver(NOON + GRACE) == 0


@pytest.mark.usefixtures("at_noon")
def test_the_suspended_cause_and_receive_nothing_even_of_what_waited(maelle: Resident) -> None:
    yann, soizic = a_resident("Yann"), a_resident("Soizic")
    a_notice(maelle, by=yann)
    a_notice(soizic, by=maelle)
    Resident.objects.filter(pk__in=[yann.pk, soizic.pk]).update(suspended_at=NOON)
    assert deliver(NOON + GRACE) == 0


@pytest.mark.usefixtures("at_noon")
def test_whom_one_blocked_since_tells_nothing(maelle: Resident) -> None:
    yann = a_resident("Yann")
    a_notice(maelle, by=yann)
    residents.block(maelle, yann)
    assert deliver(NOON + GRACE) == 0


def test_the_database_lets_a_notice_leave_once_by_each_channel(maelle: Resident) -> None:
    notice = a_notice(maelle)
    once = {"notice": notice, "resident": maelle, "channel": Channel.EMAIL, "day": NOON.date(), "left_at": NOON}
    Delivery.objects.create(**once)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(**once)


@pytest.mark.usefixtures("at_noon")
def test_an_e_mail_that_could_not_be_queued_leaves_no_trace(maelle: Resident, monkeypatch: pytest.MonkeyPatch) -> None:
    a_notice(maelle)

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, clock.at(NOON + GRACE):
        patch.setattr("django.core.mail.EmailMessage.send", killed)
        with pytest.raises(KeyboardInterrupt):
            deliver_due()
    assert not Delivery.objects.exists()
    assert Notice.objects.get().due_at is not None
    assert deliver(NOON + GRACE) == 1
