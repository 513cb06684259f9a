"""The style sheet, one file made of many."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import override_settings

from maillage.platform import styles

PACKAGE = Path(styles.__file__).parent.parent
# Set by scripts, by Django and by Leaflet, or made of a number, and so written whole in no template.
MADE_ELSEWHERE = {"htmx-request", "success", "info", "debug", "warning", "error"}
MADE_ELSEWHERE |= {"leaflet-bar", "leaflet-container", "leaflet-tooltip", "at272", "at320", "at560"}


def test_static_files_find_the_sheet() -> None:
    found = finders.find(styles.BUNDLE)
    assert isinstance(found, str)
    assert Path(found).read_text() == styles.sheet()


def test_the_order_of_layers_is_said_before_any_rule() -> None:
    assert re.search(r"@layer[^;{]*[;{]", styles.sheet()).group() == "@layer tokens, base, layout, parts, print;"


def test_raw_colours_are_in_the_tokens_only() -> None:
    for file in (PACKAGE / "platform" / "css").rglob("*.css"):
        if file.name != "tokens.css":
            assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|rgb\(|hsl\(", file.read_text()), file.name


def test_every_token_used_is_defined() -> None:
    sheet = styles.sheet()
    used = set(re.findall(r"var\((--[\w-]+)", sheet))
    assert used <= set(re.findall(r"(--[\w-]+):", sheet))


def test_no_class_is_styled_that_no_page_uses() -> None:
    written = "\n".join(file.read_text() for file in PACKAGE.rglob("*.html"))
    written += "\n".join(file.read_text() for file in (PACKAGE / "platform" / "static").rglob("*.js"))
    words = set(re.findall(r"[\w-]+", written)) | {f"voice-{voice}" for voice in ("town", "shop", "ride", "urgent")}
    plain = re.sub(r"/\*.*?\*/|\"[^\"]*\"", "", styles.sheet(), flags=re.DOTALL)
    styled = set(re.findall(r"\.([a-z][\w-]*)", plain))
    assert styled - words - MADE_ELSEWHERE == set()


@pytest.mark.parametrize("is_collected", [True, False])
def test_pages_name_the_sheet_as_it_is_served(tmp_path: Path, is_collected: bool) -> None:
    with override_settings(STATIC_ROOT=tmp_path, WHITENOISE_USE_FINDERS=not is_collected):
        storage = styles.Storage()
        if is_collected:
            with override_settings(STORAGES={"staticfiles": {"BACKEND": "maillage.platform.styles.Storage"}}):
                call_command("collectstatic", verbosity=0, interactive=False)
            storage = styles.Storage()
        address = storage.url(styles.BUNDLE)
        if is_collected:
            assert re.fullmatch(r"/static/ui/maillage\.[0-9a-f]{12}\.css", address)
            assert (tmp_path / address.removeprefix("/static/")).read_text() == styles.sheet()
            assert (tmp_path / (address.removeprefix("/static/") + ".br")).exists()
        else:
            assert address == "/static/ui/maillage.css"
