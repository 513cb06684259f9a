"""What is written about the API is true: each example of docs/api.md is run, and the page names every operation."""

from __future__ import annotations

import json
import re
from pathlib import Path
from uuid import UUID

import html5lib
import pytest
from django.test import Client

from maillage.api import limits, problems
from maillage.api.specification import specification
from maillage.api.tests.factories import a_public_listing
from maillage.territory.tests.factories import DINAN, a_commune

WRITTEN = (Path(__file__).resolve().parents[4] / "docs" / "api.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```http\n(GET|HEAD) (\S+)\n(\d{3})\n(.*?)```", WRITTEN, re.DOTALL)


@pytest.mark.parametrize(
    ("method", "address", "status", "shown"), EXAMPLES, ids=[address for _, address, *_ in EXAMPLES]
)
def test_each_example_of_the_documentation_runs(method, address, status, shown):
    a_commune(DINAN)
    a_public_listing(id=UUID("01890a5d-ac96-774b-bcce-b302099a8057"), title="Broyeur de végétaux", category="hedges")
    response = getattr(Client(), method.lower())(address)
    assert response.status_code == int(status), response.content
    if shown:
        assert _holds(response.json(), json.loads(shown))


def _holds(whole: object, part: object) -> bool:
    """Whether all that is shown is in the answer. Of a list, what is shown comes first; an empty one is empty."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(key in whole and _holds(whole[key], part[key]) for key in part)
    if isinstance(part, list):
        if not isinstance(whole, list) or (not part and whole):
            return False
        return len(whole) >= len(part) and all(_holds(one, other) for one, other in zip(whole, part, strict=False))
    return whole == part


def test_an_example_that_is_wrong_would_be_seen():
    assert not _holds({"items": [{"a": 1}]}, {"items": []})
    assert not _holds({"items": [{"a": 1}]}, {"items": [{"a": 2}]})
    assert not _holds({}, {"a": None})


def test_the_documentation_has_an_example_of_every_operation():
    for path in specification()["paths"]:
        shape = re.compile("^/api/v1" + re.sub(r"\{\w+\}", "[^/?]+", path) + r"(\?|$)")
        assert any(shape.match(address) for _, address, *_ in EXAMPLES), path


def test_the_limit_written_is_the_limit():
    assert f"may ask {limits.REQUESTS_A_WINDOW} times a minute" in WRITTEN


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_names_every_operation_parameter_and_problem(language):
    page = Client().get("/api/", headers={"accept-language": language}).content.decode()
    assert "Accept-Language" in page
    for path, operations in specification()["paths"].items():
        assert f"<code>GET {path}</code>" in page
        for parameter in operations["get"]["parameters"]:
            assert parameter["in"] == "header" or f"<code>{parameter['name']}</code>" in page
    assert all(f'id="{kind.slug}"' in page for kind in problems.KINDS)


def test_every_link_inside_the_page_leads_somewhere():
    page = Client().get("/api/").content.decode()
    assert set(re.findall(r'href="#(\w[\w-]*)"', page)) <= set(re.findall(r'id="([\w-]+)"', page))


def test_the_page_calls_nobody_else_and_runs_nothing_inline():
    page = Client().get("/api/").content.decode()
    assert not re.search(r'(?:src|href)="(?:https?:)?//(?!localhost)', page)
    assert "<style" not in page
    assert " style=" not in page
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)


def test_the_page_is_valid_html():
    page = Client().get("/api/").content.decode()
    html5lib.HTMLParser(strict=True).parse(page)


def test_the_page_is_the_same_for_everybody():
    response = Client().get("/api/")
    assert "public" in response.headers["Cache-Control"]


def test_the_specification_is_of_openapi_3_1():
    assert specification()["openapi"].startswith("3.1")


def test_the_specification_refuses_parameters_too():
    assert Client().get("/api/v1/openapi.json?x=1").status_code == 422
