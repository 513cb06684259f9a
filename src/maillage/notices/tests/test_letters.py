"""The letter: what it says, to whom, when, and that there is one a day at most."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction

from maillage.notices import actions, delivering, letters, writing
from maillage.notices.delivering import deliver_due
from maillage.notices.jobs import deliver as the_job
from maillage.notices.kinds import Group, Weight
from maillage.notices.models import Delivery, Letter, Notice, Rhythm, Wishes
from maillage.notices.tests.factories import KINDS, a_notice
from maillage.notices.writing import write_due
from maillage.platform import clock
from maillage.residents import actions as residents
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db
# Wednesday 10 June 2026, 8 h in Paris; the Friday after it.
MORNING = datetime(2026, 6, 10, 6, tzinfo=UTC)
FRIDAY = MORNING + timedelta(days=2)
EVENING = MORNING - timedelta(hours=14)
NEWS = KINDS[Group.EXCHANGES, Weight.NEWS]


@pytest.fixture
def maelle() -> Resident:
    with clock.at(MORNING):
        return a_resident("Maëlle", email="maelle@exemple.fr")


def written(at: datetime) -> list[Any]:
    """The letters to Maëlle that left at that moment, whatever runs twice."""
    before = len(mail.outbox)
    with clock.at(at):
        write_due()
        write_due()
    return [letter for letter in mail.outbox[before:] if letter.to == ["maelle@exemple.fr"]]


def told(to: Resident, kind: Any = NEWS, *, at: datetime = EVENING, **facts: Any) -> Notice:
    with clock.at(at):
        return a_notice(to, kind, **facts)


around: list[tuple[datetime, letters.Item]] = []
letters.register(
    letters.Section(
        "Près d’ici", lambda _reader, since: [item for at, item in around if since <= at < clock.now()], "/annonces/"
    )
)


@pytest.fixture(autouse=True)
def _nothing_yet() -> Iterator[None]:
    yield
    around.clear()


def listed(count: int) -> None:
    """Things that became new near everybody in the evening."""
    around.extend((EVENING, letters.Item(f"Échelle {number}", "/annonces/")) for number in range(count))


def test_it_says_what_waits_then_what_happened_then_what_is_near(maelle: Resident) -> None:
    listed(2)
    told(maelle, by=a_resident("Yann"), facts={"title": "rendue"})
    actions.choose(maelle, Wishes(exchanges=Rhythm.DAILY, nearby=Rhythm.DAILY))
    told(maelle, KINDS[Group.EXCHANGES, Weight.AWAITED], by=a_resident("Soizic"), facts={"title": "demandée"})
    (letter,) = written(MORNING)
    assert letter.subject == "Une chose vous attend"
    order = ["Bonjour Maëlle,", "Mercredi 10 juin, à Dinan.", "Soizic : demandée", "Yann : rendue", "Échelle 1"]
    places = [letter.body.index(words) for words in order]
    assert places == sorted(places)
    html, kind = letter.alternatives[0]
    assert kind == "text/html"
    assert all(words.rstrip(".") in html for words in order)
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_one_s_own_exchanges_come_before_what_could_fit(maelle: Resident) -> None:
    actions.choose(maelle, Wishes(exchanges=Rhythm.DAILY))
    told(maelle, KINDS[Group.EXCHANGES, Weight.AWAITED], facts={"title": "demandée"})
    told(maelle, KINDS[Group.FITTING, Weight.AWAITED], facts={"title": "pour vous"}, at=EVENING + timedelta(hours=1))
    (letter,) = written(MORNING)
    assert letter.body.index("demandée") < letter.body.index("pour vous")


def test_nothing_is_said_twice(maelle: Resident) -> None:
    told(maelle)
    assert len(written(MORNING)) == 1
    assert written(MORNING + timedelta(hours=2)) == []
    assert written(MORNING + timedelta(days=1)) == []


def test_what_waited_at_night_is_in_the_letter_and_not_beside_it(maelle: Resident) -> None:
    told(maelle, KINDS[Group.EXCHANGES, Weight.AWAITED], at=MORNING - timedelta(hours=9))
    before = len(mail.outbox)
    with clock.at(MORNING):
        the_job(timestamp=0)
        deliver_due()
    assert len(mail.outbox) - before == 1
    assert Letter.objects.get().left_at == MORNING


def test_it_waits_for_the_morning_and_for_the_end_of_the_quiet_hours(maelle: Resident) -> None:
    told(maelle)
    assert written(MORNING - timedelta(minutes=1)) == []
    actions.choose(maelle, Wishes(quiet_until="10:00"))
    assert written(MORNING) == []
    assert len(written(MORNING + timedelta(hours=2))) == 1


def test_in_the_evening_it_is_too_late_for_today(maelle: Resident) -> None:
    told(maelle)
    assert written(MORNING + timedelta(hours=13)) == []
    assert len(written(MORNING + timedelta(days=1))) == 1


def test_without_anything_to_say_there_is_none_and_it_is_looked_at_once(maelle: Resident) -> None:
    assert written(MORNING) == []
    told(maelle, at=MORNING)
    assert written(MORNING + timedelta(hours=1)) == []
    assert len(written(MORNING + timedelta(days=1))) == 1


@pytest.mark.parametrize(("new", "letters"), [(2, 0), (3, 1)])
def test_who_wants_the_neighbourhood_daily_reads_of_it_from_three_new_things(
    maelle: Resident, new: int, letters: int
) -> None:
    actions.choose(maelle, Wishes(nearby=Rhythm.DAILY))
    told(maelle, at=EVENING - timedelta(days=1))
    written(MORNING - timedelta(days=1))
    listed(new)
    assert len(written(MORNING)) == letters


def test_after_a_week_one_new_thing_is_worth_it(maelle: Resident) -> None:
    actions.choose(maelle, Wishes(nearby=Rhythm.DAILY))
    told(maelle, at=EVENING - timedelta(days=7))
    written(MORNING - timedelta(days=7))
    listed(1)
    (letter,) = written(MORNING)
    assert letter.subject == "Une nouveauté près de chez vous"


def a_letter_left(maelle: Resident, at: datetime) -> None:
    told(maelle, at=at - timedelta(hours=1))
    assert len(written(at)) == 1


@pytest.mark.parametrize(("news", "letters"), [(2, 0), (3, 1)])
def test_news_alone_waits_until_there_is_some_of_it_or_friday(maelle: Resident, news: int, letters: int) -> None:
    a_letter_left(maelle, MORNING - timedelta(days=1))
    for _ in range(news):
        told(maelle)
    assert len(written(MORNING)) == letters
    assert len(written(FRIDAY)) == 1 - letters


def test_what_waits_comes_the_next_morning_and_takes_the_news_with_it(maelle: Resident) -> None:
    a_letter_left(maelle, MORNING - timedelta(days=1))
    told(maelle, facts={"title": "rendue"})
    told(maelle, KINDS[Group.FITTING, Weight.AWAITED], facts={"title": "un lit de bébé"})
    (letter,) = written(MORNING)
    assert "un lit de bébé" in letter.body
    assert "rendue" in letter.body


def test_without_a_choice_the_neighbourhood_comes_on_friday_alone_with_all_of_the_week(maelle: Resident) -> None:
    a_letter_left(maelle, FRIDAY - timedelta(days=7))
    listed(5)
    assert written(MORNING) == []
    told(maelle, KINDS[Group.FITTING, Weight.AWAITED], at=MORNING)
    (about_me,) = written(MORNING + timedelta(days=1))
    assert "Échelle" not in about_me.body
    (weekly,) = written(FRIDAY)
    assert all(f"Échelle {number}" in weekly.body for number in range(5))


def test_a_weekly_letter_leaves_on_friday_with_all_of_the_week(maelle: Resident) -> None:
    weekly = dict.fromkeys(Group.values, Rhythm.WEEKLY)
    actions.choose(maelle, Wishes(**weekly))
    told(maelle)
    listed(1)
    assert written(MORNING) == []
    (letter,) = written(FRIDAY)
    assert "Échelle 0" in letter.body
    assert "Le site" in letter.body


def test_what_one_never_wants_is_in_no_letter(maelle: Resident) -> None:
    actions.choose(maelle, Wishes(exchanges=Rhythm.NEVER, nearby=Rhythm.NEVER))
    told(maelle)
    listed(5)
    assert written(FRIDAY) == []


def test_what_the_caps_held_back_is_in_the_next_letter(maelle: Resident) -> None:
    yann = a_resident("Yann")
    for _ in range(9):
        told(maelle, KINDS[Group.EXCHANGES, Weight.AWAITED], at=MORNING + timedelta(hours=2), by=yann)
    with clock.at(MORNING + timedelta(hours=3)):
        deliver_due()
    (letter,) = written(MORNING + timedelta(days=1))
    assert letter.subject == "6 choses vous attendent"
    assert "Et 4 autres" in letter.body  # of one person, two lines


def test_what_was_seen_or_is_old_is_not_told(maelle: Resident) -> None:
    seen = told(maelle)
    actions.see(maelle, path=seen.path)
    told(maelle, at=MORNING - timedelta(days=15))
    assert written(MORNING) == []


def test_the_suspended_the_gone_and_those_who_no_longer_come_receive_none(maelle: Resident) -> None:
    told(maelle)
    for change in ({"suspended_at": MORNING}, {"is_active": False, "left_at": MORNING}, {"last_active_on": None}):
        with transaction.atomic():
            Resident.objects.filter(pk=maelle.pk).update(**change)
            assert written(MORNING) == []
            transaction.set_rollback(True)
    assert len(written(MORNING)) == 1


def test_those_whom_a_block_hides_are_not_in_it(maelle: Resident) -> None:
    yann = a_resident("Yann")
    told(maelle, by=yann)
    residents.block(maelle, yann)
    assert written(MORNING) == []


def test_who_has_no_home_reads_nothing_of_a_neighbourhood() -> None:
    newcomer = a_resident("Maëlle", email="maelle@exemple.fr", settled=False)
    listed(5)
    told(newcomer)
    (letter,) = written(MORNING)
    assert "Échelle" not in letter.body


def test_the_database_keeps_it_one_a_day(maelle: Resident) -> None:
    Letter.objects.create(resident=maelle, day=MORNING.date())
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.create(resident=maelle, day=MORNING.date())


def test_a_worker_killed_on_the_way_leaves_nothing_and_the_next_one_writes_it(
    maelle: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(maelle)

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, clock.at(MORNING):
        patch.setattr("django.core.mail.EmailMessage.send", killed)
        with pytest.raises(KeyboardInterrupt):
            write_due()
    assert not Letter.objects.exists()
    assert not Delivery.objects.exists()
    assert len(written(MORNING)) == 1


def _written_by_two_workers(maelle: Resident) -> int:
    """Both hold the same list of whom to write to, and begin together."""
    gate = threading.Barrier(2)

    def work() -> None:
        try:
            with clock.at(MORNING):
                gate.wait()
                writing._write([maelle.pk])
        except IntegrityError:
            pass
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return sum(letter.to == ["maelle@exemple.fr"] for letter in mail.outbox)


@pytest.mark.django_db(transaction=True)
def test_two_workers_write_it_once(maelle: Resident) -> None:
    for day in range(5):
        told(maelle, at=EVENING)
        Letter.objects.all().delete()
        mail.outbox.clear()
        assert _written_by_two_workers(maelle) == 1, day


@pytest.mark.django_db(transaction=True)
def test_without_the_constraint_and_the_lock_two_workers_write_it_twice(
    maelle: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control of the test above: the look-up before writing is no guard."""
    met = threading.Barrier(2, timeout=20)
    content = writing._content

    def both_looked(*asked: Any) -> Any:
        met.wait()
        return content(*asked)

    monkeypatch.setattr(writing, "_content", both_looked)
    monkeypatch.setattr(delivering, "locked", lambda people: list(Resident.objects.acting().filter(pk__in=people)))
    told(maelle)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE notices_letter DROP CONSTRAINT letter_once_a_day")
        cursor.execute("ALTER TABLE notices_delivery DROP CONSTRAINT delivery_once")
    try:
        assert _written_by_two_workers(maelle) == 2
    finally:
        Letter.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE notices_letter ADD CONSTRAINT letter_once_a_day UNIQUE (resident_id, day)")
            cursor.execute("ALTER TABLE notices_delivery ADD CONSTRAINT delivery_once UNIQUE (notice_id, channel)")
