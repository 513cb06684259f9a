from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse

from maillage.organisations import access, browsing
from maillage.organisations.models import Membership, Organisation
from maillage.organisations.tests.factories import a_member, an_organisation
from maillage.platform import clock
from maillage.residents import actions as residents
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident
from maillage.territory.tests.factories import an_address, some_communes

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
MONDAY = datetime(2026, 11, 23, 15, tzinfo=PARIS)
OPEN = reverse("organisation-open")


def client_of(resident: Resident, *proofs: str) -> Client:
    """A browser in which that person has just signed in, by these proofs."""
    client = Client()
    client.force_login(resident)
    request = HttpRequest()
    request.session = client.session
    for proof in proofs:
        record_authentication(request, resident, method=proof, reauthenticated=True)
    request.session.save()
    return client


def speaker(resident: Resident) -> Client:
    return client_of(resident, "code", "mfa")


def a_shop(manager: Resident | None = None, **fields: Any) -> Organisation:
    return an_organisation("L’Épicerie", kind=Organisation.Kind.SHOP, manager=manager or a_resident(), **fields)


def posted(**fields: Any) -> dict[str, Any]:
    return {"idempotency_key": str(uuid4()), **fields}


def linked(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert found
    return dict(json.loads(found[1]))


def opening(commune_place: str, **said: str) -> dict[str, Any]:
    return posted(**({"kind": "shop", "name": "Le Fournil", "about": "", "place": commune_place} | said))


def only_place(client: Client, url: str) -> str:
    """The place proposed before any search: the commune alone."""
    found = re.search(r'name="place" value="([^"]+)"', client.get(url).content.decode())
    assert found
    return found[1]


def test_a_visitor_reads_all_that_a_page_says():
    shop = a_shop(
        about="Légumes d’ici.",
        address="Rue de l’Apport, 22100 Dinan",
        lat=48.45495,
        lon=-2.04625,
        opening_hours="Mo 09:00-12:30,14:00-19:00",
        phone="+33296392243",
        email="bonjour@exemple.fr",
        website="https://exemple.fr",
        siret="44306184100047",
    )
    with clock.at(MONDAY):
        page = Client().get(shop.get_absolute_url()).content.decode()
    for words in (
        "L’Épicerie",
        "Légumes d’ici.",
        "Rue de l’Apport",
        "02 96 39 22 43",
        "bonjour@exemple.fr",
        "443 061 841 00047",
    ):
        assert words in page
    assert "Ouvert jusqu’à 19\u202fh" in page
    described = linked(page)
    assert described["@type"] == "LocalBusiness"
    assert described["openingHours"] == ["Mo 09:00-12:30,14:00-19:00"]
    assert described["geo"]["latitude"] == 48.45495


@pytest.mark.parametrize(("kind", "word"), [("association", "NGO"), ("public_service", "GovernmentOffice")])
def test_robots_read_what_kind_it_is(kind: str, word: str):
    found = an_organisation(kind=kind, manager=a_resident())
    assert linked(Client().get(found.get_absolute_url()).content.decode())["@type"] == word


def test_a_name_cannot_end_the_block_that_robots_read():
    shop = a_shop(about="</script><script>alert(1)</script>")
    page = Client().get(shop.get_absolute_url()).content.decode()
    assert "<script>alert(1)" not in page
    assert linked(page)["description"]


def test_only_who_accepts_is_named_and_only_to_those_who_may_meet_them():
    shop = a_shop()
    named, silent = a_member(shop, is_named=True, name="Annaïg"), a_member(shop, name="Ronan")
    url = shop.get_absolute_url()
    assert "Annaïg" not in Client().get(url).content.decode()
    reader = a_resident("Lectrice")
    page = client_of(reader).get(url).content.decode()
    assert "Annaïg" in page
    assert "Ronan" not in page
    residents.block(named, reader)
    assert "Annaïg" not in client_of(reader).get(url).content.decode()
    assert "Annaïg" not in client_of(a_resident(settled=False)).get(url).content.decode()
    assert silent


def test_the_page_takes_the_same_few_queries_whatever_its_members(django_assert_max_num_queries: Any):
    shop = a_shop(address="Ici", lat=48.45, lon=-2.04, opening_hours="Mo 09:00-12:00")
    for number in range(12):
        a_member(shop, is_named=True, name=f"Personne {number}")
    client = client_of(a_resident())
    client.get(shop.get_absolute_url())
    with django_assert_max_num_queries(8):
        client.get(shop.get_absolute_url())


def test_a_list_shows_each_structure_once_page_after_page(django_assert_max_num_queries: Any):
    (dinan,) = some_communes("22050")
    manager = a_resident()
    for number in range(browsing.PAGE + 3):
        an_organisation(f"Chose {number:02}", dinan, manager=manager, kind="shop" if number % 2 else "association")
    client, seen, url = Client(), [], f"{reverse('organisations')}?commune=22050"
    while url:
        with django_assert_max_num_queries(8):
            page = client.get(url)
        seen += [card.title for card in page.context["cards"]]
        url = page.context["more_url"]
    assert seen == [f"Chose {number:02}" for number in range(browsing.PAGE + 3)]


def test_a_list_keeps_one_kind():
    manager = a_resident()
    a_shop(manager), an_organisation("Les Marmites", manager=manager)
    page = Client().get(f"{reverse('organisations')}?commune=22050&genre=commerces")
    assert [card.title for card in page.context["cards"]] == ["L’Épicerie"]


def test_an_empty_list_says_what_to_do():
    some_communes("22050")
    page = Client().get(f"{reverse('organisations')}?commune=22050").content.decode()
    assert OPEN in page


@pytest.mark.parametrize("asked", ["99999", "' or 1=1"])
def test_an_unknown_commune_has_no_list(asked: str):
    assert Client().get(reverse("organisations"), {"commune": asked}).status_code == 404


@pytest.mark.parametrize("asked", ["epicerie", "L'ÉPICERIE", "epicrie", "l’épicerie"])
def test_search_finds_a_structure_by_its_name_accents_and_a_slip_forgiven(asked: str):
    a_shop()
    page = Client().get(reverse("search"), {"q": asked})
    assert [card.title for card in page.context["structures"]] == ["L’Épicerie"]


def test_search_and_sitemap_do_not_show_a_silent_page():
    shop = a_shop(a_resident(suspended_at=clock.now()))
    assert not Client().get(reverse("search"), {"q": "epicerie"}).context["structures"]
    assert str(shop.pk) not in Client().get(reverse("sitemap")).content.decode()


def test_opening_a_page_asks_first_for_a_second_factor_and_says_why():
    maelle = a_resident()
    client = client_of(maelle, "code")
    answer = client.get(OPEN)
    assert answer["Location"].startswith(reverse("second-factor"))
    page = client.get(answer["Location"]).content.decode()
    assert reverse("mfa_activate_totp") in page
    assert reverse("mfa_add_webauthn") in page
    place = only_place(speaker(maelle), OPEN)
    assert client.post(OPEN, opening(place))["Location"].startswith(reverse("second-factor"))
    assert not Organisation.objects.exists()


def test_a_neighbour_opens_the_page_of_a_shop():
    maelle = a_resident()
    client = speaker(maelle)
    answer = client.post(OPEN, opening(only_place(client, OPEN)))
    shop = Organisation.objects.get()
    assert answer["Location"] == reverse("organisation-edit", args=[shop.pk])
    assert access.is_manager(maelle, shop)
    assert (shop.commune, shop.address, shop.lat) == (maelle.commune, "", None)


def test_a_double_click_opens_one_page():
    client = speaker(a_resident())
    body = opening(only_place(client, OPEN))
    client.post(OPEN, body)
    client.post(OPEN, body)
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize("kind", ["town_hall", "public_service"])
def test_a_town_hall_is_refused_beside_the_choice(kind: str):
    client = speaker(a_resident())
    answer = client.post(OPEN, opening(only_place(client, OPEN), kind=kind))
    assert answer.status_code == 422
    assert "exploitant" in str(answer.context["form"].errors["kind"])


@pytest.mark.parametrize(
    ("field", "value"), [("name", ""), ("name", "Gagnez sur https://x.fr"), ("place", "forgée"), ("about", "x" * 501)]
)
def test_what_is_wrong_is_said_beside_its_field_and_kept(field: str, value: str):
    client = speaker(a_resident())
    answer = client.post(OPEN, opening(only_place(client, OPEN), about="Du pain") | {field: value})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert field == "about" or "Du pain" in answer.content.decode()


def test_an_address_is_chosen_among_those_found():
    maelle = a_resident()
    an_address(maelle.commune, lat=48.4556, lon=-2.0442)  # type: ignore[arg-type]
    client = speaker(maelle)
    body = opening(only_place(client, OPEN), place_search="rue du jerzual dinan", name="")
    found = client.post(OPEN, body | {"step": "place"})
    assert found.status_code == 200
    choices = [value for value, label in found.context["form"].fields["place"].choices if "Jerzual" in label]
    client.post(OPEN, body | {"place": choices[0], "name": "Le Fournil"})
    shop = Organisation.objects.get()
    assert "Jerzual" in shop.address
    assert (shop.lat, shop.lon) == (48.4556, -2.0442)


def edited(client: Client, shop: Organisation, **said: str) -> Any:
    url = reverse("organisation-edit", args=[shop.pk])
    return client.post(url, {"name": shop.name, "place": only_place(client, url), **said})


def test_a_manager_says_hours_and_numbers_as_people_write_them():
    maelle = a_resident()
    shop, client = a_shop(maelle), speaker(maelle)
    answer = edited(
        client,
        shop,
        day_Mo="9h-12h30, 14h-19h",
        phone="02.96.39.22.43",
        siret="443 061 841 00047",
        website="exemple.fr",
    )
    assert answer["Location"] == shop.get_absolute_url()
    shop.refresh_from_db()
    assert shop.opening_hours == "Mo 09:00-12:30,14:00-19:00"
    assert (shop.phone, shop.siret, shop.website) == ("+33296392243", "44306184100047", "https://exemple.fr")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("day_Tu", "le matin"),
        ("phone", "12"),
        ("siret", "443 061 841 00048"),
        ("email", "x@"),
        ("website", "javascript:alert(1)"),
    ],
)
def test_a_wrong_detail_is_refused_beside_its_field(field: str, value: str):
    maelle = a_resident()
    shop = a_shop(maelle)
    answer = edited(speaker(maelle), shop, **{field: value})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


