from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from xml.etree import ElementTree

import html5lib
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from maillage.conversations.models import Conversation, Message
from maillage.feed.models import Audience, Entry
from maillage.feed.tests.factories import cell_of
from maillage.listings import actions
from maillage.listings.actions import Content, PublicPlace
from maillage.listings.models import Listing, ListingPhoto, Mode, State
from maillage.listings.tests.factories import a_listing, a_request
from maillage.listings.tests.test_forms import a_photo
from maillage.platform import clock
from maillage.platform.ids import new_id
from maillage.platform.models import Photo
from maillage.residents import actions as residents
from maillage.residents.models import Block, Residence
from maillage.residents.tests.factories import a_resident
from maillage.territory import cells
from maillage.territory.places import Place
from maillage.territory.tests.factories import DINAN, THOMERY, a_commune, an_address

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MOST_QUERIES = 8
ATOM = "{http://www.w3.org/2005/Atom}"
OFFER = {"title": "Perceuse", "category": "drills", "place": "home", "audience": "neighbours", "lasts": "60"}
REQUEST = {
    "title": "Une remorque", "category": "trailers", "place": "home", "audience": "neighbours", "ways": ["loan"],
    "reach_step": "3", "text": "Deux heures suffisent.",
}  # fmt: skip


def key() -> dict[str, str]:
    return {"idempotency_key": str(new_id())}


def check_html(content: bytes) -> None:
    page = content.decode()
    html5lib.HTMLParser(strict=True).parse(page)
    assert "{#" not in page
    assert "{%" not in page


# Asking


def test_the_words_of_the_home_page_begin_the_request(signed_in):
    page = signed_in(a_resident()).get("/demander/", {"q": "Une remorque pour samedi"})
    assert 'value="Une remorque pour samedi"' in page.content.decode()
    assert '<option value="trailers" selected>' in page.content.decode()


def test_what_is_already_there_is_shown_first(signed_in):
    a_listing(title="Remorque 500 kg", category="trailers")
    page = signed_in(a_resident()).get("/demander/", {"q": "Une remorque pour samedi"}).content.decode()
    assert "Peut-être déjà là" in page
    assert "Remorque 500 kg" in page


def test_a_request_goes_through_its_two_steps(signed_in):
    author = a_resident()
    browser = signed_in(author)
    second = browser.post("/demander/", {"title": "Une remorque", "category": "", "step": "who"} | key())
    assert second.status_code == 200
    assert b"Envoyer ma demande" in second.content
    answer = browser.post("/demander/", REQUEST | key())
    listing = Listing.objects.get()
    assert (answer.status_code, answer.url) == (302, listing.get_absolute_url())
    assert (listing.is_request, listing.category, listing.author) == (True, "trailers", author)


def test_how_many_may_read_is_said_before_the_click(signed_in):
    author = a_resident()
    for _ in range(3):
        a_resident()
    page = signed_in(author).post("/demander/", {"title": "Une remorque", "step": "who"} | key()).content.decode()
    assert "3 personnes actives, à moins de 11\xa0km." in page
    assert "3 personnes actives à Dinan." in page


def test_nothing_typed_is_lost_between_steps(signed_in):
    browser = signed_in(a_resident())
    typed = REQUEST | {"wanted_on": "2027-01-02", "ways": ["gift", "swap"], "audience": "public", "text": "Un détail."}
    back = browser.post("/demander/", typed | {"step": "what"} | key()).content.decode()
    carried = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', back)
    again = {name: [value for other, value in carried if other == name] for name, _ in carried}
    forward = browser.post("/demander/", again | {"title": "Une remorque", "step": "who"} | key()).content.decode()
    assert "Un détail." in forward
    assert 'value="2027-01-02"' in forward
    checked = re.findall(r'<input type="(?:radio|checkbox)"[^>]*name="(\w+)"[^>]*value="(\w+)"[^>]*checked', forward)
    assert {("ways", "gift"), ("ways", "swap"), ("audience", "public")} <= set(checked)
    assert ("ways", "loan") not in checked


def test_photos_are_not_lost_by_coming_back(signed_in):
    browser = signed_in(a_resident())
    back = browser.post("/demander/", REQUEST | {"photos": a_photo(), "step": "what"} | key()).content.decode()
    assert 'name="photos-kept"' in back


