"""Two requests at once: the database decides. Each guard has its negative control, where the race goes wrong."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, connections
from django.test import Client
from django.urls import reverse

from maillage.platform import clock
from maillage.residents import actions, codes
from maillage.residents.models import MailedCode, Resident, Role, Session
from maillage.residents.tests.factories import a_resident, a_role
from maillage.residents.tests.journeys import ask_code, come_in
from maillage.territory.places import Place
from maillage.territory.tests.factories import a_commune

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 8


def at_once(work: Callable[[int], Any]) -> list[Any]:
    """Run `work` in several threads that start together; what each answered or raised."""
    barrier = Barrier(MANY)

    def one(number: int) -> Any:
        barrier.wait()
        try:
            return work(number)
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(one, range(MANY)))


def a_code() -> tuple[UUID, str]:
    code = MailedCode(purpose=MailedCode.Purpose.ENTER, email="maelle@exemple.fr", sent_at=clock.now())
    code.fingerprint = codes._fingerprint(code.pk, "12345678")
    code.save(force_insert=True)
    return code.pk, "12345678"


def test_a_code_used_by_several_at_once_opens_for_one() -> None:
    code_id, digits = a_code()
    answers = at_once(lambda _number: codes.use(code_id, MailedCode.Purpose.ENTER, digits))
    assert sum(answer == "maelle@exemple.fr" for answer in answers) == 1
    assert sum(isinstance(answer, codes.DeadCode) for answer in answers) == MANY - 1


def test_without_the_one_update_a_code_would_open_for_several() -> None:
    """Negative control: read, then write, as a session would."""
    code_id, _digits = a_code()
    meeting = Barrier(MANY)

    def use_by_reading_first(_number: int) -> bool:
        code = MailedCode.objects.get(pk=code_id)
        was_free = code.used_at is None
        meeting.wait()
        code.used_at = clock.now()
        code.save()
        return was_free

    assert sum(at_once(use_by_reading_first)) > 1


def test_guessing_from_several_windows_at_once_gives_no_more_tries() -> None:
    code_id, _digits = a_code()
    answers = at_once(lambda number: codes.use(code_id, MailedCode.Purpose.ENTER, f"{number:08}"))
    tried = [answer for answer in answers if isinstance(answer, codes.WrongCode)]
    assert len(tried) <= MailedCode.TRIES - 1
    assert MailedCode.objects.get(pk=code_id).tries == MailedCode.TRIES


def test_a_code_typed_in_two_tabs_at_once_signs_in_once() -> None:
    a_resident(email="maelle@exemple.fr")
    client = Client()
    code = ask_code(client, "maelle@exemple.fr")
    cookie = client.cookies["session"].value

    def type_it(_number: int) -> int:
        tab = Client()
        tab.cookies["session"] = cookie
        return tab.post(reverse("account_code"), {"code": code}).status_code

    at_once(type_it)
    signed_in = [session for session in Session.objects.all() if "_auth_user_id" in session.get_decoded()]
    assert len(signed_in) == 1


def test_a_button_pressed_twice_lets_the_person_in() -> None:
    a_resident(email="maelle@exemple.fr")
    client = Client()
    code = ask_code(client, "maelle@exemple.fr")
    before = client.cookies["session"].value
    client.post(reverse("account_code"), {"code": code})
    second = Client()
    second.cookies["session"] = before
    answer = second.post(reverse("account_code"), {"code": code})
    assert answer["Location"] == reverse("account_login")
    assert "session" not in answer.cookies  # the cookie of the first press stays in the browser
    assert client.get(answer["Location"])["Location"] == reverse("home")


def test_two_joinings_with_one_address_make_one_account() -> None:
    windows = [Client() for _number in range(MANY)]
    for number, window in enumerate(windows):
        if number and number % 4 == 0:
            MailedCode.objects.all().delete()  # not the limit of codes, but the race of joining
        assert come_in(window, "maelle@exemple.fr").url == reverse("account_signup")
    form = {"name": "Maëlle", "age": "15+", "terms": "on"}
    answers = at_once(lambda number: windows[number].post(reverse("account_signup"), form).status_code)
    assert answers == [302] * MANY
    assert Resident.objects.filter(email="maelle@exemple.fr").count() == 1
    assert all(window.get(reverse("account")).status_code == 200 for window in windows)


def test_without_the_constraint_two_joinings_would_make_two_accounts() -> None:
    """Negative control: the unique index is what keeps the account one."""
    name = _unique_index_of_email()
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER TABLE residents_resident DROP CONSTRAINT "{name}"')
    try:
        at_once(lambda _number: actions.join(actions.Joining("maelle@exemple.fr", "Maëlle")))
        assert Resident.objects.filter(email="maelle@exemple.fr").count() == MANY
    finally:
        Resident.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(f'ALTER TABLE residents_resident ADD CONSTRAINT "{name}" UNIQUE (email)')


def _unique_index_of_email() -> str:
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, "residents_resident")
    return next(
        name
        for name, facts in constraints.items()
        if facts["unique"] and facts["columns"] == ["email"] and not facts["primary_key"]
    )


HOME = Place("Dinan", "municipality", 48.455, -2.041, None)


def test_a_home_and_a_town_hall_role_taken_at_once_never_meet() -> None:
    dinan = a_commune()
    resident = a_resident(settled=False)

    def take(number: int) -> object:
        mine = Resident.objects.get(pk=resident.pk)
        if number % 2:
            return actions.settle(mine, replace(HOME, commune=dinan))
        return actions.give_role(mine, Role.Kind.AGENT, dinan)

    refusals = [answer for answer in at_once(take) if isinstance(answer, Exception)]
    resident.refresh_from_db()
    assert resident.is_settled != resident.roles.exists()
    refusal = actions.NeighbourAccount if resident.is_settled else actions.TownHallAccount
    assert [type(answer) for answer in refusals] == [refusal] * (MANY // 2)


def test_without_the_lock_a_home_and_a_role_would_meet() -> None:
    """Negative control: each looks at what the other has not written yet."""
    resident, settled = a_resident(settled=False), a_resident("Yann")
    place = {name: getattr(settled, name) for name in ("commune", "cell", "cell_8", "cell_7", "cell_6", "cell_5")}
    meeting = Barrier(MANY)

    def look_then_take(number: int) -> None:
        may_settle = not Role.objects.of_town_hall().filter(resident=resident).exists()
        may_take_a_role = not Resident.objects.get(pk=resident.pk).is_settled
        meeting.wait()
        if number % 2 and may_settle:
            Resident.objects.filter(pk=resident.pk).update(**place)
        elif may_take_a_role:
            a_role(resident, Role.Kind.AGENT)

    at_once(look_then_take)
    resident.refresh_from_db()
    assert resident.is_settled
    assert resident.roles.exists()


def test_blocking_twice_at_once_is_blocking_once() -> None:
    me, other = a_resident("Maëlle"), a_resident("Yann")
    assert at_once(lambda _number: actions.block(me, other)) == [None] * MANY
    assert me.blocks_given.count() == 1


def test_an_account_and_its_namesake_in_capitals_cannot_both_be() -> None:
    a_resident(email="maelle@exemple.fr")
    with pytest.raises(IntegrityError):
        a_resident(email="Maelle@Exemple.fr")