def test_who_has_not_used_a_second_factor_changes_nothing():
    maelle = a_resident()
    shop = a_shop(maelle)
    client = client_of(maelle, "code")
    for name in ("organisation-edit", "organisation-members", "organisation-close"):
        answer = client.post(reverse(name, args=[shop.pk]), posted(name="Autre"))
        assert answer["Location"].startswith(reverse("second-factor"))
    assert Organisation.objects.get().name == shop.name


def test_a_change_of_rights_asks_for_a_fresh_proof():
    maelle = a_resident()
    client = speaker(maelle)
    url = reverse("organisation-members", args=[a_shop(maelle).pk])
    assert client.get(url).status_code == 200
    with clock.at(datetime.now(tz=PARIS).replace(year=2027)):
        assert client.get(url).status_code == 302


def test_from_an_invitation_to_a_member_and_back(settings: Any):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    maelle, yann = a_resident(), a_resident("Yann")
    shop = a_shop(maelle)
    people = reverse("organisation-members", args=[shop.pk])
    manager, guest = speaker(maelle), speaker(yann)
    manager.post(people, posted(email=yann.email, kind="member"))
    path = re.search(r"/structures/invitation/[\w-]+/", str(mail.outbox[0].body))
    assert path
    assert guest.get(path[0]).status_code == 200
    assert not access.is_member(yann, shop), "reading is not accepting"
    assert guest.post(path[0])["Location"] == shop.get_absolute_url()
    assert access.is_member(yann, shop)
    assert guest.get(path[0]).status_code == 404, "it served"
    verb = lambda name: reverse("organisation-member", args=[shop.pk, yann.pk, name])  # noqa: E731
    guest.post(verb("nommer"))
    assert Membership.objects.get(resident=yann).is_named
    assert guest.post(verb("responsable")).status_code == 404
    manager.post(verb("responsable"))
    assert access.is_manager(yann, shop)
    manager.post(verb("retirer"))
    assert not access.is_member(yann, shop)


