import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from maillage.demo import personas
from maillage.demo.personas import PERSONAS
from maillage.residents.access import rule_of
from maillage.residents.models import Role
from maillage.residents.tests.factories import a_resident, a_role

pytestmark = pytest.mark.django_db


def _door(slug):
    return f"/demonstration/devenir/{slug}/"


def _signed_in(client):
    return client.session.get("_auth_user_id")


@pytest.mark.usefixtures("demonstration")
def test_one_click_signs_in(client):
    maelle = a_resident(email="maelle@voisins.example.org")
    assert client.post(_door("maelle")).status_code == 302
    assert _signed_in(client) == str(maelle.pk)


@pytest.mark.usefixtures("demonstration")
def test_becoming_somebody_else_leaves_nothing_of_the_first(client):
    a_resident(email="maelle@voisins.example.org")
    yann = a_resident(email="yann@voisins.example.org")
    client.post(_door("maelle"))
    session = client.session
    session["written"] = "by Maëlle"
    session.save()
    client.post(_door("yann"))
    assert _signed_in(client) == str(yann.pk)
    assert "written" not in client.session


@pytest.mark.usefixtures("demonstration")
def test_staff_pass_for_having_used_a_second_factor(client):
    agent = a_resident(email="nathalie@voisins.example.org", settled=False)
    a_role(agent, Role.Kind.AGENT, "22050")
    client.post(_door("nathalie"))
    assert client.get("/compte/").status_code == 200


@pytest.mark.usefixtures("demonstration")
def test_the_same_person_signing_in_otherwise_still_needs_a_second_factor(client):
    agent = a_resident(email="nathalie@voisins.example.org", settled=False)
    a_role(agent, Role.Kind.AGENT, "22050")
    client.force_login(agent)
    assert client.get("/compte/").status_code == 302


@pytest.mark.usefixtures("demonstration")
def test_a_get_signs_nobody_in(client):
    a_resident(email="maelle@voisins.example.org")
    assert client.get(_door("maelle")).status_code == 405
    assert _signed_in(client) is None


@pytest.mark.usefixtures("demonstration")
def test_a_form_from_elsewhere_signs_nobody_in():
    a_resident(email="maelle@voisins.example.org")
    client = Client(enforce_csrf_checks=True)
    assert client.post(_door("maelle")).status_code == 403
    assert _signed_in(client) is None


@pytest.mark.usefixtures("demonstration")
def test_only_personas_have_a_door(client):
    a_resident(email="camille@voisins.example.org")
    assert client.post(_door("camille")).status_code == 404


@pytest.mark.usefixtures("demonstration")
def test_a_persona_who_left_is_not_there_any_more(client):
    a_resident(email="maelle@voisins.example.org", is_active=False, left_at="2026-11-20T10:00Z")
    client.post(_door("maelle"))
    assert _signed_in(client) is None


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("slug", [persona.slug for persona in PERSONAS])
def test_elsewhere_the_door_does_not_exist_even_for_accounts_with_those_addresses(client, settings, slug, method):
    settings.IS_DEMONSTRATION = False
    account = a_resident(email=f"{slug}@voisins.example.org")
    response = getattr(client, method)(_door(slug))
    unknown = getattr(client, method)("/demonstration/jamais/")
    assert (response.status_code, unknown.status_code) == (404, 404)
    assert _signed_in(client) is None
    client.force_login(account)
    assert getattr(client, method)(_door(slug)).status_code == 404


def test_elsewhere_the_switch_itself_refuses(settings):
    settings.IS_DEMONSTRATION = False
    a_resident(email="maelle@voisins.example.org")
    with pytest.raises(personas.NotADemonstration):
        personas.become(RequestFactory().post("/"), PERSONAS[0])


def test_every_door_declares_its_rule():
    from maillage.demo import urls

    for pattern in urls.urlpatterns:
        assert rule_of(pattern.callback) is not None, pattern.name


@pytest.mark.usefixtures("demonstration")
def test_the_landing_block_offers_everyone_and_says_who_is_fictional(rf):
    shown = render_to_string("demo/personas.html", {"is_demonstration": True}, request=rf.get("/"))
    for persona in PERSONAS:
        assert _door(persona.slug) in shown
        assert str(persona.words) in shown.replace("&#x27;", "'")
    assert shown.count("csrfmiddlewaretoken") == len(PERSONAS)
    assert "sont inventés" in shown
    assert "sont réelles" in shown


def test_the_landing_block_is_empty_elsewhere(rf, settings):
    settings.IS_DEMONSTRATION = False
    assert "demonstration" not in render_to_string("demo/personas.html", request=rf.get("/"))
