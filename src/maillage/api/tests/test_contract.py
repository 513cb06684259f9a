"""The API against its own specification: what it promises is what it does, for values nobody thought of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import jsonschema  # type: ignore[import-untyped]
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.schemas import BaseSchema

from maillage.api import limits
from maillage.api.schemas import IntentName, ModeName, StateName, UnitName
from maillage.api.specification import specification
from maillage.api.tests.factories import API, a_public_listing, read
from maillage.listings.models import SHOWN, Intent, Mode, PriceUnit, State
from maillage.platform.wsgi import application
from maillage.residents.tests.factories import a_resident
from maillage.territory.tests.factories import DINAN, LANVALLAY, THOMERY, some_communes

PATHS = sorted(specification()["paths"])
WITHOUT_PARAMETERS = ("/categories", "/horizons")
LISTING = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
# The same examples on every machine and every run.
BOUNDED = settings(
    max_examples=12,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@pytest.fixture
def kept_connection() -> Iterator[None]:
    """As Django's own test client does: the connection outlives each request, for it holds the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def a_town(monkeypatch: pytest.MonkeyPatch, kept_connection: None) -> None:
    """Two communes with a few listings, read as often as one likes."""
    monkeypatch.setattr(limits, "REQUESTS_A_WINDOW", 10**6)
    some_communes(DINAN, LANVALLAY, THOMERY)
    author = a_resident()
    a_public_listing(author, id=LISTING, title="Remorque")
    a_public_listing(author, mode=Mode.RENTAL, price_cents=500, price_unit=PriceUnit.DAY)
    a_public_listing(
        a_resident(commune=LANVALLAY), mode=Mode.SERVICE, category="computer-help", state=State.DONE, text="**Oui**"
    )


def a_contract() -> BaseSchema:
    schema = schemathesis.openapi.from_wsgi(f"{API}openapi.json", application)
    schema.hook("map_path_parameters")(_often_there)
    return schema


def _often_there(context: object, path_parameters: dict[str, object] | None) -> dict[str, object] | None:
    """Codes drawn at random name nothing: half of them become what is there, so that answers are checked too."""
    if path_parameters and str(path_parameters.get("insee", ""))[:1] in tuple("01234"):
        path_parameters["insee"] = DINAN
    if path_parameters and str(path_parameters.get("listing_id", ""))[:1] in tuple("01234567"):
        path_parameters["listing_id"] = str(LISTING)
    return path_parameters


@pytest.mark.parametrize("path", PATHS)
def test_what_the_specification_allows_is_answered(a_town, path):
    _check(path, GenerationMode.POSITIVE)


@pytest.mark.parametrize("path", [path for path in PATHS if path not in WITHOUT_PARAMETERS])
def test_what_the_specification_forbids_is_refused(a_town, path):
    _check(path, GenerationMode.NEGATIVE)


def _check(path: str, mode: GenerationMode) -> None:
    @BOUNDED
    @given(case=a_contract()[path]["GET"].as_strategy(generation_mode=mode))
    def check(case: Case[Any]) -> None:
        case.call_and_validate()

    check()


@pytest.mark.parametrize(
    "path", ["communes", f"communes/{DINAN}", f"communes/{DINAN}/listings", "listings", f"listings/{LISTING}"]
)
def test_what_is_there_is_as_the_specification_says(a_town, path):
    written = read("openapi.json")
    template = "/" + path.replace(DINAN, "{insee}").replace(str(LISTING), "{listing_id}")
    answer = written["paths"][template]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    body = read(path, **({"near": DINAN} if path == "listings" else {}))
    checker = jsonschema.Draft202012Validator({**answer, "components": written["components"]})
    assert list(checker.iter_errors(body)) == []


@pytest.mark.parametrize(
    ("names", "choices"), [(IntentName, Intent), (ModeName, Mode), (StateName, SHOWN), (UnitName, PriceUnit)]
)
def test_the_names_of_the_api_are_those_of_the_models(names, choices):
    assert set(names.__args__) == {str(choice) for choice in choices}


@BOUNDED
@given(words=st.text(min_size=1, max_size=100))
def test_any_words_can_be_searched(a_town, client, words):
    for path, place in (("communes", {}), ("listings", {"near": DINAN}), (f"communes/{DINAN}/listings", {})):
        response = client.get(API + path, {"q": words, **place})
        has_control = any(ord(letter) < 32 for letter in words)
        assert response.status_code == (422 if has_control else 200), response.content


@BOUNDED
@given(step=st.integers(0, 6), order=st.sampled_from(["newest", "nearest"]), limit=st.integers(1, 100))
def test_pages_of_any_length_hold_every_listing_once(a_town, client, step, order, limit):
    whole = read("listings", near=DINAN, step=step, order=order, limit=100)
    seen, address = [], f"{API}listings?near={DINAN}&step={step}&order={order}&limit={limit}"
    while address:
        page = client.get(address.removeprefix("http://localhost:8000")).json()
        seen += page["items"]
        address = page["next"]
    assert seen == whole["items"]


def test_every_operation_only_reads(a_town):
    for operations in read("openapi.json")["paths"].values():
        assert set(operations) == {"get"}


def test_every_parameter_and_property_is_described(a_town):
    written = read("openapi.json")
    for operations in written["paths"].values():
        assert all(parameter["description"] for parameter in operations["get"]["parameters"])
    for name, schema in written["components"]["schemas"].items():
        for key, details in schema["properties"].items():
            is_plain = "$ref" in details or "const" in details or "items" in details
            assert is_plain or details.get("description") or "anyOf" in details, f"{name}.{key}"