def test_a_past_day_comes_back_with_its_error_and_what_was_typed(signed_in):
    with clock.at(NOON):
        answer = signed_in(a_resident()).post("/demander/", REQUEST | {"wanted_on": "2026-11-21"} | key())
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Ce jour est passé" in page
    assert "Deux heures suffisent." in page
    assert not Listing.objects.exists()


def test_a_missing_title_comes_back_to_the_first_step(signed_in):
    answer = signed_in(a_resident()).post("/demander/", REQUEST | {"title": ""} | key())
    assert answer.status_code == 422
    assert "Dites en quelques mots" in answer.content.decode()
    assert "Deux heures suffisent." in answer.content.decode()


def test_two_tabs_posting_the_same_key_ask_once(signed_in):
    browser = signed_in(a_resident())
    same = REQUEST | key()
    first, second = browser.post("/demander/", same), browser.post("/demander/", same)
    assert first.url == second.url
    assert (Listing.objects.count(), Entry.objects.count()) == (1, 1)


# Offering


def test_every_way_to_offer_leads_to_its_form(signed_in):
    browser = signed_in(a_resident())
    links = re.findall(r'class="way" href="([^"]+)"', browser.get("/proposer/").content.decode())
    assert len(links) == len(Mode)
    for link in links:
        assert browser.get(link).status_code == 200


def test_an_unknown_way_is_not_found(signed_in):
    assert signed_in(a_resident()).get("/proposer/vol/").status_code == 404


def test_an_offer_is_published_with_its_photos(signed_in):
    answer = signed_in(a_resident()).post("/proposer/pret/", OFFER | {"photos": a_photo()} | key())
    listing = Listing.objects.get()
    assert answer.url == listing.get_absolute_url()
    assert (listing.state, listing.mode, listing.photos.count()) == ("open", "loan", 1)


def test_an_offer_may_wait_as_a_draft(signed_in):
    signed_in(a_resident()).post("/proposer/pret/", OFFER | {"step": "draft"} | key())
    assert Listing.objects.get().state == State.DRAFT


def test_a_bad_price_keeps_what_was_typed(signed_in):
    answer = signed_in(a_resident()).post("/proposer/vente/", OFFER | {"price": "-3", "text": "Comme neuve"} | key())
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Comme neuve" in page
    assert 'value="-3"' in page
    assert "plus grand que zéro" in page


def test_the_same_key_with_other_words_is_an_error(signed_in):
    browser, same = signed_in(a_resident()), key()
    browser.post("/proposer/pret/", OFFER | same)
    assert browser.post("/proposer/pret/", OFFER | {"title": "Autre chose"} | same).status_code == 409
    assert Listing.objects.count() == 1


def test_a_public_place_is_found_then_chosen(signed_in):
    author = a_resident(commune=DINAN)
    an_address(a_commune(DINAN), "Place Duclos", lat=48.4531, lon=-2.0467)
    browser = signed_in(author)
    found = browser.post("/proposer/pret/", OFFER | {"place_search": "place duclos", "step": "place"} | key())
    page = found.content.decode()
    tokens = re.findall(r'name="place" value="([^"]+)"[^>]*>\s*<span><b>([^<]*Duclos[^<]*)', page)
    assert found.status_code == 200
    browser.post("/proposer/pret/", OFFER | {"place": tokens[0][0], "place_search": "place duclos"} | key())
    listing = Listing.objects.get()
    assert "Duclos" in listing.place_name
    assert (listing.place_lat, listing.place_lon) == (48.4531, -2.0467)


def test_a_place_that_is_not_found_is_said_beside_its_field(signed_in):
    browser = signed_in(a_resident(commune=DINAN))
    for path, filled in (("/proposer/pret/", OFFER), ("/demander/", REQUEST)):
        refused = browser.post(path, filled | {"place_search": "zzzz qqqq", "step": "place"} | key())
        page = refused.content.decode()
        assert refused.status_code == 422
        assert page.count("Nous n’avons pas trouvé ce lieu") == 2  # on top, and beside the field
        assert 'value="zzzz qqqq"' in page


