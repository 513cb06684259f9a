"""Every page is looked at, and nothing is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.shots.looking import Looker
from tests.shots.pages import NOT_PAGES, PAGES, Page

# Errors have no address of their own.
ERRORS = {"not-found"}


@pytest.mark.browser
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_nothing_is_wrong_with(page: Page, lookers: dict[str, Looker], pictures: Path | None) -> None:
    faults = [
        f"{look}: {fault}"
        for look, looker in lookers.items()
        for fault in looker.see(page, pictures / f"{page.name}-{look}.png" if pictures else None).faults
    ]
    assert not faults, "\n".join(faults)


def test_every_page_of_the_site_is_looked_at() -> None:
    looked_at = {page.route for page in PAGES}
    assert looked_at | NOT_PAGES.keys() == set(_routes(get_resolver())) | ERRORS
    assert not looked_at & NOT_PAGES.keys()


def test_no_two_pictures_have_the_same_name() -> None:
    names = [page.name for page in PAGES]
    assert len(names) == len(set(names))


def _routes(resolver: URLResolver) -> Iterator[str]:
    """The names of the site's addresses, but those of the API, which is read by programs."""
    for each in resolver.url_patterns:
        if isinstance(each, URLPattern):
            if each.name and each.name != "components":
                yield each.name
        elif str(each.pattern) != "api/":
            yield from _routes(each)
