"""Public listings, as programs read them: those of the pages, and no more told of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import chain

import h3.api.basic_int as h3
import pytest
from django.test import Client

from maillage.api.tests.factories import API, a_public_listing, follow, read, refused, titles
from maillage.feed.models import Audience
from maillage.listings import actions
from maillage.listings.models import SHOWN, Intent, ListingPhoto, Mode, PriceUnit, State
from maillage.listings.tests.factories import a_listing
from maillage.platform import clock
from maillage.platform.models import Photo
from maillage.residents.models import Residence
from maillage.residents.tests.factories import a_resident
from maillage.territory import cells
from maillage.territory.tests.factories import DINAN, LANVALLAY, THOMERY, a_commune

LISTS = (f"communes/{DINAN}/listings", f"listings?near={DINAN}", f"listings?near={DINAN}&order=nearest")


def in_lists(title: str) -> bool:
    return any(title in Client().get(API + path).content.decode() for path in LISTS)


def test_what_is_public_is_in_every_list():
    a_public_listing(title="Remorque")
    assert all(titles(Client().get(API + path).json()) == ["Remorque"] for path in LISTS)


@pytest.mark.parametrize("audience", [Audience.NEIGHBOURS, Audience.COMMUNE])
def test_what_is_for_neighbours_is_not_there(audience):
    listing = a_listing(title="Remorque", audience=audience)
    assert not in_lists("Remorque")
    assert refused(f"listings/{listing.pk}")["status"] == 404


@pytest.mark.parametrize("state", [state for state in State if state not in SHOWN])
def test_a_draft_and_what_was_withdrawn_are_not_there(state):
    listing = a_public_listing(title="Remorque", state=state)
    assert not in_lists("Remorque")
    assert refused(f"listings/{listing.pk}")["status"] == 404


@pytest.mark.parametrize("state", [state for state in SHOWN if state != State.OPEN])
def test_what_is_settled_is_still_read_but_in_no_list(state):
    listing = a_public_listing(title="Remorque", state=state)
    assert not in_lists("Remorque")
    assert read(f"listings/{listing.pk}")["state"] == state


def test_the_suspended_are_silent():
    listing = a_public_listing(a_resident(suspended_at=clock.now()), title="Remorque")
    assert not in_lists("Remorque")
    assert refused(f"listings/{listing.pk}")["status"] == 404


def test_what_has_expired_leaves_the_lists():
    listing = a_public_listing(title="Remorque", expires_at=clock.now() + timedelta(days=1))
    with clock.at(clock.now() + timedelta(days=2)):
        actions.expire_due()
        assert not in_lists("Remorque")
        assert read(f"listings/{listing.pk}")["state"] == "expired"


def test_nobody_is_named():
    author = a_resident("Gwenaëlle", about="Potière à Léhon")
    listing = a_public_listing(author)
    for path in (f"listings/{listing.pk}", *LISTS):
        body = Client().get(API + path).content.decode()
        assert author.name not in body
        assert str(author.pk) not in body
        assert author.email not in body


def test_no_byte_tells_where_the_author_lives():
    home = a_commune(DINAN)
    author = a_resident(commune=home)
    assert author.cell
    lat, lon = cells.centre(author.cell)
    exact_lat, exact_lon = lat + 0.000421, lon - 0.000317
    assert cells.public_cell(home, exact_lat, exact_lon) == author.cell
    Residence.objects.create(resident=author, label="7 rue du Petit Fort 22100 Dinan", lat=exact_lat, lon=exact_lon)
    listing = a_public_listing(author)
    for path in (f"listings/{listing.pk}", *LISTS):
        body = Client().get(API + path).content.decode()
        assert "Petit Fort" not in body
        assert set(_decimals(json.loads(body))) <= {*cells.centre(author.cell), *chain(*cells.boundary(author.cell))}


def _decimals(part: object) -> Iterator[float]:
    """Every number with decimals in an answer: its coordinates."""
    if isinstance(part, float):
        yield part
    elif isinstance(part, dict | list):
        for each in part.values() if isinstance(part, dict) else part:
            yield from _decimals(each)


def test_moving_inside_ones_cell_changes_no_byte():
    author = a_resident()
    assert author.cell
    lat, lon = cells.centre(author.cell)
    home = Residence.objects.create(resident=author, label="Ici", lat=lat, lon=lon)
    listing = a_public_listing(author)
    before = [Client().get(API + path).content for path in (f"listings/{listing.pk}", *LISTS)]
    home.lat, home.lon, home.label = lat + 0.0003, lon + 0.0003, "Là"
    home.save()
    assert [Client().get(API + path).content for path in (f"listings/{listing.pk}", *LISTS)] == before


def test_a_listing_stands_in_its_cell():
    listing = a_public_listing()
    cell = read(f"listings/{listing.pk}")["cell"]
    assert int(cell["id"], 16) == listing.point_cell
    assert cell["resolution"] == h3.get_resolution(listing.point_cell)
    assert cell["boundary"]["coordinates"][0][0] == cell["boundary"]["coordinates"][0][-1]


def test_at_a_public_place_the_point_is_exact():
    lat, lon = 48.4531, -2.0471
    library = "Bibliothèque de Dinan"
    cell = cells.finest_cell(lat, lon)
    listing = a_public_listing(place_name=library, place_lat=lat, place_lon=lon, point_cell=cell)
    found = read(f"listings/{listing.pk}")["public_place"]
    assert found == {"name": library, "point": {"type": "Point", "coordinates": [lon, lat]}}


def test_elsewhere_there_is_no_public_place():
    assert read(f"listings/{a_public_listing().pk}")["public_place"] is None


def test_a_price_is_in_cents_with_its_period():
    listing = a_public_listing(mode=Mode.RENTAL, price_cents=980, price_unit=PriceUnit.DAY)
    assert read(f"listings/{listing.pk}")["price"] == {"cents": 980, "currency": "EUR", "unit": "day"}


def test_photos_come_in_the_order_of_their_author():
    listing = a_public_listing()
    for position, words in enumerate(["De face", "De dos"]):
        photo = Photo.objects.create(width=800, height=600, description=words)
        ListingPhoto.objects.create(listing=listing, photo=photo, position=position)
    photos = read(f"listings/{listing.pk}")["photos"]
    assert [each["description"] for each in photos] == ["De face", "De dos"]
    assert photos[0]["small"].startswith(f"http://localhost:8000/annonces/{listing.pk}/photos/")


def test_the_newest_come_first_page_after_page():
    author = a_resident()
    for number in range(5):
        a_public_listing(author, title=f"Chaise {number}")
    seen, address = [], None
    while True:
        page = follow(address) if address else read(f"communes/{DINAN}/listings", limit=2)
        seen += titles(page)
        address = page["next"]
        if address is None:
            break
    assert seen == [f"Chaise {number}" for number in (4, 3, 2, 1, 0)]


def test_the_nearest_come_first_page_after_page():
    near, far = a_resident(commune=DINAN), a_resident(commune=LANVALLAY)
    for number in range(3):
        a_public_listing(far, title=f"Loin {number}")
        a_public_listing(near, title=f"Près {number}")
    origin = f"{near.cell:x}"
    page = read("listings", near=origin, order="nearest", limit=4)
    rest = follow(page["next"])
    items = page["items"] + rest["items"]
    assert len({each["id"] for each in items}) == 6
    assert [each["title"][:4] for each in items] == ["Près"] * 3 + ["Loin"] * 3
    assert [each["distance_m"] for each in items] == sorted(each["distance_m"] for each in items)


def test_a_listing_published_meanwhile_moves_no_page():
    author = a_resident()
    for number in range(4):
        a_public_listing(author, title=f"Chaise {number}")
    page = read(f"communes/{DINAN}/listings", limit=2)
    a_public_listing(author, title="Nouvelle")
    assert titles(follow(page["next"])) == ["Chaise 1", "Chaise 0"]


def test_the_horizon_asked_is_the_limit():
    a_commune(DINAN)
    a_public_listing(a_resident(commune=THOMERY), title="À Thomery")
    a_public_listing(a_resident(commune=LANVALLAY), title="À Lanvallay")
    assert titles(read("listings", near=DINAN, step=3)) == ["À Lanvallay"]
    assert titles(read("listings", near=THOMERY, step=0)) == ["À Thomery"]


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ({"intent": "request"}, ["Cherche échelle"]),
        ({"mode": "gift"}, ["Berceau"]),
        ({"category": "ladders"}, ["Cherche échelle"]),
        ({"category": "tools"}, ["Cherche échelle", "Ponceuse"]),
        ({"q": "ponceuses"}, ["Ponceuse"]),
        ({"q": "echele"}, ["Cherche échelle"]),
        ({"q": "ponceuse", "mode": "gift"}, []),
    ],
)
@pytest.mark.parametrize("path", [f"communes/{DINAN}/listings", "listings"])
def test_filters_keep_what_was_asked(path, query, kept):
    author = a_resident()
    a_public_listing(author, title="Ponceuse", category="saws", text="")
    a_public_listing(author, title="Berceau", category="beds", mode=Mode.GIFT, text="")
    a_public_listing(author, title="Cherche échelle", category="ladders", intent=Intent.REQUEST, text="")
    place = {} if "communes" in path else {"near": DINAN}
    assert titles(read(path, **query, **place)) == kept


def test_the_next_page_keeps_the_filters():
    author = a_resident()
    for title in ("Un", "Deux", "Trois"):
        a_public_listing(author, title=title, mode=Mode.GIFT)
        a_public_listing(author, title=f"{title} autre")
    page = read("listings", near=DINAN, mode="gift", step=1, limit=2)
    assert titles(page) + titles(follow(page["next"])) == ["Trois", "Deux", "Un"]


@pytest.mark.parametrize(
    ("path", "queries"),
    [
        (f"communes/{DINAN}/listings", 4),  # the allowance, the commune, the listings, their photos
        (f"listings?near={DINAN}", 4),
        (f"listings?near={DINAN}&order=nearest", 4),
    ],
)
def test_a_list_costs_the_same_whatever_its_length(django_assert_num_queries, path, queries):
    authors = [a_resident() for _ in range(3)]
    a_public_listing(authors[0])
    with django_assert_num_queries(queries):
        Client().get(API + path)
    for author in authors * 5:
        ListingPhoto.objects.create(
            listing=a_public_listing(author), photo=Photo.objects.create(width=8, height=8), position=0
        )
    with django_assert_num_queries(queries):
        assert len(Client().get(API + path).json()["items"]) == 16
