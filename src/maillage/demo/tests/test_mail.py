from datetime import UTC, datetime, timedelta

import pytest
from django.core.mail import EmailMultiAlternatives

from maillage.demo import queries
from maillage.platform import clock, letter
from maillage.platform.mailer import Backend
from maillage.platform.models import DemonstrationMail

pytestmark = pytest.mark.django_db

PAGE = "/demonstration/courrier/"
MORNING = datetime(2026, 11, 23, 8, tzinfo=UTC)


def a_mail(to="maelle@voisins.example.org", subject="Votre code", text="Bonjour", html="", minute=0):
    with clock.at(MORNING + timedelta(minutes=minute)):
        return DemonstrationMail.objects.create(to=to, subject=subject, text=text, html=html)


@pytest.mark.usefixtures("demonstration")
def test_what_the_site_sends_is_found_there(client, settings):
    settings.EMAIL_BACKEND = f"{Backend.__module__}.{Backend.__qualname__}"
    message = EmailMultiAlternatives("Bienvenue", "Voici https://maillage.example/x/", to=["ines@voisins.example.org"])
    message.attach_alternative("<p>Voici</p>", "text/html")
    message.send()
    page = client.get(PAGE).content.decode()
    assert "Bienvenue" in page
    assert "ines@voisins.example.org" in page
    assert "Rien ne part" in page


@pytest.mark.usefixtures("demonstration")
def test_the_newest_comes_first_and_the_rest_follows_by_page(client):
    for minute in range(queries.PAGE + 5):
        a_mail(subject=f"Lettre {minute:02}.", minute=minute)
    page = client.get(PAGE)
    first, cursor = queries.mails()
    assert [mail.subject for mail in first][:2] == ["Lettre 24.", "Lettre 23."]
    assert f"avant={cursor}" in page.content.decode()
    rest, end = queries.mails(before=cursor)
    assert [mail.subject for mail in rest] == ["Lettre 04.", "Lettre 03.", "Lettre 02.", "Lettre 01.", "Lettre 00."]
    assert end is None


@pytest.mark.usefixtures("demonstration")
def test_search_keeps_an_address(client):
    a_mail(subject="Pour Maëlle")
    a_mail(to="yann@voisins.example.org", subject="Pour Yann")
    page = client.get(PAGE, {"a": "YANN@"}).content.decode()
    assert "Pour Yann" in page
    assert "Pour Maëlle" not in page
    assert 'value="YANN@"' in page


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize("query", [{"avant": "hier"}, {"a": "x" * 500}, {"a": "%\x00_"}])
def test_a_strange_search_is_answered(client, query):
    a_mail()
    assert client.get(PAGE, query).status_code == 200


@pytest.mark.usefixtures("demonstration")
def test_an_empty_box_says_how_to_fill_it(client):
    assert "Créez un compte" in client.get(PAGE).content.decode()
    a_mail()
    assert "Aucun courriel pour cette adresse" in client.get(PAGE, {"a": "personne"}).content.decode()


@pytest.mark.usefixtures("demonstration")
def test_a_letter_keeps_its_lines_and_its_links_can_be_followed(client):
    mail = a_mail(text="Bonjour <b>\n\nhttp://localhost:8000/entrer/?code=1&x=2\nÀ bientôt")
    page = client.get(f"{PAGE}{mail.pk}/").content.decode()
    assert 'href="http://localhost:8000/entrer/?code=1&amp;x=2"' in page
    assert "&lt;b&gt;" in page


@pytest.mark.usefixtures("demonstration")
def test_a_formatted_letter_can_neither_run_nor_fetch_anything(client):
    mail = a_mail(html="<script>alert(1)</script><a href='/'>Voir</a>")
    assert f"{PAGE}{mail.pk}/mise-en-page/" in client.get(f"{PAGE}{mail.pk}/").content.decode()
    response = client.get(f"{PAGE}{mail.pk}/mise-en-page/")
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "unsafe" not in policy
    assert f"style-src {letter.style_digest()}" in policy
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy


@pytest.mark.usefixtures("demonstration")
def test_a_letter_that_is_not_there_is_not_found(client):
    assert client.get(f"{PAGE}019aaf00-0000-7000-8000-000000000000/").status_code == 404


def test_elsewhere_nobody_reads_the_letters(client, settings):
    settings.IS_DEMONSTRATION = False
    mail = a_mail()
    for address in (PAGE, f"{PAGE}{mail.pk}/", f"{PAGE}{mail.pk}/mise-en-page/"):
        assert client.get(address).status_code == 404


@pytest.mark.usefixtures("demonstration")
def test_the_list_costs_the_same_whatever_its_length(client, django_assert_max_num_queries):
    for minute in range(queries.PAGE + 3):
        a_mail(minute=minute)
    with django_assert_max_num_queries(3):
        client.get(PAGE)