def test_a_place_searched_and_not_chosen_is_asked_again(signed_in):
    an_address(a_commune(DINAN), "Place Duclos")
    answer = signed_in(a_resident()).post("/proposer/pret/", OFFER | {"place_search": "place duclos"} | key())
    assert answer.status_code == 422
    assert "parmi ceux que nous avons trouvés" in answer.content.decode()


def test_an_author_edits_their_listing(signed_in):
    author = a_resident()
    listing = a_listing(author)
    address = reverse("listing-edit", args=[listing.pk])
    browser = signed_in(author)
    assert b"Perceuse \xc3\xa0 percussion" in browser.get(address).content
    answer = browser.post(address, OFFER | {"title": "Visseuse"})
    assert answer.status_code == 302
    assert Listing.objects.get().title == "Visseuse"


def test_the_photos_of_a_listing_are_kept_by_an_edit_that_says_nothing_of_them(signed_in):
    author = a_resident()
    browser = signed_in(author)
    browser.post("/proposer/pret/", OFFER | {"photos": a_photo()} | key())
    listing = Listing.objects.get()
    page = browser.get(reverse("listing-edit", args=[listing.pk])).content.decode()
    kept = re.findall(r'name="photos-kept" value="([^"]+)"', page)
    browser.post(reverse("listing-edit", args=[listing.pk]), OFFER | {"photos-kept": kept})
    assert listing.photos.count() == 1


@pytest.mark.parametrize("page", ["listing-edit"])
def test_nobody_edits_the_listing_of_another(signed_in, page: str):
    listing = a_listing(audience=Audience.PUBLIC)
    browser = signed_in(a_resident())
    assert browser.get(reverse(page, args=[listing.pk])).status_code == 404
    assert browser.post(reverse(page, args=[listing.pk]), OFFER).status_code == 404


def test_an_author_withdraws_with_a_button(signed_in):
    listing = a_listing()
    browser = signed_in(listing.author)
    browser.post(reverse("listing-change", args=[listing.pk, "retirer"]))
    assert Listing.objects.get().state == State.WITHDRAWN


def test_nobody_withdraws_the_listing_of_another(signed_in):
    listing = a_listing()
    answer = signed_in(a_resident()).post(reverse("listing-change", args=[listing.pk, "retirer"]))
    assert answer.status_code == 404
    assert Listing.objects.get().state == State.OPEN


def test_an_unknown_verb_is_not_found(signed_in):
    listing = a_listing()
    assert signed_in(listing.author).post(f"/annonces/{listing.pk}/etat/vendre/").status_code == 404


def test_the_unsettled_are_sent_to_settle_before_publishing(signed_in):
    answer = signed_in(a_resident(settled=False)).post("/proposer/pret/", OFFER | key())
    assert (answer.status_code, answer.url) == (302, reverse("settle"))
    assert not Listing.objects.exists()


# Reading


def test_who_has_not_settled_is_told_what_answering_asks(signed_in):
    listing = a_listing(audience=Audience.PUBLIC)
    page = signed_in(a_resident(settled=False)).get(listing.get_absolute_url()).content.decode()
    assert reverse("settle") in page
    assert listing.author.get_absolute_url() not in page  # it would lead there too, without saying so


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("mode", "vol"),
        ("categorie", "armes"),
        ("distance", "2"),
        ("genre", "x"),
        ("tri", "prix"),
        ("vue", "3d"),
        ("commune", "Atlantide xyz"),
    ],
)
@pytest.mark.parametrize("address", ["/annonces/", "/annonces/atom/"])
def test_an_unknown_filter_is_refused_with_a_sentence(address: str, field: str, value: str):
    answer = Client().get(address, {field: value})
    assert answer.status_code == 400
    assert 'class="errors"' in answer.content.decode()


def test_a_visitor_sorts_by_distance_from_a_commune_only():
    assert "Dites d’abord autour de quelle commune" in Client().get("/annonces/", {"tri": "proches"}).content.decode()
    a_listing(audience=Audience.PUBLIC)
    page = Client().get("/annonces/", {"tri": "proches", "commune": DINAN})
    assert "Perceuse à percussion" in page.content.decode()


