"""What a resident sees first, and what a commune shows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from maillage.feed import actions as feed
from maillage.feed.models import Audience, Voice
from maillage.listings.tests.factories import a_listing
from maillage.organisations import actions as organisations
from maillage.organisations.actions import Content
from maillage.organisations.models import Organisation
from maillage.organisations.tests.factories import an_organisation
from maillage.platform import clock
from maillage.platform.tests.markup import Markup, text
from maillage.portal.context import Navigation
from maillage.portal.views.home import PAGE
from maillage.residents.actions import block
from maillage.residents.tests.factories import a_resident, a_role
from maillage.territory.tests.factories import a_commune, some_communes

pytestmark = pytest.mark.django_db
DINAN = "/communes/22050-dinan/"


def client_of(resident) -> Client:
    client = Client()
    client.force_login(resident)
    return client


def share(author, title, *, audience=Audience.NEIGHBOURS, kind="loan", minutes_ago=0):
    listing = a_listing(author, title=title, audience=audience)
    return feed.publish(
        subject_kind="listing",
        subject_id=listing.pk,
        kind=kind,
        voice=Voice.NEIGHBOUR,
        author=author,
        commune=author.commune,
        audience=audience,
        point_cell=author.cell,
        title=title,
        url=listing.get_absolute_url(),
        happened_at=clock.now() - timedelta(minutes=minutes_ago),
    )


def titles(client, address="/", **asked):
    answer = client.get(address, asked)
    assert answer.status_code == 200
    return [text(title) for title in Markup(answer.content.decode()).all("h3", class_="card-title")]


def test_a_resident_sees_what_neighbours_share_newest_first():
    maelle, yann = a_resident("Maëlle"), a_resident("Yann")
    share(yann, "Une échelle", minutes_ago=5)
    share(yann, "Une remorque")
    assert titles(client_of(maelle)) == ["Une remorque", "Une échelle"]


def test_a_chip_keeps_one_kind():
    maelle, yann = a_resident("Maëlle"), a_resident("Yann")
    share(yann, "Une échelle")
    share(yann, "Cherche un vélo", kind="request")
    assert titles(client_of(maelle), voir="demandes") == ["Cherche un vélo"]


@pytest.mark.parametrize("asked", [{"voir": "n'importe quoi"}, {"avant": "pas un identifiant"}, {"avant": "1' OR 1=1"}])
def test_a_filter_that_makes_no_sense_shows_everything(asked):
    maelle, yann = a_resident("Maëlle"), a_resident("Yann")
    share(yann, "Une échelle")
    assert titles(client_of(maelle), **asked) == ["Une échelle"]


def test_see_more_goes_on_where_the_page_ended():
    maelle, yann = a_resident("Maëlle"), a_resident("Yann")
    for number in range(PAGE + 3):
        share(yann, f"Annonce {number}", minutes_ago=number)
    client = client_of(maelle)
    first = Markup(client.get("/").content.decode())
    (more,) = [link for link in first.all("a") if text(link) == "Voir plus"]
    assert len(first.all("h3", class_="card-title")) == PAGE
    assert titles(client, more.get("href")) == [f"Annonce {number}" for number in range(PAGE, PAGE + 3)]


def test_nothing_around_says_what_to_do():
    page = Markup(client_of(a_resident()).get("/").content.decode())
    empty = page.one("div", class_="empty")
    assert reverse("publish") in [link.get("href") for link in empty.iter("a")]


def test_who_has_not_settled_is_asked_where_home_is():
    assert client_of(a_resident(settled=False)).get("/").headers["Location"] == reverse("settle")


@pytest.mark.parametrize("shared", [1, PAGE + 5])
def test_home_takes_at_most_eight_queries_whatever_there_is(shared, django_assert_max_num_queries):
    maelle = a_resident("Maëlle")
    for number in range(shared):
        share(a_resident("Yann"), f"Annonce {number}")
    client = client_of(maelle)
    client.get("/")
    with django_assert_max_num_queries(8):
        client.get("/")


def test_a_commune_page_takes_at_most_eight_queries(django_assert_max_num_queries):
    some_communes("22050", "22118", "22339")
    maelle = a_resident("Maëlle")
    an_organisation("Les Marmites", manager=maelle)
    share(a_resident("Yann"), "Une échelle", audience=Audience.PUBLIC)
    client = client_of(maelle)
    client.get(DINAN)
    with django_assert_max_num_queries(8):
        client.get(DINAN)


def test_a_visitor_reads_what_is_public_of_a_commune_under_first_names(client):
    yann = a_resident("Yann Le Goff")
    share(yann, "Une échelle", audience=Audience.PUBLIC)
    share(yann, "Une remorque")
    page = client.get(DINAN).content.decode()
    assert titles(client, DINAN) == ["Une échelle"]
    assert "Yann" in page
    assert "Le Goff" not in page


def test_a_commune_has_its_page_before_anybody_joins(client):
    some_communes("22118")
    page = Markup(client.get("/communes/22118-lanvallay/").content.decode())
    assert "moins de 5" in [text(each) for each in page.all("dd")]


def test_an_address_with_another_name_leads_to_the_right_one(client):
    some_communes("22050")
    assert client.get("/communes/22050-autre/").headers["Location"] == DINAN


def test_who_is_blocked_is_absent_from_the_commune_too():
    maelle, yann = a_resident("Maëlle"), a_resident("Yann")
    share(yann, "Une échelle", audience=Audience.PUBLIC)
    block(yann, maelle)
    assert titles(client_of(maelle), DINAN) == []


def test_search_finds_listings_and_communes_and_never_people(client):
    yann = a_resident("Yannick")
    a_listing(yann, title="Une échelle double", audience=Audience.PUBLIC)
    assert titles(client, reverse("search"), q="échelle") == ["Une échelle double"]
    assert "Dinan" in client.get(reverse("search"), {"q": "dinan"}).content.decode()
    assert titles(client, reverse("search"), q="Yannick") == []


def found_in_order(asked: str) -> list[str]:
    page = Markup(Client().get(reverse("search"), {"q": asked}).content.decode())
    main = page.one("main")
    return [text(each) for each in main.iter("h2")]


@pytest.mark.parametrize(
    ("asked", "sections"),
    [
        ("lanvalay", ["Communes"]),
        ("dinant", ["Annonces"]),
        ("dinan", ["Communes", "Annonces"]),
        ("22100", ["Communes"]),
        ("lan", ["Annonces", "Communes"]),
    ],
)
def test_communes_come_first_only_by_their_very_name(asked, sections):
    some_communes("22050", "22118")
    yann = a_resident("Yannick")
    a_listing(yann, title="Un dinant plat de Dinan", text="Lan.", audience=Audience.PUBLIC)
    assert found_in_order(asked) == sections


@pytest.mark.parametrize("asked", ["", "   ", "\x00", "%", "'; DROP TABLE x; --", "é" * 500, "<b>"])
def test_any_words_may_be_searched(client, asked):
    answer = client.get(reverse("search"), {"q": asked})
    assert answer.status_code == 200
    Markup(answer.content.decode())


def test_the_frame_leads_to_rooms_that_exist():
    client = client_of(a_resident("Maëlle"))
    page = Markup(client.get("/").content.decode())
    rooms = [link.get("href") for link in page.one("nav", class_="rooms").iter("a")]
    assert reverse("exchanges") in rooms
    assert {client.get(address).status_code for address in rooms if address} == {200}


@pytest.mark.parametrize("kind", ["agent", "moderator", "elected", "operator", None])
def test_who_has_no_home_here_is_led_to_no_closed_door(kind):
    resident = a_resident(settled=False)
    if kind:
        a_role(resident, kind)
    request = RequestFactory().get("/compte/")
    vars(request).update(resident=resident, resolver_match=None)
    rooms = [room.url for room in Navigation(request).tabs]
    assert reverse("publish") not in rooms
    assert reverse("conversations") not in rooms
    assert (reverse("moderation") in rooms) == (kind == "moderator")


def navigation_of(resident) -> Navigation:
    request = RequestFactory().get("/compte/")
    vars(request).update(resident=resident, resolver_match=None)
    return Navigation(request)


def test_on_a_phone_the_account_leads_to_the_rooms_without_a_tab():
    resident = a_resident("Solenn")
    a_role(resident, "moderator")
    assert [room.url for room in navigation_of(resident).beyond_tabs] == [
        DINAN,
        reverse("exchanges"),
        reverse("moderation"),
    ]
    page = client_of(a_resident("Maëlle")).get(reverse("account")).content.decode()
    assert DINAN in [link.get("href") for link in Markup(page).one("ul", class_="lines").findall(".//{*}a")]


@pytest.mark.parametrize("kind", ["agent", "elected"])
def test_who_speaks_for_a_town_hall_finds_its_commune(kind):
    resident = a_resident("Nathalie", settled=False)
    a_role(resident, kind, "22050")
    assert DINAN in [room.url for room in navigation_of(resident).tabs]


def test_a_visitor_has_no_rooms(client):
    assert Markup(client.get("/").content.decode()).all("nav", class_="rooms") == []


def test_the_bar_names_the_commune_and_says_the_distance_where_there_is_room():
    page = Markup(client_of(a_resident("Maëlle")).get("/").content.decode())
    [distance] = page.all("span", class_="bar-distance")
    assert "à moins de" in text(distance)
    [link] = [link for link in page.all("a", class_="bar-link") if link.get("href") == reverse("settle")]
    assert text(link).startswith("Dinan")


def test_search_takes_at_most_eight_queries_with_structures_listings_and_communes(django_assert_max_num_queries):
    maelle = a_resident("Maëlle")
    for number in range(3):
        an_organisation(f"Les Marmites de Dinan {number}", manager=maelle)
        share(a_resident("Yann"), f"Marmite {number}, Dinan", audience=Audience.PUBLIC)
    client = client_of(maelle)
    client.get("/recherche/?q=dinan")
    with django_assert_max_num_queries(8):
        client.get("/recherche/?q=dinan")


def test_the_page_of_a_shop_is_news_around_without_its_founder():
    yann = a_resident("Yann")
    organisations.create(yann, Organisation.Kind.SHOP, Content(name="Le Fournil", commune=a_commune("22050")))
    page = client_of(a_resident("Maëlle")).get("/").content.decode()
    assert "Le Fournil" in page
    assert "Commerce" in page
    assert "Yann" not in page
