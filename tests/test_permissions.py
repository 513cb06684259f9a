"""Each line of the permission table, through HTTP, for every standing; and no address without a line (TRUST.md 2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections, transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from maillage.portal.permissions import DEMONSTRATION, TABLE
from maillage.portal.rights import Answer, Line, Standing
from maillage.residents.access import Who, rule_of
from tests.permissions_world import World, a_world

pytestmark = pytest.mark.django_db
SIGN_IN, SETTLE, PROVE, FACTOR = "/compte/connexion/", "/compte/domicile/", "/compte/confirmer/", "/compte/securite/"
NO_FACTOR_YET = "/compte/second-facteur/"
HAS_A_PAGE = {Answer.YES, Answer.ABSENT}
NAMES = {
    200: Answer.YES,
    204: Answer.YES,  # nothing has happened since
    403: Answer.REFUSED,
    404: Answer.ABSENT,
    405: Answer.NO_METHOD,
    422: Answer.MISTAKEN,
}
# What makes the address of a line whole when it is about nothing in particular.
PLAIN = {
    "insee": "22050",
    "slug": "dinan",
    "mode": "pret",
    "verb": "retirer",
    "size": "grande",
    "pk": 1,
    "kind": "listing",
    "mail_id": uuid4(),
    "year": 2026,
    "device_id": uuid4(),
}


def routes(patterns: list[Any], namespace: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else namespace
            yield from routes(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", pattern


def test_every_address_has_its_line_and_every_line_its_address():
    assert {line.route for line in TABLE} == {name for name, _ in routes(get_resolver().url_patterns)}


def test_every_view_says_to_whom_it_opens():
    assert not [name for name, pattern in routes(get_resolver().url_patterns) if rule_of(pattern.callback) is None]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    """Made once: each request of a test is undone. It ends with this file: its transaction would hold up others.

    Everybody has just signed in, however slow the machine.
    """
    just_now = override_settings(ACCOUNT_REAUTHENTICATION_TIMEOUT=24 * 3600)
    with just_now, django_db_blocker.unblock(), transaction.atomic():
        yield a_world()
        transaction.set_rollback(True)


@pytest.mark.parametrize("line", TABLE, ids=lambda line: f"{line.route} {line.about}".strip())
def test_the_table_is_what_people_get(line, world):
    seen = {(method, who): observed(line, world, who, method) for method in ("get", "post") for who in Standing}
    said = {(m, s): getattr(line, m).answers[s] for m in ("get", "post") for s in Standing}
    different = {f"{m} as {s}": f"{seen[m, s]} instead of {said[m, s]}" for m, s in said if seen[m, s] != said[m, s]}
    assert not different


def observed(line: Line, world: World, standing: Standing, method: str) -> Answer | str:
    """What that person gets, undone afterwards. The body sent is the same for all."""
    path = address(line, world)
    client = world.client(standing)
    with transaction.atomic():
        if method == "get":
            answer = client.get(path)
        else:
            answer = client.post(path, {"idempotency_key": str(uuid4()), **line.body})
        named = name_of(answer, line)
        close(answer)
        transaction.set_rollback(True)
    return named


def close(answer: HttpResponse) -> None:
    """Close the file of a photo, without ending the database connection that the next request uses."""
    request_finished.disconnect(close_old_connections)
    answer.close()
    request_finished.connect(close_old_connections)


def address(line: Line, world: World) -> str:
    things = {**PLAIN, **world.things.get(line.about, {})}
    route = next(pattern for name, pattern in routes(get_resolver().url_patterns) if name == line.route)
    wanted = {name: things[name] for name in route.pattern.converters or things_in(route)}
    return f"{reverse(line.route, kwargs=wanted)}?{line.query}".format_map(things).rstrip("?")


def things_in(route: URLPattern) -> list[str]:
    return list(route.pattern.regex.groupindex)


def name_of(answer: HttpResponse, line: Line) -> Answer | str:
    status = answer.status_code
    if status in {301, 302, 303}:
        where = answer["Location"]
        starts = (
            (SIGN_IN, Answer.SIGN_IN),
            (SETTLE, Answer.SETTLE),
            (PROVE, Answer.PROVE),
            (NO_FACTOR_YET, Answer.SECURE),
        )
        for start, named in starts:
            if where.startswith(start) and line.route not in {"account_signup", "account_code"}:
                return named
        return Answer.YES
    if status in {400, 422} and not line.body:
        return Answer.YES  # the form was reached: it asks for more
    return NAMES.get(status, f"status {status}")


@pytest.mark.parametrize(
    "standing", [Standing.HOST, Standing.MODERATOR, Standing.AGENT, Standing.ELECTED, Standing.OPERATOR]
)
def test_above_resident_nothing_opens_before_the_second_factor(world, standing):
    """But what is the same for everybody, and what setting the factor up needs."""
    client = Client()
    client.force_login(world.people[standing])
    lines = [line for line in TABLE if line not in DEMONSTRATION and line.get.answers[standing] in HAS_A_PAGE]
    opened = set()
    for line in lines:
        answer = client.get(address(line, world))
        if not (answer.status_code == 302 and answer["Location"].startswith(FACTOR)):
            opened.add(line.route)
        close(answer)
    before = {name for name, pattern in routes(get_resolver().url_patterns) if opens_before(pattern.callback)}
    assert opened == before & {line.route for line in lines}


def opens_before(view: Any) -> bool:
    rule = rule_of(view)
    return rule is not None and (rule.who == Who.PUBLIC or rule.before_second_factor)