def test_a_visitor_reads_public_listings_only():
    a_listing(title="Pour tous", audience=Audience.PUBLIC)
    a_listing(title="Entre voisins", audience=Audience.NEIGHBOURS)
    a_listing(title="Dans la commune", audience=Audience.COMMUNE)
    page = Client().get("/annonces/").content.decode()
    assert [word in page for word in ("Pour tous", "Entre voisins", "Dans la commune")] == [True, False, False]


def test_the_web_learns_a_first_name_only():
    listing = a_listing(a_resident("Maëlle Le Goff"), audience=Audience.PUBLIC)
    for address in ("/annonces/", "/annonces/atom/", listing.get_absolute_url()):
        page = Client().get(address).content.decode()
        assert "Maëlle" in page
        assert "Le Goff" not in page


def test_the_map_says_what_the_list_says():
    listing = a_listing(audience=Audience.PUBLIC)
    page = Client().get("/annonces/", {"vue": "carte"}).content.decode()
    assert listing.title in page
    assert page.count('class="map-cell"') == 1
    assert "map-point" not in page


def test_the_map_shows_a_point_for_a_public_place_only():
    author = a_resident()
    place = PublicPlace("Mairie de Dinan", 48.4555, -2.0486)
    actions.offer(
        author, Content(mode=Mode.LOAN, category="drills", title="Scie", place=place, audience=Audience.PUBLIC)
    )
    page = Client().get("/annonces/", {"vue": "carte"}).content.decode()
    assert page.count('class="map-point"') == 1
    assert "map-cell" not in page


def test_a_long_list_goes_on():
    author = a_resident()
    for number in range(25):
        a_listing(author, title=f"annonce-{number:02}", audience=Audience.PUBLIC)
    first = Client().get("/annonces/").content.decode()
    more = re.search(r'href="(/annonces/\?apres=[0-9a-f]+)"', first)
    assert more is not None
    second = Client().get(more[1]).content.decode()
    found = re.findall(r"annonce-\d\d", first + second)
    assert list(dict.fromkeys(found)) == [f"annonce-{number:02}" for number in reversed(range(25))]


def test_the_list_as_atom_is_well_formed_and_whole():
    listing = a_listing(audience=Audience.PUBLIC, title="Établi <lourd> & solide \x0b", text="Deux\x1ftiroirs")
    answer = Client().get("/annonces/atom/", {"categorie": "tools"})
    feed = ElementTree.fromstring(answer.content)
    (entry,) = feed.findall(f"{ATOM}entry")
    assert answer["Content-Type"].startswith("application/atom+xml")
    assert entry.findtext(f"{ATOM}id") == listing.pk.urn
    assert entry.findtext(f"{ATOM}title") == "Prêt\xa0: Établi <lourd> & solide "
    (link,) = entry.findall(f"{ATOM}link")
    assert link.get("href", "").endswith(listing.get_absolute_url())
    assert feed.findtext(f"{ATOM}updated")


def test_an_empty_list_says_what_to_do(signed_in):
    assert "Soyez la première personne" in Client().get("/annonces/").content.decode()
    assert "Rien pour ces critères" in Client().get("/annonces/", {"mode": "don"}).content.decode()


@pytest.mark.parametrize(
    "address",
    ["/annonces/", "/annonces/?vue=carte", "/demander/", "/proposer/", "/proposer/location/", "/annonces/miennes/"],
)
def test_pages_are_valid_html(signed_in, address: str):
    author = a_resident()
    a_listing(author)
    check_html(signed_in(author).get(address).content)


def test_the_page_of_a_listing_is_valid_html_to_each(signed_in):
    listing = a_listing(audience=Audience.PUBLIC)
    address = listing.get_absolute_url()
    for browser in (Client(), signed_in(listing.author), signed_in(a_resident())):
        check_html(browser.get(address).content)


def test_others_learn_nothing_of_what_they_may_not_see(signed_in):
    listing = a_listing(a_resident(commune=DINAN))
    assert Client().get(listing.get_absolute_url()).status_code == 404
    assert signed_in(a_resident(commune=THOMERY)).get(listing.get_absolute_url()).status_code == 404


