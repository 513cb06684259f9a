"""My account: profile, password, address, leaving."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from maillage.platform import clock
from maillage.platform.models import Photo
from maillage.platform.tests.uploads import a_photo
from maillage.residents import actions
from maillage.residents.models import Block, Residence, Resident, Role
from maillage.residents.tests.factories import a_resident, a_role
from maillage.residents.tests.journeys import come_in, last_code, sign_in
from maillage.territory.places import Place
from maillage.territory.tests.factories import a_commune

pytestmark = pytest.mark.django_db
PASSWORD = "une phrase facile à retenir"


@pytest.fixture
def me(client: Client) -> Resident:
    resident = a_resident("Maëlle", email="maelle@exemple.fr")
    sign_in(client, resident)
    return resident


# Profile


def test_a_profile_is_written_and_read(client: Client, me: Resident) -> None:
    form = {"name": "Maëlle G.", "about": "J’aime bricoler.", "skills": "vélo\n\n haie  haute\nvélo", "language": "fr"}
    assert client.post(reverse("profile"), form | {"photo": a_photo()})["Location"] == reverse("account")
    me.refresh_from_db()
    assert (me.name, me.about, me.skills) == ("Maëlle G.", "J’aime bricoler.", ["vélo", "haie haute"])
    photo = client.get(reverse("resident-photo", args=[me.pk, "petite"]))
    assert photo["Content-Type"] == "image/webp"
    photo.close()


def test_a_photo_is_removed_with_its_files(client: Client, me: Resident) -> None:
    form = {"name": "Maëlle", "about": "", "skills": "", "language": "fr"}
    client.post(reverse("profile"), form | {"photo": a_photo()})
    client.post(reverse("profile"), form)
    me.refresh_from_db()
    assert me.photo is None
    assert not Photo.objects.exists()


def test_a_wrong_profile_is_kept_and_mended(client: Client, me: Resident) -> None:
    skills = "\n".join(f"savoir-faire {number}" for number in range(11))
    form = {"name": "M", "about": "x" * 301, "skills": skills, "language": "fr"}
    response = client.post(reverse("profile"), form)
    page = response.content.decode()
    assert response.status_code == 422
    assert "au moins deux lettres" in page
    assert "300 caractères au plus" in page.replace("\u00a0", " ").replace("\u202f", " ")
    assert "dix savoir-faire au plus" in page
    assert "savoir-faire 10" in page


@pytest.mark.parametrize("name", ["moi@exemple.fr", "https://exemple.fr", " ", "x" * 41])
def test_a_name_is_a_name(client: Client, me: Resident, name: str) -> None:
    response = client.post(reverse("profile"), {"name": name, "language": "fr"})
    assert response.status_code == 422
    me.refresh_from_db()
    assert me.name == "Maëlle"


def test_my_account_costs_few_questions_to_the_database(client: Client, me: Resident) -> None:
    for path in ("account", "profile", "blocks", "mfa_index", "settle", "account_leave"):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse(path)).status_code == 200
        assert len(asked) <= 8, path


# Password


def test_a_password_is_chosen_and_opens_the_account(client: Client, me: Resident) -> None:
    assert client.post(reverse("account_change_password"), {"password": PASSWORD})["Location"] == reverse("mfa_index")
    me.refresh_from_db()
    assert me.password.startswith("argon2")
    assert "un mot de passe a été choisi" in str(mail.outbox[-1].body)
    elsewhere = Client()
    answer = elsewhere.post(reverse("account_login_password"), {"login": "Maelle@exemple.fr", "password": PASSWORD})
    assert answer["Location"] == reverse("home")
    assert elsewhere.get(reverse("account")).status_code == 200


def test_a_new_password_ends_the_other_sessions(client: Client, me: Resident) -> None:
    elsewhere = Client()
    sign_in(elsewhere, me)
    client.post(reverse("account_change_password"), {"password": PASSWORD})
    assert client.get(reverse("account")).status_code == 200
    assert elsewhere.get(reverse("account")).status_code == 302


@pytest.mark.parametrize("weak", ["court", "1234567890", "password1234", "maelle@exemple.fr"])
def test_a_weak_password_is_refused_with_words(client: Client, me: Resident, weak: str) -> None:
    response = client.post(reverse("account_change_password"), {"password": weak})
    assert response.status_code == 422
    me.refresh_from_db()
    assert not me.has_usable_password()


def password_answers(email: str) -> str:
    response = Client().post(reverse("account_login_password"), {"login": email, "password": "ce n’est pas lui"})
    text = f"{response.status_code} {response.content.decode()}"
    return re.sub(r'(csrfmiddlewaretoken" value=")[^"]*', r"\1", text).replace(email, "ADDRESS")


def test_a_wrong_password_says_the_same_with_and_without_an_account() -> None:
    a_resident(email="avec@exemple.fr", password=PASSWORD)
    a_resident(email="sans-mot-de-passe@exemple.fr")
    answers = {password_answers(f"{who}@exemple.fr") for who in ("avec", "sans-mot-de-passe", "inconnue")}
    assert len(answers) == 1
    assert answers.pop().startswith("422")


def test_a_wrong_password_costs_one_hashing_with_and_without_an_account(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same time: what takes it is argon2, which runs once whatever the address."""
    runs: list[str] = []

    def counting(work: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any) -> Any:
            runs.append(work.__name__)
            return work(*args)

        return counted

    for name in ("encode", "verify"):
        monkeypatch.setattr(Argon2PasswordHasher, name, counting(getattr(Argon2PasswordHasher, name)))
    a_resident(email="avec@exemple.fr", password=PASSWORD)
    a_resident(email="sans-mot-de-passe@exemple.fr")
    costs = {}
    for who in ("avec", "sans-mot-de-passe", "inconnue"):
        runs.clear()
        password_answers(f"{who}@exemple.fr")
        costs[who] = len(runs)
    assert costs == {"avec": 1, "sans-mot-de-passe": 1, "inconnue": 1}