def test_a_letter_opens_for_no_other_account(settings: Any):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    maelle = a_resident()
    url = reverse("organisation-members", args=[a_shop(maelle).pk])
    speaker(maelle).post(url, posted(email="quelquun@exemple.fr", kind="manager"))
    path = re.search(r"/structures/invitation/[\w-]+/", str(mail.outbox[0].body))
    assert path
    other = speaker(a_resident())
    answers = [other.get(path[0]), other.get(reverse("organisation-invitation", args=["inconnu"]))]
    assert [answer.status_code for answer in answers] == [404, 404]


def test_a_page_that_pretends_is_reported_without_learning_who_opened_it():
    founder = a_resident("Imposteur")
    shop = a_shop(founder, opened_by=founder)
    reader = client_of(a_resident())
    url = reverse("report", args=["structure", shop.pk])
    assert reader.get(url).status_code == 200
    answer = reader.post(url, posted(reason="scam"), follow=True)
    assert "Imposteur" not in answer.content.decode()


def test_who_speaks_for_a_structure_keeps_a_second_factor():
    from maillage.residents import second_factor

    maelle = a_resident()
    assert not second_factor.is_kept_by(maelle)
    a_shop(maelle)
    assert second_factor.is_kept_by(maelle)


def test_once_the_factor_is_set_up_one_comes_back_to_where_one_was_going():
    maelle = a_resident()
    client = client_of(maelle, "code")
    client.get(client.get(OPEN)["Location"])
    secret = generate_totp_secret()
    TOTP.activate(maelle, secret)
    assert reverse("second-factor") in client.get(reverse("mfa_index")).content.decode()
    back = client.get(reverse("second-factor"))
    assert back["Location"] == OPEN
    proof = client.get(OPEN)["Location"]
    assert proof.startswith(reverse("mfa_reauthenticate"))
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    assert client.post(proof, {"code": code})["Location"] == OPEN
    assert client.get(OPEN).status_code == 200