def test_search_engines_read_a_public_offer(signed_in):
    listing = a_listing(a_resident("Soizic Martin"), mode=Mode.RENTAL, price_cents=980, price_unit="day",
                        title="Scie </script><b>", audience=Audience.PUBLIC)  # fmt: skip
    page = Client().get(listing.get_absolute_url()).content.decode()
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    described = json.loads(block)
    assert (described["@type"], described["itemOffered"]["name"]) == ("Offer", "Scie </script><b>")
    assert (described["price"], described["priceCurrency"]) == ("9.80", "EUR")
    assert described["offeredBy"] == {"@type": "Person", "name": "Soizic"}
    assert 'property="og:title"' in page


def test_search_engines_read_nothing_of_what_is_for_neighbours(signed_in):
    listing = a_listing()
    page = signed_in(listing.author).get(listing.get_absolute_url()).content.decode()
    assert "ld+json" not in page
    assert "og:title" not in page
    assert "noindex" in page


def test_what_people_write_does_not_run():
    listing = a_listing(
        title="<script>alert(1)</script>", text="<img src=x onerror=alert(1)>", audience=Audience.PUBLIC
    )
    page = Client().get(listing.get_absolute_url()).content.decode()
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    assert "alert(1)" not in "".join(script.text or "" for script in tree.iter("script") if not script.get("type"))
    assert not [element for element in tree.iter() if any(name.startswith("on") for name in element.attrib)]


@pytest.mark.parametrize(("size", "status"), [("petite", 200), ("grande", 200), ("enorme", 404)])
def test_photos_come_through_the_listing(signed_in, size: str, status: int):
    author = a_resident()
    browser = signed_in(author)
    browser.post("/proposer/pret/", OFFER | {"photos": a_photo()} | key())
    shown = ListingPhoto.objects.get()
    address = f"/annonces/{shown.listing_id}/photos/{shown.photo_id}/{size}/"
    answer = browser.get(address)
    assert answer.status_code == status
    if status == 200:
        assert b"".join(answer.streaming_content)[8:12] == b"WEBP"
    assert signed_in(a_resident(commune=THOMERY)).get(address).status_code == 404


# Answering


def test_an_answer_opens_a_conversation(signed_in):
    listing, helper = a_request(), a_resident()
    said = {"text": "J’en ai une."} | key()
    answer = signed_in(helper).post(reverse("listing-answer", args=[listing.pk]), said)
    conversation = Conversation.objects.get()
    assert answer.url == conversation.get_absolute_url()
    assert (conversation.about_kind, conversation.about_id, conversation.opened_by) == ("listing", listing.pk, helper)
    assert Message.objects.get().text == "J’en ai une."


def test_answering_twice_with_a_key_says_it_once(signed_in):
    listing, browser = a_listing(), signed_in(a_resident())
    said = {"text": "Bonjour"} | key()
    answers = [browser.post(reverse("listing-answer", args=[listing.pk]), said) for _ in range(2)]
    assert answers[0].url == answers[1].url
    assert Message.objects.count() == 1


def test_an_empty_answer_is_asked_again(signed_in):
    listing = a_listing()
    answer = signed_in(a_resident()).post(reverse("listing-answer", args=[listing.pk]), {"text": " "} | key())
    assert answer.status_code == 422
    assert "Écrivez quelques mots" in answer.content.decode()


@pytest.mark.parametrize("state", [State.DONE, State.EXPIRED, State.PROMISED])
def test_what_is_over_is_not_answered(signed_in, state: State):
    listing = a_listing(state=state)
    answer = signed_in(a_resident()).post(reverse("listing-answer", args=[listing.pk]), {"text": "Oui"} | key())
    assert answer.status_code == 422
    assert not Conversation.objects.exists()


def test_nobody_answers_themselves(signed_in):
    listing = a_listing()
    said = {"text": "Oui"} | key()
    assert signed_in(listing.author).post(reverse("listing-answer", args=[listing.pk]), said).status_code == 422
    assert not Conversation.objects.exists()


# Whatever the number of rows, whoever is blocked, wherever one lives


def queries_of(browser: Client, address: str) -> int:
    browser.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)


