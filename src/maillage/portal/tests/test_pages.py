"""The pages that anyone may read: there, whole, valid, and the same for everybody."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse

from maillage.platform import catalogue
from maillage.platform.tests.markup import Markup, text
from maillage.portal.crowd import FEW
from maillage.portal.views import errors
from maillage.residents.tests.factories import a_resident
from maillage.territory.tests.factories import a_commune

PAGES = ["help", "legal", "privacy", "terms", "accessibility", "credits", "offline", "communes"]
FILES = ["manifest", "service-worker", "robots", "security", "sitemap"]

pytestmark = pytest.mark.django_db


def client_of(resident) -> Client:
    client = Client()
    client.force_login(resident)
    return client


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_is_valid_html_with_one_title(client, name, language):
    answer = client.get(reverse(name), headers={"Accept-Language": language})
    page = Markup(answer.content.decode())
    assert answer.status_code == 200
    assert page.root.get("lang") == language
    assert len(page.all("h1")) == 1
    assert len(list(page.ids())) == len(set(page.ids()))


@pytest.mark.parametrize("name", PAGES + FILES)
def test_it_is_the_same_for_everybody_and_may_be_cached(client, name):
    resident = client_of(a_resident("Maëlle"))
    for_all, for_one = client.get(reverse(name)), resident.get(reverse(name))
    assert for_one.content == for_all.content
    assert "public" in for_one.headers["Cache-Control"]
    assert not for_one.cookies


@pytest.mark.parametrize("name", PAGES)
def test_no_page_carries_a_script_or_a_style_of_its_own(client, name):
    page = Markup(client.get(reverse(name)).content.decode())
    assert [each for each in page.root.iter("script") if each.text or not each.get("src", "").startswith("/")] == []
    assert [each for each in page.root.iter() if each.tag == "style" or each.get("style")] == []


def test_the_landing_page_searches_for_ones_commune(client):
    page = Markup(client.get("/").content.decode())
    assert reverse("communes") in [form.get("action") for form in page.all("form")]


def test_a_commune_is_found_by_name_and_leads_to_its_page(client):
    a_commune("22050")
    page = Markup(client.get(reverse("communes"), {"q": "dinan"}).content.decode())
    assert "Dinan" in [text(link) for link in page.all("a", href="/communes/22050-dinan/")]


@override_settings(OPERATOR_NAME="Association des voisins de Dinan", OPERATOR_EMAIL="bonjour@voisins.example")
def test_the_legal_notice_names_who_answers_for_the_site(client):
    page = client.get(reverse("legal")).content.decode()
    assert "Association des voisins de Dinan" in page
    assert "mailto:bonjour@voisins.example" in page


def plain(words: object) -> str:
    """As `text` reads it."""
    return " ".join(str(words).split())


def test_who_sees_what_is_written_from_the_catalogue(client):
    page = Markup(client.get(reverse("privacy")).content.decode())
    panels = {text(next(panel.iter("summary"))): text(panel) for panel in page.all("details", class_="panel")}
    mine = next(said for who, said in panels.items() if "vous, et personne d’autre" in who)
    assert "Savoir dans quelle commune et dans quelle zone vous habitez" in mine
    for declaration in catalogue.declarations():
        if isinstance(declaration, catalogue.Personal):
            for column in declaration.columns.values():
                said = next(said for who, said in panels.items() if plain(column.seen_by.label) in who)
                assert plain(column.purpose) in said


def test_the_language_chosen_is_kept(client):
    answer = client.post(reverse("language"), {"language": "en", "next": "/aide/"})
    assert answer.headers["Location"] == "/aide/"
    assert Markup(client.get("/aide/").content.decode()).root.get("lang") == "en"


def test_the_language_switch_leads_nowhere_else(client):
    answer = client.post(reverse("language"), {"language": "en", "next": "https://elsewhere.example/"})
    assert "elsewhere" not in answer.headers["Location"]


def test_the_site_can_be_installed(client):
    manifest = json.loads(client.get(reverse("manifest")).content)
    assert manifest["start_url"] == "/"
    assert {icon["sizes"] for icon in manifest["icons"]} >= {"192x192", "512x512"}


def test_the_service_worker_keeps_no_page_but_one(client):
    script = client.get(reverse("service-worker")).content.decode()
    assert reverse("offline").replace("-", "\\u002D") in script
    assert "cache.put" not in script


def test_the_site_map_names_no_town_whose_residents_are_too_few_to_count(client):
    a_resident(commune="77463")
    for _ in range(FEW + 1):
        a_resident(commune="22050")
    site_map = ElementTree.fromstring(client.get(reverse("sitemap")).content)
    addresses = [each.text for each in site_map.findall(".//{*}loc")]
    assert addresses == ["http://localhost:8000/", "http://localhost:8000/communes/22050-dinan/"]


def test_a_page_that_does_not_exist_says_so_and_leads_on(client):
    answer = client.get("/nulle-part/")
    assert answer.status_code == 404
    assert text(Markup(answer.content.decode()).one("h1")) == "Page introuvable"


def test_a_forged_form_is_refused_with_a_page():
    answer = Client(enforce_csrf_checks=True).post(reverse("publish"))
    assert answer.status_code == 403
    assert text(Markup(answer.content.decode()).one("h1")) == "Cette page est restée ouverte trop longtemps"


def test_a_lost_database_is_an_outage_and_not_a_fault(django_assert_num_queries):
    request = RequestFactory().get("/")
    with django_assert_num_queries(0):
        try:
            raise OperationalError("gone")
        except OperationalError:
            outage = errors.server_error(request)
        fault = errors.server_error(request)
    assert (outage.status_code, outage.headers["Retry-After"], fault.status_code) == (503, "10", 500)
    assert Markup(outage.content.decode()).all("h1")
    assert Markup(fault.content.decode()).all("h1")
