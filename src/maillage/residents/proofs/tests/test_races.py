"""Two hands on one code, one address, one document. Each race has its control: without the guard, it goes wrong."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import QuerySet

from maillage.platform import clock
from maillage.platform.tests.uploads import a_photo
from maillage.residents.models import Resident
from maillage.residents.proofs import codes, homes, refusals
from maillage.residents.proofs.actions import granting, letters, papers, sheets, using, vouching
from maillage.residents.proofs.models import Code, Deed, Paper, Proof, Vouch, Way
from maillage.residents.proofs.tests.factories import JERZUAL, a_verified, an_agent, an_inhabitant, commune_of

Notice = apps.get_model("notices.Notice")  # told of from above residents

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 5


def together(*deeds: Callable[[], object]) -> list[object]:
    """Do them at the same time, each on a connection of its own; answer what each gave, or raised."""
    start = Barrier(len(deeds))

    def one(deed: Callable[[], object]) -> object:
        try:
            start.wait(10)
            return deed()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(one, deeds))


def without_row_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_options: self.all())


def meeting_before(monkeypatch: pytest.MonkeyPatch, place: object, name: str, hands: int = 2) -> None:
    """All have read when the first goes on to `place.name`."""
    deed, looked = getattr(place, name), Barrier(hands)

    def slowly(*said: object, **options: object) -> object:
        looked.wait(10)
        return deed(*said, **options)

    monkeypatch.setattr(place, name, slowly)


def one_code() -> str:
    agent = an_agent()
    return sheets.print_once_more(agent, sheets.prepare(agent, commune_of(agent), 5))[0]


@pytest.mark.parametrize("round_number", range(ROUNDS))
def test_two_people_who_use_one_code_at_once_are_one_proof(round_number: int):
    text, people = one_code(), [an_inhabitant("Maëlle"), an_inhabitant("Yann"), an_inhabitant("Inès")]
    results = together(*[lambda person=person: using.use(person, text) for person in people])
    assert Proof.objects.count() == 1
    assert sum(isinstance(result, refusals.UsedCode) for result in results) == 2


def test_without_the_conditional_update_one_code_serves_twice(monkeypatch):
    """The control: the same two uses, looking first and writing after."""
    text, people, looked = one_code(), [an_inhabitant("Maëlle"), an_inhabitant("Yann")], Barrier(2)

    def unguarded(code: Code) -> None:
        assert Code.objects.get(pk=code.pk).used_on is None
        looked.wait(10)
        Code.objects.filter(pk=code.pk).update(used_on=clock.today())

    monkeypatch.setattr(codes, "spend", unguarded)
    together(*[lambda person=person: using.use(person, text) for person in people])
    assert Proof.objects.count() == 2


def eight_and_two_more() -> list[Callable[[], object]]:
    for number in range(homes.AT_MOST - 1):
        a_verified(f"Voisin {number}", JERZUAL)
    late = [an_inhabitant("Huitième", JERZUAL), an_inhabitant("Neuvième", JERZUAL)]
    return [partial(granting.grant, person, Way.COUNTER) for person in late]


def test_the_cap_of_an_address_holds_when_two_come_at_once():
    results = together(*eight_and_two_more())
    assert Proof.objects.count() == homes.AT_MOST
    assert sum(isinstance(result, refusals.TooManyHere) for result in results) == 1


def test_without_the_lock_of_the_home_the_cap_is_passed(monkeypatch):
    """The control: both count before either writes."""
    deeds, counted = eight_and_two_more(), Barrier(2)
    count = homes.others_at

    def slowly(home: str, resident: object) -> int:
        number = count(home, resident)  # type: ignore[arg-type]
        counted.wait(10)
        return number

    monkeypatch.setattr(homes, "hold", lambda home: None)
    monkeypatch.setattr(homes, "others_at", slowly)
    together(*deeds)
    assert Proof.objects.count() == homes.AT_MOST + 1


def test_two_agents_who_print_at_once_share_the_letters():
    first, second = an_agent(), an_agent(name="Un autre")
    people = [an_inhabitant(f"Voisin {number}", f"{number} Rue du Jerzual 22100 Dinan") for number in range(1, 7)]
    for person in people:
        letters.ask(person, person.name)
    commune = commune_of(people[0])
    printed = together(*[lambda agent=agent: letters.print_waiting(agent, commune) for agent in (first, second)])
    names = [letter.name for batch in printed for letter in batch]  # type: ignore[attr-defined]
    assert sorted(names) == sorted(person.name for person in people)


def test_without_the_lock_one_letter_is_printed_twice(monkeypatch):
    """The control: both read the queue before either empties it."""
    maelle, agents = an_inhabitant("Maëlle", JERZUAL), [an_agent(), an_agent(name="Un autre")]
    letters.ask(maelle, maelle.name)
    without_row_locks(monkeypatch)
    meeting_before(monkeypatch, codes, "prepare")
    printed = together(*[lambda agent=agent: letters.print_waiting(agent, commune_of(maelle)) for agent in agents])
    assert [letter.name for batch in printed for letter in batch] == ["Maëlle"] * 2  # type: ignore[attr-defined]


def two_agents_open_one_document() -> list[object]:
    maelle, agents = an_inhabitant("Maëlle"), [an_agent(), an_agent(name="Un autre")]
    papers.send(maelle, Paper.Kind.BILL, a_photo())
    return together(*[lambda agent=agent: papers.take(agent, commune_of(maelle)) for agent in agents])


def test_one_document_opened_by_two_agents_is_opened_by_one():
    results = two_agents_open_one_document()
    assert sum(isinstance(result, refusals.SomeoneHasIt) for result in results) == 1
    assert Deed.objects.filter(kind=Deed.Kind.PAPER_TAKEN).count() == 1


def meet_before_taking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two have chosen a document when the first writes that it is theirs."""
    save, looked = Paper.save, Barrier(2)

    def slowly(paper: Paper, **options: object) -> None:
        if not paper._state.adding:
            looked.wait(10)
        save(paper, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Paper, "save", slowly)


