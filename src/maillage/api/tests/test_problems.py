"""Every refusal is a problem that says what to do (RFC 9457)."""

from __future__ import annotations

import logging

import pytest
from django.db import OperationalError
from django.test import Client

from maillage.api import limits
from maillage.api.tests.factories import API, a_public_listing, refused
from maillage.listings import access, categories
from maillage.territory.tests.factories import a_commune

UNKNOWN = "01890a5d-ac96-774b-bcce-b302099a8057"


@pytest.mark.parametrize(
    "path", ["nulle-part", "", "communes/", "communes/99999", f"listings/{UNKNOWN}", "../v2/communes"]
)
def test_what_is_not_there_is_a_problem(path):
    problem = refused(path)
    assert problem["status"] == 404
    assert problem["type"] == "http://localhost:8000/api/#not-found"
    assert problem["errors"] == []


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
@pytest.mark.parametrize("path", ["communes", "openapi.json", "nulle-part"])
def test_nothing_can_be_written(client, method, path):
    response = getattr(client, method)(API + path)
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert response.json()["type"].endswith("#method-not-allowed")


def test_a_post_is_refused_for_its_method_and_not_for_a_missing_token():
    assert Client(enforce_csrf_checks=True).post(f"{API}communes").status_code == 405


def test_a_parameter_that_does_not_exist_is_refused_with_those_that_do():
    (error,) = refused("communes", nom="Dinan")["errors"]
    assert error["pointer"] == "#/query/nom"
    assert error["parameter"] == "nom"
    assert "limit, page, postcode, q" in error["detail"]


def test_a_parameter_given_twice_is_refused(client):
    (error,) = client.get(f"{API}communes?q=dinan&q=lehon").json()["errors"]
    assert error["pointer"] == "#/query/q"


def test_an_odd_name_is_escaped_in_its_pointer():
    (error,) = refused("communes", **{"a/b~c": "1"})["errors"]
    assert error["pointer"] == "#/query/a~1b~0c"


@pytest.mark.parametrize(
    ("path", "query", "parameter", "place", "words"),
    [
        ("communes/dinan", {}, "insee", "path", "22050"),
        ("listings/42", {}, "listing_id", "path", "01890a5d"),
        ("listings", {}, "near", "query", "nécessaire"),
        ("listings", {"near": "48.45,-2.04"}, "near", "query", "22050"),
        ("listings", {"near": "22050", "step": 7}, "step", "query", "plus petit que 7"),
        ("listings", {"near": "22050", "order": "best"}, "order", "query", "newest, nearest"),
        ("listings", {"near": "22050", "after": "x"}, "after", "query", "next"),
        ("communes", {"limit": 0}, "limit", "query", "au moins 1"),
        ("communes", {"limit": 101}, "limit", "query", "au plus 100"),
        ("communes", {"limit": "dix"}, "limit", "query", "nombre entier"),
        ("communes", {"limit": "9" * 5000}, "limit", "query", "trop grand"),
        ("communes", {"postcode": "2210"}, "postcode", "query", "22100"),
        ("communes", {"q": ""}, "q", "query", "au moins 1"),
        ("communes", {"q": "a" * 101}, "q", "query", "au plus 100"),
        ("communes", {"q": "a\0b"}, "q", "query", "contrôle"),
        ("communes/22050/listings", {"mode": "vol"}, "mode", "query", "loan, gift"),
        ("communes/22050/listings", {"intent": "wish"}, "intent", "query", "offer, request"),
        ("communes/22050/listings", {"category": "dragons"}, "category", "query", "/api/v1/categories"),
    ],
)
def test_a_bad_value_is_refused_with_how_to_mend_it(path, query, parameter, place, words):
    problem = refused(path, **query)
    (error,) = problem["errors"]
    assert problem["status"] == 422
    assert error["parameter"] == parameter
    assert error["pointer"] == f"#/{place}/{parameter}"
    assert words in error["detail"]


def test_all_that_is_wrong_is_said_at_once():
    errors = refused("communes/x/listings", limit=0, mode="vol")["errors"]
    assert {error["pointer"] for error in errors} == {"#/path/insee", "#/query/limit", "#/query/mode"}


@pytest.mark.parametrize("near", ["99999", "890000000000000"])
def test_a_place_that_does_not_exist_is_not_found_and_named(near):
    problem = refused("listings", near=near)
    assert problem["status"] == 404
    assert [error["pointer"] for error in problem["errors"]] == ["#/query/near"]
    assert problem["detail"] == problem["errors"][0]["detail"]
    assert "/api/v1/communes" in problem["detail"]


def test_an_accident_is_a_problem_that_tells_nothing_of_it(client, monkeypatch, caplog):
    def fail(*_: object) -> None:
        raise RuntimeError("a secret of the house")

    monkeypatch.setattr(categories, "branches", fail)
    client.raise_request_exception = False
    with caplog.at_level(logging.CRITICAL):
        response = client.get(f"{API}categories")

    assert response.status_code == 500
    assert response.json()["type"].endswith("#internal-error")
    assert b"secret" not in response.content


def test_a_lost_database_is_a_problem_that_says_when_to_come_back(client, monkeypatch):
    def lose(*_: object) -> None:
        raise OperationalError("the connection is lost")

    monkeypatch.setattr(limits, "take", lose)
    monkeypatch.setattr(access, "listing", lose)
    response = client.get(f"{API}listings/{UNKNOWN}")

    assert response.status_code == 503
    assert response.headers["Retry-After"] == "10"
    assert response.json()["type"].endswith("#unavailable")


def test_a_host_that_is_not_ours_is_a_problem(client):
    response = client.get(f"{API}communes", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert response.json()["type"].endswith("#bad-request")
    assert b"evil.example" not in response.content


def test_a_condition_that_does_not_hold_is_a_problem(client):
    response = client.get(f"{API}horizons", headers={"if-match": '"another"'})
    assert response.status_code == 412
    assert response.json()["type"].endswith("#precondition-failed")


def test_the_type_of_each_problem_leads_to_its_explanation(client):
    a_commune("22050")
    a_public_listing()
    page = client.get("/api/").content.decode()
    for path in ("nulle-part", "communes?x=1"):
        anchor = client.get(API + path).json()["type"].rpartition("#")[2]
        assert f'id="{anchor}"' in page
