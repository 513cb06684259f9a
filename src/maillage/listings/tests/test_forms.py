from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from django.utils.datastructures import MultiValueDict
from hypothesis import given
from hypothesis import strategies as st

from maillage.feed.tests.factories import cell_of
from maillage.listings.forms import AskForm, OfferForm, offering
from maillage.listings.forms.fields import EurosField
from maillage.listings.forms.offering import FIELDS_OF, OWN_FIELDS
from maillage.listings.models import Mode, PriceUnit
from maillage.listings.reach import Reach
from maillage.listings.tests.factories import a_listing
from maillage.platform import clock, photo_fields
from maillage.platform.tests.uploads import a_photo
from maillage.residents.tests.factories import a_resident
from maillage.territory import horizons

pytestmark = pytest.mark.django_db
DINARD = "35093"  # further from Dinan than a first horizon, nearer than the widest offered
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
OWN = {
    Mode.GIFT: {},
    Mode.LOAN: {"deposit": "aucune"},
    Mode.RENTAL: {"price": "8", "price_unit": "day"},
    Mode.SALE: {"price": "12,50"},
    Mode.SWAP: {"in_return": "des confitures"},
    Mode.SERVICE: {"price": "15"},
}


def posted(**fields) -> MultiValueDict[str, str]:
    return MultiValueDict({name: value if isinstance(value, list) else [value] for name, value in fields.items()})


def an_offer_form(mode: Mode = Mode.LOAN, files=None, author=None, **fields) -> OfferForm:
    author = author or a_resident()
    said = {"title": "Perceuse", "category": "drills", "place": "home", "audience": "neighbours", "lasts": "60"}
    data = posted(**(said | OWN[mode] | fields))
    return OfferForm(data, MultiValueDict(files or {}), mode=mode, author=author, horizon=horizons.of(cell_of(author)))


def an_ask_form(**fields) -> AskForm:
    author = a_resident()
    said = {
        "title": "Une remorque",
        "category": "trailers",
        "place": "home",
        "audience": "neighbours",
        "ways": ["loan"],
    }
    data = posted(**(said | {"reach_step": "3"} | fields))
    return AskForm(data, MultiValueDict(), author=author, horizon=horizons.of(cell_of(author)))


@pytest.mark.parametrize("mode", Mode)
def test_each_mode_asks_only_what_it_needs(mode: Mode):
    form = an_offer_form(mode)
    assert set(form.fields) & OWN_FIELDS == set(FIELDS_OF[mode])
    assert form.is_valid(), form.errors


def test_what_was_said_of_a_rental_is_kept():
    form = an_offer_form(Mode.RENTAL, price="9,80 €", price_unit="weekend", deposit="un chèque")
    assert form.is_valid()
    content = form.content()
    assert (content.price_cents, content.price_unit, content.deposit) == (980, PriceUnit.WEEKEND, "un chèque")


def test_a_paid_service_has_a_price_an_hour():
    form = an_offer_form(Mode.SERVICE, price="15")
    assert form.is_valid()
    assert (form.content().price_cents, form.content().price_unit) == (1500, PriceUnit.HOUR)


def test_a_free_service_has_none():
    form = an_offer_form(Mode.SERVICE, price="")
    assert form.is_valid()
    assert (form.content().price_cents, form.content().price_unit) == (None, None)


def test_a_price_sneaked_into_a_gift_is_ignored():
    form = an_offer_form(Mode.GIFT, price="8", price_unit="day")
    assert form.is_valid()
    assert form.content().price_cents is None