def some_listings(count: int) -> list[Listing]:
    listings = []
    for _ in range(count):
        listing = a_listing(title="Remorque", category="trailers", audience=Audience.PUBLIC)
        photo = Photo.objects.create(width=8, height=8)
        ListingPhoto.objects.create(listing=listing, photo=photo, position=0)
        listings.append(listing)
    return listings


@pytest.mark.parametrize("address", [
    "/annonces/", "/annonces/?q=remorque", "/annonces/?q=remork&tri=proches", "/annonces/?vue=carte",
    "/annonces/?commune=22050",
    "/demander/?q=remorque", "/proposer/", "/proposer/pret/", "/annonces/miennes/",
])  # fmt: skip
def test_a_page_costs_few_queries_whatever_the_rows(signed_in, address: str):
    viewer = a_resident()
    browser = signed_in(viewer)
    some_listings(2)
    few = queries_of(browser, address)
    some_listings(15)
    for _ in range(3):
        a_listing(viewer)
    assert queries_of(browser, address) <= max(few, MOST_QUERIES) <= MOST_QUERIES


def test_the_page_of_a_listing_costs_few_queries_whatever_the_rows(signed_in):
    browser = signed_in(a_resident())
    listing = some_listings(1)[0]
    Listing.objects.update(audience=Audience.NEIGHBOURS)
    few = queries_of(browser, listing.get_absolute_url())
    some_listings(15)
    assert few <= MOST_QUERIES
    assert queries_of(browser, listing.get_absolute_url()) <= MOST_QUERIES


def without_secrets(content: bytes) -> bytes:
    """A page without what is drawn anew each time: tokens and keys of forms."""
    page = re.sub(rb'name="(csrfmiddlewaretoken|idempotency_key)" value="[^"]*"', b"", content)
    return re.sub(rb"hx-headers=\'[^\']*\'", b"", page)


def test_a_blocked_neighbour_gets_what_they_would_if_the_other_did_not_exist(signed_in):
    viewer, blocker = a_resident(), a_resident()
    browser = signed_in(viewer)
    addresses = [
        "/annonces/",
        "/annonces/?q=perceuse",
        "/annonces/?vue=carte",
        "/annonces/atom/",
        "/demander/?q=perceuse",
    ]
    with clock.at(NOON):
        a_listing(title="Perceuse d’un autre")
        before = [without_secrets(browser.get(address).content) for address in addresses]
        hidden = a_listing(blocker, title="Perceuse cachée", audience=Audience.PUBLIC)
        Block.objects.create(blocker=blocker, blocked=viewer)
        assert [without_secrets(browser.get(address).content) for address in addresses] == before
    assert browser.get(hidden.get_absolute_url()).status_code == 404


def test_moving_home_within_its_cell_changes_no_byte(signed_in):
    commune = a_commune(DINAN)
    author = a_resident(commune=commune)
    listing = a_listing(author, audience=Audience.PUBLIC)
    lat, lon = cells.centre(cell_of(author))
    homes = [(lat, lon), (lat + 0.0004, lon + 0.0005)]
    assert len({cells.public_cell(commune, *home) for home in homes}) == 1
    addresses = [
        "/annonces/",
        "/annonces/?tri=proches&commune=22050",
        "/annonces/?vue=carte",
        "/annonces/atom/",
        listing.get_absolute_url(),
    ]
    neighbour = signed_in(a_resident(commune=commune))
    pages = []
    with clock.at(NOON):
        for at in homes:
            residents.settle(author, Place(f"chez moi {at}", "point", *at, commune))
            pages.append(
                [
                    without_secrets(browser.get(address).content)
                    for browser in (Client(), neighbour)
                    for address in addresses
                ]
            )
    assert pages[0] == pages[1]


def test_no_page_says_where_its_author_lives(signed_in):
    author = a_resident()
    Residence.objects.create(resident=author, label="12 rue du Jerzual", lat=48.45678, lon=-2.04321)
    listing = a_listing(author, audience=Audience.PUBLIC)
    for browser in (Client(), signed_in(a_resident())):
        for address in ("/annonces/", "/annonces/?vue=carte", "/annonces/atom/", listing.get_absolute_url()):
            page = browser.get(address).content.decode()
            assert "Jerzual" not in page
            assert "48.456" not in page
            assert str(cell_of(author)) not in page
