"""Roles, and the second factor that each of them asks for."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from io import StringIO
from typing import Any
from xml.etree import ElementTree

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from maillage.platform import clock
from maillage.residents import access, actions, homes
from maillage.residents.access import Who, rule_of
from maillage.residents.models import Residence, Resident, Role
from maillage.residents.tests.factories import a_resident, a_role
from maillage.residents.tests.factors import totp_code
from maillage.residents.tests.journeys import come_in, sign_in
from maillage.territory.places import Place
from maillage.territory.tests.factories import a_commune

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
ABOVE_RESIDENT = [kind.value for kind in Role.Kind]


def with_application(resident: Resident) -> Resident:
    TOTP.activate(resident, SECRET)
    return resident


def pages() -> Iterator[tuple[str, Any]]:
    """Every page of the site that opens without an argument, with its view."""

    def walk(patterns: list[Any], prefix: str) -> Iterator[tuple[str, Any]]:
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, route)
            elif isinstance(pattern, URLPattern) and "<" not in route and "(" not in route:
                yield "/" + route, pattern.callback

    yield from walk(get_resolver().url_patterns, "")


def test_every_view_of_residents_declares_its_rule() -> None:
    paths = [(path, view) for path, view in pages() if path.startswith(("/compte/", "/voisins/"))]
    assert len(paths) > 25
    assert [path for path, view in paths if rule_of(view) is None] == []


@pytest.mark.parametrize("kind", ABOVE_RESIDENT)
def test_a_role_without_a_second_factor_is_sent_to_set_one_up_from_every_page(client: Client, kind: str) -> None:
    resident = a_resident(email="charge@exemple.fr")
    a_role(resident, kind)
    come_in(client, resident.email)
    for path, view in pages():
        rule = rule_of(view)
        if rule and (rule.who == Who.PUBLIC or rule.before_second_factor):
            continue
        response = client.get(path)
        assert (path, response.status_code) == (path, 302)
        assert response["Location"].partition("?")[0] == reverse("mfa_index"), path


def test_only_setting_up_proving_and_leaving_come_before_the_second_factor() -> None:
    before = {path for path, view in pages() if (rule := rule_of(view)) and rule.before_second_factor}
    before = {path for path in before if path.startswith("/compte/")}
    names = [
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "account_logout",
    ]
    assert before == {reverse(name) for name in names}


def test_the_drawing_for_the_application_is_a_whole_image_without_style_or_script(client: Client) -> None:
    sign_in(client, a_resident(email="maelle@exemple.fr"))
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    drawing = b64decode(page.partition("data:image/svg+xml;base64,")[2].partition('"')[0])
    image = ElementTree.fromstring(drawing)
    assert image.tag == "{http://www.w3.org/2000/svg}svg"
    assert {part.tag.rpartition("}")[2] for part in image.iter()} == {"svg", "path"}
    assert not any("style" in part.attrib or "class" in part.attrib for part in image.iter())


@pytest.mark.parametrize("kind", ABOVE_RESIDENT)
def test_setting_one_up_and_using_it_opens_the_site(client: Client, kind: str) -> None:
    """Set-up as above; and then the pages open."""
    resident = a_resident(email="charge@exemple.fr")
    a_role(resident, kind)
    come_in(client, resident.email)
    page = client.get(reverse("mfa_activate_totp"))
    assert "data:image/svg+xml;base64," in page.content.decode()
    secret = page.context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": totp_code(secret)})
    asked = client.get(reverse("account"))
    assert asked["Location"].startswith(reverse("mfa_reauthenticate"))  # set up, not used yet
    _forget_used_codes()
    proved = client.post(asked["Location"], {"code": totp_code(secret)})
    assert proved["Location"] == reverse("account")
    assert client.get(reverse("account")).status_code == 200


def _forget_used_codes() -> None:
    """allauth lets each code of the application work once; a test does not wait 30 seconds for the next."""
    cache.clear()


def test_coming_in_with_an_application_asks_for_its_code(client: Client) -> None:
    resident = with_application(a_resident(email="charge@exemple.fr"))
    a_role(resident, "agent")
    assert come_in(client, resident.email)["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("account")).status_code == 302
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert wrong.status_code == 422
    client.post(reverse("mfa_authenticate"), {"code": totp_code(SECRET)})
    assert client.get(reverse("account")).status_code == 200


def test_a_resident_without_a_role_needs_no_second_factor(client: Client) -> None:
    resident = a_resident(email="maelle@exemple.fr")
    sign_in(client, resident)
    assert client.get(reverse("account")).status_code == 200


def test_a_role_given_during_a_session_asks_at_once(client: Client) -> None:
    resident = a_resident(email="maelle@exemple.fr")
    sign_in(client, resident)
    a_role(resident, "moderator")
    assert client.get(reverse("account"))["Location"].startswith(reverse("mfa_index"))


def test_a_role_keeps_its_last_factor(client: Client) -> None:
    resident = with_application(a_resident(email="charge@exemple.fr"))
    a_role(resident, "agent")
    come_in(client, resident.email)
    client.post(reverse("mfa_authenticate"), {"code": totp_code(SECRET)})
    page = client.post(reverse("mfa_deactivate_totp"))
    assert page.status_code == 422
    assert "Votre rôle demande un second facteur" in page.content.decode()
    assert Authenticator.objects.filter(user=resident, type="totp").exists()


def test_a_resident_may_drop_the_application(client: Client) -> None:
    resident = with_application(a_resident(email="maelle@exemple.fr"))
    come_in(client, resident.email)
    client.post(reverse("mfa_authenticate"), {"code": totp_code(SECRET)})
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert not Authenticator.objects.filter(user=resident).exists()


@pytest.mark.parametrize("kind", ["agent", "elected", "operator"])
def test_a_role_without_a_home_sees_no_neighbours(client: Client, kind: str) -> None:
    neighbour = a_resident("Yann")
    resident = with_application(a_resident(email="charge@exemple.fr", settled=False))
    a_role(resident, kind)
    come_in(client, resident.email)
    client.post(reverse("mfa_authenticate"), {"code": totp_code(SECRET)})
    assert client.get(reverse("account")).status_code == 200
    assert client.get(reverse("resident", args=[neighbour.pk])).status_code == 404
    assert client.get(reverse("resident-photo", args=[neighbour.pk, "petite"])).status_code == 404


def test_an_account_of_a_role_alone_is_not_invited_among_the_neighbours(client: Client) -> None:
    resident = with_application(a_resident(email="charge@exemple.fr", settled=False))
    a_role(resident, "agent")
    come_in(client, resident.email)
    client.post(reverse("mfa_authenticate"), {"code": totp_code(SECRET)})
    page = client.get(reverse("account")).content.decode()
    assert "Ce compte est celui de votre fonction" in page
    assert reverse("settle") not in page


@pytest.mark.parametrize("kind", ["agent", "elected"])
def test_who_works_for_the_town_hall_is_told_to_live_here_with_another_account(client: Client, kind: str) -> None:
    resident = with_application(a_resident(email="charge@exemple.fr", settled=False))
    a_role(resident, kind)
    come_in(client, resident.email)
    client.post(reverse("mfa_authenticate"), {"code": totp_code(SECRET)})
    page = client.get(reverse("settle"))
    assert (page.status_code, 'name="search"' in page.content.decode()) == (200, False)
    assert "compte personnel" in page.content.decode()
    place = homes.seal(Place("Dinan", "municipality", 48.455, -2.041, a_commune()))
    assert client.post(reverse("settle"), {"step": "confirm", "place": place}).status_code == 403
    resident.refresh_from_db()
    assert not resident.is_settled


@pytest.mark.parametrize("kind", ["agent", "elected"])
def test_the_town_hall_s_people_do_not_settle(kind: str) -> None:
    resident = a_resident(settled=False)
    a_role(resident, kind)
    with pytest.raises(actions.TownHallAccount, match="compte personnel"):
        actions.settle(resident, Place("Dinan", "municipality", 48.455, -2.041, a_commune()))
    assert not Residence.objects.exists()


@pytest.mark.parametrize("kind", ["host", "moderator", "operator"])
def test_other_roles_keep_their_home(kind: str) -> None:
    resident = a_resident(settled=False)
    a_role(resident, kind)
    actions.settle(resident, Place("Dinan", "municipality", 48.455, -2.041, a_commune()))
    assert resident.is_settled
    actions.give_role(resident, Role.Kind.HOST, a_commune())
    assert access.holds(resident, kind, "host")


@pytest.mark.parametrize("kind", [Role.Kind.AGENT, Role.Kind.ELECTED])
def test_a_neighbour_takes_no_role_of_the_town_hall(kind: Role.Kind) -> None:
    neighbour = a_resident("Anne")
    with pytest.raises(actions.NeighbourAccount, match="autre adresse"):
        actions.give_role(neighbour, kind, a_commune())
    assert not neighbour.roles.exists()


def test_a_charge_holds_in_its_commune_and_an_operators_everywhere() -> None:
    dinan, thomery = a_commune("22050"), a_commune("77463")
    agent, operator = a_resident("Anne"), a_resident("Omar")
    a_role(agent, "agent", dinan)
    a_role(operator, "operator")
    assert access.holds(agent, "agent", commune=dinan)
    assert not access.holds(agent, "agent", commune=thomery)
    assert not access.holds(agent, "moderator", commune=dinan)
    assert access.holds(operator, "operator", commune=thomery)


def test_a_charge_in_a_union_holds_in_its_communes_only() -> None:
    dinan, lanvallay, thomery = a_commune("22050"), a_commune("22118"), a_commune("77463")
    agent = a_resident("Anne")
    Role.objects.create(resident=agent, kind="agent", union=dinan.union)
    assert access.holds(agent, "agent", commune=lanvallay)
    assert not access.holds(agent, "agent", commune=thomery)


def test_a_suspended_person_holds_nothing() -> None:
    agent = a_resident("Anne", suspended_at=clock.now())
    a_role(agent, "agent")
    assert not access.holds(agent, "agent")


def test_the_command_gives_a_role() -> None:
    anne = a_resident("Anne", email="anne@exemple.fr", settled=False)
    a_commune("22050")
    out = StringIO()
    call_command("give_role", "Anne@exemple.fr", "agent", "22050", stdout=out)
    call_command("give_role", "anne@exemple.fr", "agent", "22050", stdout=out)  # twice is once
    assert [(role.kind, role.commune_id) for role in anne.roles.all()] == [("agent", "22050")]
    assert "agent of Dinan" in out.getvalue()


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        (["personne@exemple.fr", "agent", "22050"], "Nobody has joined"),
        (["anne@exemple.fr", "agent"], "Say where"),
        (["anne@exemple.fr", "agent", "99999"], "No commune nor union"),
        (["anne@exemple.fr", "operator", "22050"], "give no place"),
        (["anne@exemple.fr", "agent", "22050"], "a un domicile"),
    ],
)
def test_the_command_says_what_is_wrong(words: list[str], refusal: str) -> None:
    a_resident("Anne", email="anne@exemple.fr")
    with pytest.raises(CommandError, match=refusal):
        call_command("give_role", *words)
    assert not Role.objects.exists()


def test_a_browser_that_proved_once_is_still_asked_next_time(client: Client) -> None:
    """The second factor belongs to the session: another one starts again."""
    resident = with_application(a_resident(email="charge@exemple.fr"))
    a_role(resident, "agent")
    come_in(client, resident.email)
    client.post(reverse("mfa_authenticate"), {"code": totp_code(SECRET)})
    client.post(reverse("account_logout"))
    assert come_in(client, resident.email)["Location"] == reverse("mfa_authenticate")