@pytest.mark.parametrize(
    ("mode", "wrong", "field", "words"),
    [
        (Mode.SALE, {"price": "-5"}, "price", "plus grand que zéro"),
        (Mode.SALE, {"price": "0"}, "price", "plus grand que zéro"),
        (Mode.SALE, {"price": ""}, "price", "Dites le prix"),
        (Mode.SERVICE, {"price": "0"}, "price", "Laissez vide si c’est gratuit"),
        (Mode.SALE, {"price": "cher"}, "price", "par exemple 9,80"),
        (Mode.SALE, {"price": "1e3"}, "price", "par exemple 9,80"),
        (Mode.SALE, {"price": "9,999"}, "price", "par exemple 9,80"),
        (Mode.SALE, {"price": "٣"}, "price", "par exemple 9,80"),
        (Mode.SALE, {"price": "999999999"}, "price", "trop grand"),
        (Mode.RENTAL, {"price_unit": "century"}, "price_unit", "durée de la liste"),
        (Mode.SWAP, {"in_return": " "}, "in_return", "en échange"),
        (Mode.LOAN, {"title": ""}, "title", "Dites en quelques mots"),
        (Mode.LOAN, {"title": "ab"}, "title", "un peu court"),
        (Mode.LOAN, {"title": "é" * 121}, "title", "trop long pour un titre"),
        (Mode.LOAN, {"text": "a" * 4001}, "text", "trop long"),
        (Mode.LOAN, {"deposit": "a" * 121}, "deposit", "120 caractères"),
        (Mode.LOAN, {"category": "weapons"}, "category", "Cette catégorie n’existe pas"),
        (Mode.LOAN, {"audience": "world"}, "audience", "Choisissez qui peut lire"),
        (Mode.LOAN, {"lasts": "3650"}, "lasts", "durée de la liste"),
        (Mode.LOAN, {"place": ""}, "place", "Choisissez un lieu"),
        (Mode.LOAN, {"place": "48.45,-2.04"}, "place", "lieu de la liste"),
        (Mode.LOAN, {"place_search": "rue qui n’existe pas xyzzy"}, "place_search", "pas trouvé ce lieu"),
    ],
)
def test_an_offer_refuses_what_it_must_with_a_way_to_mend_it(mode: Mode, wrong: dict[str, Any], field: str, words: str):
    form = an_offer_form(mode, **wrong)
    assert not form.is_valid()
    assert words in " ".join(map(str, form.errors[field]))


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"wanted_on": "2026-11-22"}, "wanted_on", "Choisissez à partir du 23 novembre"),
        ({"wanted_on": "2028-01-01"}, "wanted_on", "trop loin"),
        ({"wanted_on": "samedi"}, "wanted_on", "par exemple 28/11/2026"),
        ({"wanted_on": "2026-02-31"}, "wanted_on", "par exemple"),
        ({"ways": []}, "ways", "au moins une façon"),
        ({"ways": ["theft"]}, "ways", "façons de la liste"),
        ({"reach_step": "0"}, "reach_step", "distance de la liste"),
        ({"reach_step": "far"}, "reach_step", "distance de la liste"),
    ],
)
def test_a_request_refuses_what_it_must_with_a_way_to_mend_it(wrong: dict[str, Any], field: str, words: str):
    with clock.at(NOON):
        form = an_ask_form(**wrong)
        assert not form.is_valid()
    assert words in " ".join(map(str, form.errors[field]))


def test_a_request_for_today_is_taken():
    with clock.at(NOON):
        form = an_ask_form(wanted_on="2026-11-23")
        assert form.is_valid(), form.errors


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_day_is_read_as_france_writes_it_in_both_languages(language: str):
    with clock.at(NOON), translation.override(language):
        form = an_ask_form(wanted_on="03/12/2026")
        assert form.is_valid(), form.errors
    assert form.cleaned_data["wanted_on"] == date(2026, 12, 3)


@pytest.mark.parametrize(("audience", "step"), [("neighbours", 4), ("commune", None), ("public", None)])
def test_how_far_counts_for_neighbours_alone(audience: str, step: int | None):
    form = an_ask_form(reach_step="4", audience=audience)
    assert form.is_valid(), form.errors
    assert form.content().reach_step == step


