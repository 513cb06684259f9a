"""A canary in every field that people write: no page lets it out of its cage (TRUST.md, "Proving it")."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import html5lib
import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models

from maillage.portal.permissions import TABLE
from maillage.portal.rights import Answer, Line, Standing
from tests.permissions_world import World, a_world
from tests.test_permissions import address, close

pytestmark = pytest.mark.django_db
CANARY = '"></script><img src=x onerror=canary()>'
READERS = (Standing.VISITOR, Standing.CONCERNED, Standing.NEIGHBOUR, Standing.MODERATOR)
# What people write, by model. Codes, addresses of pages and the like are chosen by the program.
WRITTEN = {
    "residents.Resident": ("name", "about", "skills"),
    "residents.Residence": ("label",),
    "listings.Listing": ("title", "text", "in_return", "deposit", "place_name"),
    "feed.Entry": ("title", "words"),
    "conversations.Conversation": ("about_tag", "about_title"),
    "conversations.Message": ("text",),
    "moderation.Report": ("excerpt", "explanation"),
    "moderation.Case": ("subject_title",),
    "moderation.Decision": ("facts",),
    "moderation.Appeal": ("words", "answer"),
    "organisations.Organisation": ("name", "about", "address"),
    "platform.Photo": ("description",),
    "territory.Quarter": ("name",),
}


@pytest.fixture
def world() -> World:
    made = a_world()
    for label, names in WRITTEN.items():
        model = apps.get_model(label)
        values: dict[str, Any] = {name: _canary_for(model._meta.get_field(name)) for name in names}
        found = model._default_manager.all()
        if label == "listings.Listing":
            values |= {"place_lat": 48.4555, "place_lon": -2.0486}
        if label == "organisations.Organisation":
            values |= {"lat": 48.4555, "lon": -2.0486}
        if label == "conversations.Message":
            found = found.filter(happening="")  # what happened has no words of its own
        found.update(**values)
    return made


def _canary_for(field: models.Field) -> Any:
    return [CANARY] if isinstance(field, ArrayField) else CANARY


@pytest.mark.parametrize("reader", READERS)
def test_the_canary_stays_in_its_cage(world, reader):
    client = world.client(reader)
    shown = 0
    for line in _pages(reader):
        answer = client.get(address(line, world))
        if "text/html" in answer["Content-Type"]:
            words = answer.content.decode()
            shown += "onerror=canary()" in words
            assert not list(escapes(words)), line.route
        close(answer)
    assert shown, "the canary must be on some page, or nothing is proved"


def _pages(reader: Standing) -> list[Line]:
    return [line for line in TABLE if line.get.answers[reader] is Answer.YES]


def escapes(words: str) -> Iterator[str]:
    """Whatever in a page could run something, or was made by the canary."""
    page = html5lib.parse(words, namespaceHTMLElements=False)
    for element in page.iter():
        if not isinstance(element.tag, str):
            continue
        if element.get("src") == "x":
            yield "the canary became an image"
        if element.tag == "script" and not element.get("src") and element.get("type") != "application/ld+json":
            yield "a script in the page"
        yield from (f"{name} on <{element.tag}>" for name in element.attrib if name.startswith("on"))


def test_a_page_that_lets_the_canary_out_is_seen():
    assert list(escapes(f'<p title="{CANARY}">'))
    assert not list(escapes('<p title="&quot;&gt;&lt;img src=x onerror=canary()&gt;">'))