def test_without_the_lock_both_agents_open_it(monkeypatch):
    """The control: both find it waiting before either takes it."""
    without_row_locks(monkeypatch)
    meet_before_taking(monkeypatch)
    assert [type(result) for result in two_agents_open_one_document()] == [Paper, Paper]


def one_agent_presses_twice() -> int:
    """How many documents the agent has open, of two that wait."""
    agent, people = an_agent(), [an_inhabitant("Maëlle"), an_inhabitant("Yann")]
    for person in people:
        papers.send(person, Paper.Kind.BILL, a_photo())
    together(*[lambda: papers.take(agent, commune_of(agent))] * 2)
    return Paper.objects.filter(taken_by=agent).count()


def test_one_agent_who_presses_twice_at_once_opens_one_document():
    assert one_agent_presses_twice() == 1


def test_without_the_lock_of_the_agent_two_would_be_open(monkeypatch):
    """The control: both presses find that the agent has none."""
    meet_before_taking(monkeypatch)
    monkeypatch.setattr(granting, "lock", lambda resident: resident)
    assert one_agent_presses_twice() == 2


def the_second_vouch_twice() -> tuple[list[object], int]:
    """What two presses gave, and how many times the asker was told of them."""
    ines, yann, maelle = an_inhabitant("Inès"), a_verified("Yann"), a_verified("Maëlle")
    vouching.accept(yann, vouching.ask(ines, yann))
    vouch = vouching.ask(ines, maelle)
    results = together(*[lambda: vouching.accept(maelle, vouch)] * 2)
    assert Proof.objects.get(resident=ines).way == Way.NEIGHBOURS
    return results, Notice.objects.filter(to=ines, by=maelle, kind="proofs.vouch_accepted").count()


def test_the_second_vouch_that_arrives_twice_counts_once():
    results, told = the_second_vouch_twice()
    assert sum(isinstance(result, refusals.AlreadyAnswered) for result in results) == 1
    assert told == 1


def test_without_lock_nor_conditional_update_it_counts_twice(monkeypatch):
    """The control: both look whether it was answered, then write."""
    looked = Barrier(2)

    def unguarded(vouch: Vouch, after: Vouch.State) -> None:
        assert Vouch.objects.get(pk=vouch.pk).state == Vouch.State.ASKED
        if vouch.voucher.name == "Maëlle":
            looked.wait(10)
        Vouch.objects.filter(pk=vouch.pk).update(state=after, answered_at=clock.now())

    without_row_locks(monkeypatch)
    monkeypatch.setattr(vouching, "_answer", unguarded)
    results, told = the_second_vouch_twice()
    assert sorted(map(str, results)) == ["False", "True"]
    assert told == 2


def two_neighbours_accept() -> tuple[Resident, list[object]]:
    ines, vouchers = an_inhabitant("Inès"), [a_verified("Yann"), a_verified("Maëlle")]
    asked = [(voucher, vouching.ask(ines, voucher)) for voucher in vouchers]
    results = together(
        *[lambda voucher=voucher, vouch=vouch: vouching.accept(voucher, vouch) for voucher, vouch in asked]
    )
    return ines, results


def test_two_neighbours_who_accept_at_once_attest_once():
    ines, results = two_neighbours_accept()
    assert sorted(map(str, results)) == ["False", "True"]
    assert Proof.objects.get(resident=ines).way == Way.NEIGHBOURS


def test_without_the_lock_of_the_asker_neither_sees_the_other(monkeypatch):
    """The control: both have accepted, and nothing is attested."""
    without_row_locks(monkeypatch)
    enough, answered, counted = vouching._when_enough, Barrier(2), Barrier(2)

    def before_either_commits(asker: Resident) -> bool:
        answered.wait(10)
        is_enough = enough(asker)
        counted.wait(10)
        return is_enough

    monkeypatch.setattr(vouching, "_when_enough", before_either_commits)
    ines, results = two_neighbours_accept()
    assert results == [False, False]
    assert not Proof.objects.filter(resident=ines).exists()


def accepted_in_many_tabs() -> int:
    yann = a_verified("Yann")
    asked = [vouching.ask(an_inhabitant(f"Venue {number}"), yann) for number in range(vouching.GIVEN_A_YEAR + 2)]
    together(*[lambda vouch=vouch: vouching.accept(yann, vouch) for vouch in asked])
    return Vouch.objects.filter(voucher=yann, state=Vouch.State.ACCEPTED).count()


def test_a_person_who_accepts_in_two_tabs_keeps_to_their_number():
    assert accepted_in_many_tabs() == vouching.GIVEN_A_YEAR


def test_without_the_lock_of_the_voucher_the_number_is_passed(monkeypatch):
    """The control: all tabs count before any writes."""
    without_row_locks(monkeypatch)
    meeting_before(monkeypatch, vouching, "_answer", hands=vouching.GIVEN_A_YEAR + 2)
    assert accepted_in_many_tabs() == vouching.GIVEN_A_YEAR + 2
