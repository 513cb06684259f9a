from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.running import RunningSite
from tests.shots.looking import LOOKS, Looker

FOLDER = Path(__file__).parent.parent.parent / "shots"
# Without pictures, two looks tell nearly all that four would.
WITHOUT_PICTURES = ("390-light", "1280-dark")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--shots", action="store_true", help="take the picture of every page into shots/, in four looks")


@pytest.fixture(scope="session")
def pictures(request: pytest.FixtureRequest) -> Path | None:
    """Where pictures go; None when none are wanted."""
    return FOLDER if request.config.getoption("--shots", default=False) else None


@pytest.fixture(scope="session")
def lookers(site: RunningSite, browser: Browser, pictures: Path | None) -> dict[str, Looker]:
    wanted = [look for look in LOOKS if pictures or look.name in WITHOUT_PICTURES]
    return {look.name: Looker(browser, site.address, look) for look in wanted}