@pytest.mark.parametrize(
    ("steps", "chosen", "offered"),
    [
        (((3, 10), (4, 12), (5, 30)), "", [3, 4, 5]),
        (((3, 10), (4, 10), (5, 30)), "", [3, 5]),
        (((3, 10), (4, 10), (5, 10)), "", [3]),
        (((3, 0), (4, 0), (5, 0)), 3, [3]),
        (((3, 10), (4, 10), (5, 10)), "4", [3, 4]),
        (((3, 10), (4, 10), (5, 10)), "nonsense", [3]),
    ],
)
def test_a_step_that_reaches_nobody_more_is_not_offered(steps: Any, chosen: Any, offered: list[int]):
    assert [step for step, _people in Reach(steps, 0).telling(chosen)] == offered


def test_how_far_is_not_asked_where_nobody_is_further():
    form = an_ask_form()
    assert form["reach_step"].is_hidden
    a_resident(commune=DINARD)
    assert not an_ask_form()["reach_step"].is_hidden


def test_a_request_keeps_every_way_that_would_do():
    form = an_ask_form(ways=["rental", "loan", "service"])
    assert form.is_valid()
    assert (form.content().mode, form.content().other_modes) == (Mode.LOAN, (Mode.SERVICE, Mode.RENTAL))


@pytest.mark.parametrize(
    ("days_left", "proposed"), [(9, 14), (14, 14), (15, 30), (60, 60), (89, 90), (200, 90), (-3, 14)]
)
def test_editing_proposes_the_life_that_is_left(days_left: int, proposed: int):
    with clock.at(NOON):
        listing = a_listing(expires_at=NOON + timedelta(days=days_left))
        assert offering.initial_of(listing)["lasts"] == proposed


@pytest.mark.parametrize(
    ("written", "kept"),
    [("une échelle pour samedi", "Une échelle pour samedi"), ("à donner", "À donner"), ("iPhone 8", "iPhone 8")],
)
def test_a_title_begins_with_a_capital(written: str, kept: str):
    form = an_ask_form(title=written)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["title"] == kept


def test_the_category_is_guessed_when_it_is_left_to_us():
    form = an_ask_form(title="Une tondeuse", category="")
    assert form.is_valid()
    assert form.content().category == "mowers"


def test_nine_photos_are_one_too_many():
    form = an_offer_form(files={"photos": [a_photo() for _ in range(9)]})
    assert not form.is_valid()
    assert "8" in " ".join(map(str, form.errors["photos"]))


def test_a_file_that_only_claims_to_be_a_photo_is_refused():
    fake = SimpleUploadedFile("photo.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/jpeg")
    form = an_offer_form(files={"photos": [fake]})
    assert not form.is_valid()
    assert "n’est pas une photo lisible" in " ".join(map(str, form.errors["photos"]))


def test_photos_take_the_turns_they_are_given():
    first = an_offer_form(files={"photos": [a_photo("red"), a_photo("green"), a_photo("blue")]})
    assert first.is_valid()
    red, green, blue = first.content().photos
    tokens = [photo_fields.token(photo) for photo in (red, green, blue)]
    turns = {f"photos-turn-{photo.pk}": str(turn) for photo, turn in ((red, 3), (green, 1), (blue, 2))}
    form = an_offer_form(Mode.LOAN, None, None, **{"photos-kept": tokens, **turns})
    assert form.is_valid()
    assert form.content().photos == [green, blue, red]


@given(st.integers(1, 10_000_000))
def test_a_price_reads_back_as_it_was_written(cents: int):
    field = EurosField()
    assert field.clean(field.prepare_value(cents)) == cents


@given(st.text(max_size=20))
def test_any_price_is_cents_or_a_sentence(text: str):
    from django.forms import ValidationError

    try:
        cents = EurosField(required=False).clean(text)
    except ValidationError:
        return
    assert cents is None or 0 < cents <= 10_000_000