def test_a_sixth_wrong_password_waits(client: Client) -> None:
    a_resident(email="avec@exemple.fr", password=PASSWORD)
    for _try in range(5):
        password_answers("avec@exemple.fr")
    right = client.post(reverse("account_login_password"), {"login": "avec@exemple.fr", "password": PASSWORD})
    assert right.status_code == 422
    assert "Réessayez dans cinq minutes" in right.content.decode()


# Proving again


def test_what_matters_asks_for_a_fresh_proof(client: Client, me: Resident) -> None:
    later = clock.now() + timedelta(minutes=16)
    with clock.at(later):
        asked = client.get(reverse("account_change_password"))
        assert asked["Location"] == f"{reverse('account_prove')}?next={reverse('account_change_password')}"
        to_code = client.post(asked["Location"])
        assert mail.outbox[-1].to == [me.email]
        done = client.post(to_code["Location"], {"code": last_code()})
    assert done["Location"] == reverse("account_change_password")
    assert client.get(done["Location"]).status_code == 200


def test_an_address_changes_once_the_new_one_is_proved(client: Client, me: Resident) -> None:
    client.post(reverse("account_email"), {"email": "Nouvelle@exemple.fr"})
    assert mail.outbox[-1].to == ["nouvelle@exemple.fr"]
    me.refresh_from_db()
    assert me.email == "maelle@exemple.fr"
    client.post(reverse("account_email_code"), {"code": last_code()})
    me.refresh_from_db()
    assert me.email == "nouvelle@exemple.fr"
    assert mail.outbox[-1].to == ["maelle@exemple.fr"]  # the former address is told


def test_an_address_that_has_an_account_is_not_said_before_it_is_proved(client: Client, me: Resident) -> None:
    a_resident(email="prise@exemple.fr")
    assert client.post(reverse("account_email"), {"email": "prise@exemple.fr"}).status_code == 302
    refused = client.post(reverse("account_email_code"), {"code": last_code()})
    assert refused.status_code == 422
    assert "Un autre compte" in refused.content.decode()
    me.refresh_from_db()
    assert me.email == "maelle@exemple.fr"


def test_an_entry_code_does_not_change_an_address(client: Client, me: Resident) -> None:
    client.post(reverse("account_email"), {"email": "nouvelle@exemple.fr"})
    Client().post(reverse("account_login"), {"email": "nouvelle@exemple.fr"})
    assert client.post(reverse("account_email_code"), {"code": last_code()}).status_code == 422


# Leaving


def test_leaving_hides_the_person_and_erases_what_told_of_them(client: Client, me: Resident) -> None:
    actions.settle(me, Place("12 Rue du Jerzual", "housenumber", 48.455, -2.041, a_commune()))
    yann = a_resident("Yann")
    actions.block(me, yann)
    assert client.post(reverse("account_leave"), {"sure": "on"})["Location"] == reverse("account_inactive")
    assert "Plus personne ne vous voit" in client.get(reverse("account_inactive")).content.decode()
    assert client.get(reverse("account")).status_code == 302
    me.refresh_from_db()
    assert not me.is_active
    assert (me.name, me.about, me.commune, me.cell, me.last_active_on) == ("", "", None, None, None)
    assert not Residence.objects.exists()
    assert not Block.objects.exists()
    client.force_login(yann)
    assert client.get(reverse("resident", args=[me.pk])).status_code == 404


def test_one_may_come_back_with_the_same_address_as_someone_new(client: Client, me: Resident) -> None:
    actions.leave(me)
    assert come_in(Client(), "maelle@exemple.fr")["Location"] == reverse("account_signup")


def test_leaving_is_asked_twice(client: Client, me: Resident) -> None:
    assert client.post(reverse("account_leave"), {}).status_code == 422
    me.refresh_from_db()
    assert me.is_active


def test_the_last_operator_names_another_first() -> None:
    omar, anne = a_resident("Omar"), a_resident("Anne")
    a_role(omar, "operator")
    with pytest.raises(actions.LastOperator):
        actions.leave(omar)
    a_role(anne, "operator")
    actions.leave(omar)
    assert [role.resident for role in Role.objects.all()] == [anne]


def test_signing_out_is_a_post(client: Client, me: Resident) -> None:
    assert client.get(reverse("account_logout")).status_code == 200
    assert client.get(reverse("account")).status_code == 200
    client.post(reverse("account_logout"))
    assert client.get(reverse("account")).status_code == 302
