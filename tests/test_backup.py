"""A site is backed up and restored elsewhere, by the commands of docs/operators.md: the same rows, pages and photos."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from maillage.feed.models import Audience
from maillage.listings import actions
from maillage.listings.actions import Content
from maillage.listings.models import Listing, Mode
from maillage.platform import database, media
from maillage.platform.tests.uploads import a_photo
from maillage.residents.tests.factories import a_resident

GUIDE = Path(__file__).parents[1] / "docs" / "operators.md"

# What a visitor receives, and how many rows each table has; run by the site itself, here and there.
LOOK = """
import hashlib
from django.apps import apps
from django.test import Client
for model in apps.get_models():
    if model._meta.app_label not in {"sessions", "procrastinate"}:
        print(model._meta.label, model._default_manager.count())
for address in ADDRESSES:
    answer = Client(HTTP_HOST="localhost").get(address)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    print(address, answer.status_code, hashlib.sha256(body).hexdigest())
"""


@pytest.fixture
def listing(settings: Settings, tmp_path: Path, transactional_db: None) -> Listing:
    """A public offer with a photo, in a site of its own folder."""
    settings.MEDIA_ROOT = tmp_path / "old" / "media"
    photo = media.take(a_photo())
    return actions.offer(
        a_resident("Maëlle"),
        Content(
            mode=Mode.SALE,
            category="drills",
            title="Établi d’atelier",
            price_cents=6500,
            audience=Audience.PUBLIC,
            photos=[photo],
        ),
    )


def maillage(*arguments: str, data: Path, url: str = "") -> str:
    """What a command of the operator says."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"MAILLAGE_DATA": str(data)} | ({"DATABASE_URL": url} if url else {})
    done = subprocess.run(
        [sys.executable, "-m", "maillage", *arguments], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_backup_restored_elsewhere_is_the_same_site(listing: Listing, tmp_path: Path) -> None:
    old, new, dump = tmp_path / "old", tmp_path / "new", tmp_path / "maillage.dump"
    old_url = database.renamed(os.environ["DATABASE_URL"], connection.settings_dict["NAME"])
    photo = listing.photos.get()
    look = LOOK.replace("ADDRESSES", repr([listing.get_absolute_url(), photo.small_url, photo.large_url]))
    maillage("postgres", "pg_dump", "--format=custom", f"--file={dump}", data=old, url=old_url)
    subprocess.run(["tar", "--create", f"--file={tmp_path}/media.tar", "-C", old, "media"], check=True)

    new.mkdir()
    subprocess.run(["tar", "--extract", f"--file={tmp_path}/media.tar", "-C", new], check=True)
    maillage("postgres", "pg_restore", "--no-owner", "--exit-on-error", "--dbname=maillage", str(dump), data=new)
    maillage("postgres", "vacuumdb", "--analyze-only", data=new)

    before = maillage("manage", "shell", "--no-imports", "-c", look, data=old, url=old_url)
    after = maillage("manage", "shell", "--no-imports", "-c", look, data=new)
    assert " 200 " in after
    assert "listings.Listing 1" in after
    assert after == before


def test_the_guide_says_these_commands() -> None:
    guide = re.sub(r"\s+", " ", GUIDE.read_text())
    for command in (
        "maillage postgres pg_dump --format=custom --file=",
        "maillage postgres pg_restore --no-owner --exit-on-error --dbname=maillage",
        "maillage postgres vacuumdb --analyze-only",
    ):
        assert command in guide
