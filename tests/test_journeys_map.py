"""Pointing at home on a map: with a thumb and no script, with a mouse or the arrow keys, and with no third party."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browsing import DESK, PHONE
from tests.running import RunningSite

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

BYTES, REQUESTS = 100_000, 15


def a_window(browser: Browser, site: RunningSite, width: int, *, scripts: bool) -> Page:
    """Maëlle's, on the page that asks where home is, about to search for Dinan."""
    size = {PHONE["width"]: PHONE, DESK["width"]: DESK}.get(width, {"width": width, "height": 640})
    context = browser.new_context(viewport=size, locale="fr-FR", java_script_enabled=scripts, service_workers="block")
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto(site.address)
    press(page, "Devenir Maëlle")
    page.goto(site.url("/compte/domicile/"))
    page.get_by_label("Votre adresse, votre lieu-dit ou votre commune").fill("Dinan")
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name="Chercher", exact=True).click()
    press(page, "Montrer sur la carte")
    return page


def press(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()


def nothing_is_wrong(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert not [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def touch(page: Page, right: float, down: float) -> None:
    """Touch the drawing at these fractions of it."""
    picture = page.locator(".pointing-picture input:visible")
    box = picture.bounding_box()
    assert box is not None
    with page.expect_navigation():
        page.mouse.click(box["x"] + right * box["width"], box["y"] + down * box["height"])


def overview(page: Page) -> tuple[float, float]:
    """The middle of what is seen, as fractions of the whole map."""
    frame = page.locator(".pointing-overview rect")
    x, y, side = (float(frame.get_attribute(name) or "") for name in ("x", "y", "width"))
    return (x + side / 2) / 1000, (y + side / 2) / 1000


@pytest.mark.parametrize(("width", "drawn"), [(320, 272), (PHONE["width"], 320), (DESK["width"], 560)])
def test_without_scripts_a_map_comes_closer_around_the_touch(
    browser: Browser, site: RunningSite, width: int, drawn: int
) -> None:
    page = a_window(browser, site, width, scripts=False)
    picture = page.locator(".pointing-picture input:visible")
    box = picture.bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (drawn, drawn)
    expect(page.get_by_role("button", name="Continuer avec ce point")).to_be_hidden()

    touch(page, 0.45, 0.55)
    assert overview(page) == pytest.approx((0.45, 0.55), abs=0.005)
    touch(page, 0.6, 0.5)
    expect(page.get_by_text("Point choisi sur la carte, à Dinan")).to_be_visible()
    expect(page.get_by_text("Vos voisins verront seulement « Dinan »")).to_be_visible()
    page.get_by_role("link", name="Déplacer le point").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Montrez où vous habitez")
    page.context.close()


def test_with_the_arrow_keys_the_marker_goes_home(browser: Browser, site: RunningSite) -> None:
    page = a_window(browser, site, PHONE["width"], scripts=True)
    marker = page.get_by_role("button", name="Repère de mon domicile")
    expect(page.locator(".pointing-picture")).to_have_count(0)
    nothing_is_wrong(page)
    before = where(marker)
    walk_to(page, marker)
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "Shift+ArrowLeft"):
        page.keyboard.press(key)
    assert where(marker) == pytest.approx((before[0] + 19, before[1] + 10), abs=1)
    press(page, "Voir les rues autour du repère")
    expect(page.get_by_text("sur 0,8 km de large")).to_be_visible()
    press(page, "Continuer avec ce point")
    expect(page.get_by_text("Point choisi sur la carte, à Dinan")).to_be_visible()
    nothing_is_wrong(page)
    page.context.close()


def where(marker: Locator) -> tuple[float, float]:
    box = marker.bounding_box()
    assert box is not None
    return box["x"], box["y"]


def walk_to(page: Page, wanted: Locator) -> None:
    for _press in range(40):
        page.keyboard.press("Tab")
        if wanted.evaluate("control => control === document.activeElement"):
            return
    raise AssertionError("The marker is out of the keyboard's reach.")


def test_the_map_is_light_and_asks_nobody_else(browser: Browser, site: RunningSite) -> None:
    page = a_window(browser, site, DESK["width"], scripts=True)
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
    asked: list[str] = []
    sizes: list[int] = []
    devtools.on("Network.requestWillBeSent", lambda event: asked.append(event["request"]["url"]))
    devtools.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    page.goto(site.url("/compte/domicile/?etape=carte"))
    page.wait_for_timeout(1500)
    fetched = [url for url in asked if url.startswith("http")]
    assert not [url for url in fetched if not url.startswith("http://localhost:")]
    assert len(fetched) <= REQUESTS
    assert sum(sizes) <= BYTES, f"{sum(sizes)} bytes in {len(fetched)} requests"
    page.context.close()
