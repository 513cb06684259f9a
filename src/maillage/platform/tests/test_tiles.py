"""Pictures behind maps: from the address that the operator chose, allowed on one page."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import override_settings

from maillage.platform import health, tiles

TILES = "https://tiles.example.org/{z}/{x}/{y}.png"


@pytest.mark.parametrize(
    ("template", "is_kept"),
    [
        ("https://tiles.example.org/{z}/{x}/{y}.png", True),
        ("/tiles/{z}/{x}/{y}.png", True),
        ("", True),
        ("https://tiles.example.org/{z}/{x}.png", False),
        ("//tiles.example.org/{z}/{x}/{y}.png", False),
        ("https://{s}.example.org/{z}/{x}/{y}.png", False),
        ("https://a.example; script-src *//{z}/{x}/{y}.png", False),
    ],
)
def test_a_mistaken_address_of_tiles_is_as_none(template: str, is_kept: bool) -> None:
    with override_settings(TILES=template):
        assert tiles.address() == (template if is_kept else "")


def test_only_their_origin_is_allowed_and_only_when_it_is_another() -> None:
    for template, allowed in (
        ("https://tiles.example.org:8443/a/{z}/{x}/{y}.png", {"img-src": ["https://tiles.example.org:8443"]}),
        ("/tiles/{z}/{x}/{y}.png", None),
        ("", None),
    ):
        with override_settings(TILES=template):
            assert getattr(tiles.allow(HttpResponse()), "_csp_update", None) == allowed


@pytest.mark.parametrize(
    ("template", "credit", "is_https", "words"),
    [
        ("", "", True, "none: maps show contours and places"),
        (TILES, "© OpenStreetMap", True, f"from {TILES}"),
        (TILES, "", True, "nobody is credited"),
        (TILES.replace("https", "http"), "© OpenStreetMap", True, "without https"),
        (TILES.replace("{y}", ""), "", True, "lacks {y}"),
    ],
)
def test_the_check_says_what_is_wrong_with_them(template: str, credit: str, is_https: bool, words: str) -> None:
    with override_settings(TILES=template, TILES_CREDIT=credit, IS_HTTPS=is_https):
        [(_level, sentence)] = list(health.LOOKS["Tiles"]())
        assert words in sentence
