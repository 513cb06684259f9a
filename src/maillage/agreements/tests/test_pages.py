"""The pages of agreements, as the two and a mediator get them."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pypdfium2
import pytest
from allauth.account.internal.flows.login import record_authentication
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from maillage.agreements import actions, difficulties, mediation, statements
from maillage.agreements.models import Agreement, Difficulty, Kind, Moment, Stage, State
from maillage.agreements.statements import Condition
from maillage.agreements.tests.factories import (
    a_difficulty,
    a_loan,
    a_loan_out,
    an_agreement,
    asked,
    in_force,
    said,
    terms,
)
from maillage.bookings.models import Booking
from maillage.conversations import actions as conversations
from maillage.platform import clock, media
from maillage.platform.ids import new_id
from maillage.platform.tests.uploads import a_photo
from maillage.residents import actions as residents
from maillage.residents.models import Resident, Role
from maillage.residents.tests.factories import a_resident, a_role

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
MOST_QUERIES = 8
TERMS = {"object": "Perceuse", "value": "120", "deposit_kind": "none", "deposit": "", "condition": "Une rayure."}
TURN = {"words": "Le mandrin est cassé.", "wish": "repaired", "amount": ""}


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOW):
        yield


def sign_in(client: Client, resident: Resident) -> None:
    """With a second factor, which those who hold a charge need."""
    client.force_login(resident)
    request = HttpRequest()
    request.session = client.session
    for proof in ("code", "mfa"):
        record_authentication(request, resident, method=proof, reauthenticated=True)
    request.session.save()


def post(client: Client, path: str, **body: Any) -> Any:
    return client.post(path, {"idempotency_key": str(new_id()), **body})


def opened(client: Client, path: str) -> bytes:
    """The bytes of a photo."""
    answer = client.get(path)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def page(client: Client, thing: Any) -> str:
    path = thing if isinstance(thing, str) else thing.get_absolute_url()
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def address(route: str, thing: Any) -> str:
    return reverse(route, args=[thing.pk])


def test_one_tap_makes_it_and_leads_to_it(client):
    booking = a_loan()
    sign_in(client, booking.owner)
    answer = post(client, address("agreement-make", booking), as_is="1")
    agreement = Agreement.objects.get()
    assert answer["Location"] == agreement.get_absolute_url()
    assert "Il reste à l’autre personne à le confirmer" in page(client, agreement)


def test_it_may_be_completed_first_with_photos(client):
    booking = a_loan()
    sign_in(client, booking.owner)
    assert booking.title in page(client, address("agreement-make", booking))
    post(client, address("agreement-make", booking), **TERMS, photos=[a_photo(), a_photo()])
    version = Agreement.objects.get().versions.get()
    assert version.value_cents == 12_000
    assert version.photos.count() == 2


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"value": "-5"}, "plus grande que zéro"),
        ({"value": "beaucoup"}, "Écrivez un montant"),
        ({"deposit_kind": "by_hand"}, "Dites quelle caution"),
        ({"deposit": "50 €"}, "Videz ce champ"),
        ({"object": ""}, "Dites ce qui est confié"),
        ({"condition": "x" * 1001}, "1000 caractères au plus"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, wrong, words):
    booking = a_loan()
    sign_in(client, booking.owner)
    answer = post(client, address("agreement-make", booking), **(TERMS | wrong))
    assert answer.status_code == 422
    assert words in answer.content.decode().replace("\u202f", "").replace("\xa0", " ")
    assert not Agreement.objects.exists()


def test_the_other_confirms_the_version_they_read(client):
    agreement = an_agreement()
    sign_in(client, agreement.borrower)
    assert "Confirmer l’accord" in page(client, agreement)
    client.post(address("agreement-confirm", agreement), {"version": "1"})
    agreement.refresh_from_db()
    assert agreement.state == State.IN_FORCE


def test_confirming_a_stale_page_shows_what_changed(client):
    agreement = an_agreement()
    actions.change(agreement.owner, agreement, terms(value_cents=9_000), base=1)
    sign_in(client, agreement.borrower)
    answer = client.post(address("agreement-confirm", agreement), {"version": "1"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "a changé pendant que vous le lisiez" in text
    assert "120" in text
    assert "90" in text
    agreement.refresh_from_db()
    assert agreement.state == State.PROPOSED


@pytest.mark.parametrize("version", ["", "abc", "-1", "9" * 30, "7"])
def test_confirming_no_version_confirms_nothing(client, version):
    agreement = an_agreement()
    sign_in(client, agreement.borrower)
    assert client.post(address("agreement-confirm", agreement), {"version": version}).status_code == 422
    agreement.refresh_from_db()
    assert agreement.state == State.PROPOSED


def test_a_change_filled_on_a_stale_page_shows_what_changed(client):
    agreement = an_agreement()
    sign_in(client, agreement.borrower)
    actions.change(agreement.owner, agreement, terms(condition="Neuve."), base=1)
    answer = post(client, address("agreement-change", agreement), **TERMS, version="1")
    assert answer.status_code == 422
    assert "Neuve." in answer.content.decode()
    answer = post(client, address("agreement-change", agreement), **TERMS, version="2")
    assert answer.status_code == 302


def test_the_photos_of_a_version_are_kept_by_a_change(client):
    agreement = an_agreement(said=terms(photos=[media.take(a_photo())]))
    sign_in(client, agreement.borrower)
    form = client.get(address("agreement-change", agreement))
    kept = form.context["form"]["photos"].kept[0]["token"]
    post(client, address("agreement-change", agreement), **TERMS, version="1", **{"photos-kept": kept})
    assert agreement.versions.get(number=2).photos.get().photo == agreement.versions.get(number=1).photos.get().photo


def test_the_handover_is_confirmed_with_photos(client):
    agreement = in_force(a_loan_out())
    Booking.objects.update(state="accepted", owner_handed_at=None, borrower_handed_at=None)
    sign_in(client, agreement.owner)
    assert "Confirmer la remise" in page(client, agreement)
    path = address("agreement-handover", agreement)
    assert post(client, path, found="otherwise", words="").status_code == 422
    assert post(client, path, found="as_agreed", words="", photos=[a_photo()]).status_code == 302
    photo = agreement.photos.get().photo_id
    assert opened(client, reverse("agreement-photo", args=[agreement.pk, photo, "petite"]))
    assert "À la remise, par Maëlle" in page(client, agreement)


def test_what_was_confirmed_without_a_word_of_its_state_may_still_be_told(client):
    agreement = in_force(a_loan_out())
    sign_in(client, agreement.owner)
    text = page(client, agreement)
    assert "Confirmer la remise" not in text
    assert text.index("Confirmer le retour") < text.index("Dire l’état à la remise")


def test_more_than_eight_photos_are_refused(client):
    agreement = in_force(a_loan_out())
    sign_in(client, agreement.owner)
    photos = [a_photo() for _number in range(9)]
    answer = post(client, address("agreement-return", agreement), found="as_agreed", words="", photos=photos)
    assert answer.status_code == 422


def test_a_difficulty_from_the_first_word_to_a_settlement(client):
    agreement = in_force(a_loan_out())
    sign_in(client, agreement.owner)
    page(client, address("difficulty-raise", agreement))
    answer = post(client, address("difficulty-raise", agreement), kind="damaged", **TURN)
    difficulty = Difficulty.objects.get()
    assert answer["Location"] == difficulty.get_absolute_url()
    sign_in(client, agreement.borrower)
    assert "Le mandrin est cassé." in page(client, difficulty)
    body = {"words": "Vingt euros ?", "wish": "paid", "amount": "20", "turn": "1"}
    assert post(client, address("difficulty-answer", difficulty), **body).status_code == 302
    sign_in(client, agreement.owner)
    text = page(client, difficulty)
    assert "D’accord : Un dédommagement de 20" in text.replace("\xa0", " ")
    client.post(reverse("difficulty-act", args=[difficulty.pk, "accepter"]), {"turn": "2"})
    assert "C’est écrit ici" in page(client, difficulty)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"wish": "paid"}, "Dites le montant"),
        ({"wish": "paid", "amount": "-3"}, "plus grand que zéro"),
        ({"wish": "paid", "amount": "100001"}, "trop grand"),
        ({"amount": "3"}, "Videz le montant"),
        ({"words": ""}, "quelques mots"),
        ({"kind": "hungry"}, "hungry"),
        ({"kind": "late"}, "pas en retard"),
    ],
)
def test_a_difficulty_that_cannot_be_is_refused_with_a_reason(client, wrong, words):
    agreement = in_force(a_loan_out())
    sign_in(client, agreement.owner)
    answer = post(client, address("difficulty-raise", agreement), **({"kind": "damaged"} | TURN | wrong))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Difficulty.objects.exists()


def test_a_verb_that_is_none_is_not_found(client):
    difficulty = a_difficulty()
    sign_in(client, difficulty.agreement.owner)
    assert client.post(reverse("difficulty-act", args=[difficulty.pk, "gagner"])).status_code == 404


# Who mediates


@pytest.fixture
def mediated(client) -> Difficulty:
    """A difficulty that the signed-in moderator might mediate, with photos and a conversation."""
    agreement = in_force(a_loan_out(), terms(photos=[media.take(a_photo())]))
    assert agreement.booking is not None
    assert agreement.booking.conversation is not None
    conversations.send(agreement.borrower, agreement.booking.conversation, text="Secret entre nous", key=new_id())
    difficulty = asked(agreement)
    host = a_resident("Rozenn")
    a_role(host, Role.Kind.HOST)
    sign_in(client, host)
    return difficulty


def test_before_taking_it_a_host_reads_who_and_what_and_nothing_said(client, mediated):
    text = page(client, mediated.mediation_url)
    assert "Entre Maëlle et Yann" in text
    assert "mandrin" not in text
    assert "Une rayure" not in text
    photo = mediated.agreement.photos.get().photo_id
    assert client.get(reverse("mediation-photo", args=[mediated.pk, photo, "petite"])).status_code == 404
    assert "À prendre" in page(client, "/mediations/")


def test_once_taken_a_host_reads_the_file_and_never_the_conversation(client, mediated):
    client.post(reverse("mediation-act", args=[mediated.pk, "prendre"]))
    text = page(client, mediated.mediation_url)
    assert "Le mandrin est cassé." in text
    assert "Une rayure." in text
    assert "Secret" not in text
    photo = mediated.agreement.photos.get().photo_id
    assert opened(client, reverse("mediation-photo", args=[mediated.pk, photo, "petite"]))
    assert client.get(mediated.agreement.get_absolute_url()).status_code == 404
    assert client.get(mediated.get_absolute_url()).status_code == 404
    assert client.get(mediated.agreement.booking.conversation.get_absolute_url()).status_code == 404


def test_a_host_proposes_then_closes_and_reads_it_no_more(client, mediated):
    client.post(reverse("mediation-act", args=[mediated.pk, "prendre"]))
    answer = post(client, address("mediation-propose", mediated), words="Partagez.", wish="paid", amount="")
    assert answer.status_code == 422
    post(client, address("mediation-propose", mediated), words="Partagez.", wish="paid", amount="15")
    mediated.refresh_from_db()
    assert mediated.stage == Stage.PROPOSED
    post(client, address("mediation-close", mediated), closing="Voyez un conciliateur.")
    mediated.refresh_from_db()
    assert mediated.stage == Stage.UNSETTLED
    assert client.get(mediated.mediation_url).status_code == 404


# When they can no longer reach each other


@pytest.mark.parametrize("how", ["blocked", "suspended", "gone"])
def test_it_stays_readable_in_the_same_neutral_words(client, how):
    agreement = in_force(a_loan_out(borrower=a_resident("Barnabé")))
    borrower = agreement.borrower
    if how == "blocked":
        residents.block(borrower, agreement.owner)
    elif how == "suspended":
        type(borrower).objects.filter(pk=borrower.pk).update(suspended_at=NOW, joined_at="2026-01-01T00:00:00Z")
    else:
        residents.leave(borrower)
    sign_in(client, agreement.owner)
    text = page(client, agreement)
    assert "L’autre personne" in text
    assert "Barnabé" not in text
    assert "Vous ne pouvez plus vous écrire ici" in text
    assert "Proposer un changement" not in text
    assert "Barnabé" not in paper_text(client, agreement)


def test_between_two_who_are_apart_nobody_reads_the_words_of_the_other(client):
    agreement = in_force(a_loan_out())
    residents.block(agreement.borrower, agreement.owner)
    difficulty = difficulties.raise_one(agreement.owner, agreement, Kind.DAMAGED, said("Des mots durs."))
    sign_in(client, agreement.borrower)
    text = page(client, difficulty)
    assert "Des mots durs." not in text
    assert "Le réparer" in text


# On paper, and how much it costs


def paper_text(client: Client, agreement: Agreement) -> str:
    answer = client.get(address("agreement-paper", agreement))
    assert answer["Content-Type"] == "application/pdf"
    document = pypdfium2.PdfDocument(io.BytesIO(answer.content))
    return "\n".join(each.get_textpage().get_text_bounded() for each in document)


def test_the_paper_is_one_accessible_page_in_french(client):
    agreement = in_force(a_loan_out())
    sign_in(client, agreement.owner)
    content = client.get(address("agreement-paper", agreement), headers={"Accept-Language": "en"}).content
    assert b"pdfuaid" in content
    assert len(pypdfium2.PdfDocument(io.BytesIO(content))) == 1
    text = paper_text(client, agreement)
    for words in ("Accord de prêt", "Perceuse à percussion", "Maëlle", "Yann", "responsabilité civile", "Une rayure."):
        assert words in text


def test_photos_come_on_the_second_page(client):
    agreement = in_force(a_loan_out(), terms(photos=[media.take(a_photo()) for _number in range(8)]))
    for person in (agreement.owner, agreement.borrower):
        photos = [media.take(a_photo()) for _number in range(8)]
        statements.say(person, agreement, Moment.HANDOVER, Condition(is_as_agreed=True, photos=photos))
    sign_in(client, agreement.owner)
    content = client.get(address("agreement-paper", agreement)).content
    assert len(pypdfium2.PdfDocument(io.BytesIO(content))) == 2


def test_no_page_costs_more_whatever_there_is(client):
    agreement = in_force(a_loan_out(), terms(photos=[media.take(a_photo()) for _number in range(8)]))
    for number in range(1, 6):
        actions.change(agreement.owner, agreement, terms(value_cents=number), base=number)
    difficulty = a_difficulty(agreement)
    sign_in(client, agreement.owner)
    paths = [
        "/accords/",
        agreement.get_absolute_url(),
        address("agreement-change", agreement),
        address("agreement-handover", agreement),
        address("difficulty-raise", agreement),
        difficulty.get_absolute_url(),
    ]
    costs = {path: cost(client, path) for path in paths}
    assert not {path: n for path, n in costs.items() if n > MOST_QUERIES}


def test_no_page_of_a_mediator_costs_more(client, mediated):
    mediation.take(_host(), mediated)
    for path in ("/mediations/", mediated.mediation_url):
        assert cost(client, path) <= MOST_QUERIES, path


def _host() -> Any:
    return Role.objects.get(kind=Role.Kind.HOST).resident


def cost(client: Client, path: str) -> int:
    page(client, path)
    with CaptureQueriesContext(connection) as seen:
        page(client, path)
    return len(seen)


def test_a_file_that_is_no_photo_is_refused(client):
    agreement = in_force(a_loan_out())
    sign_in(client, agreement.owner)
    bad = SimpleUploadedFile("photo.jpg", b"<svg onload=alert(1)>", "image/jpeg")
    answer = post(client, address("agreement-return", agreement), found="as_agreed", words="", photos=[bad])
    assert answer.status_code == 422
    assert not agreement.statements.exists()
