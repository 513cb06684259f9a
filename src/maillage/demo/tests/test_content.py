"""The demonstration's texts are read by every visitor: they follow the rules that we hold our screens to."""

import re
from collections import Counter

import pytest

from maillage.demo import content
from maillage.listings import categories
from maillage.listings.models import Intent, Mode, PriceUnit

LETTER = r"[A-Za-zÀ-ÿœŒ]"
MISTAKES = {
    "a plain apostrophe": re.compile("'"),
    "plain quotation marks": re.compile('"'),
    "three full stops for an ellipsis": re.compile(r"\.\.\."),
    "an ordinary space before a double sign": re.compile(r" [:;!?»%€]"),
    "no space before a double sign": re.compile(rf"{LETTER}[;!?]"),
    "no-break space before ; ! ?": re.compile("\xa0[;!?]"),
    "an ordinary space after an opening quotation mark": re.compile("« "),
    "an ordinary space before a unit": re.compile(r"\d (cm|mm|km|m|kg|g|W|V|L|l|litres?|h|Go|min)\b"),
    "an ordinary space in a thousand": re.compile(r"\d \d{3}\b"),
    "two spaces": re.compile("[ \xa0\u202f]{2}"),
    "an emoji": re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]"),
    "an address or a phone number": re.compile(r"@|https?:|\b0[1-9](?:\D?\d\d){4}\b"),
}


def _texts():
    for listing in content.listings():
        for name in ("title", "text", "in_return", "deposit"):
            yield f"{listing.key} {name}", getattr(listing, name)
    for talk in content.talks():
        for number, (_, said) in enumerate(talk.turns):
            yield f"talk about {talk.listing}, turn {number}", said
    for number, bio in enumerate(content.bios()):
        yield f"bio {number}", " ".join((bio.text, *bio.skills))
    for number, review in enumerate(content.reviews()):
        yield f"review {number}", " ".join((review.title, review.words, review.reply))
    for title, _cents in content.sold():
        yield f"sold: {title}", title


@pytest.mark.parametrize("mistake", MISTAKES)
def test_no_text_has(mistake):
    found = {where: text for where, text in _texts() if MISTAKES[mistake].search(text)}
    assert found == {}


def test_the_rules_would_catch_a_careless_text():
    careless = 'L\'outil : "neuf"...  « ici » à 10 cm, 1 000 €, j’y vais! \xa0; 😀 06 12 34 56 78'
    assert {name for name, mistake in MISTAKES.items() if not mistake.search(careless)} == set()


def test_there_are_six_hundred_listings_each_with_its_own_key_title_and_text():
    listings = content.listings()
    assert len(listings) == 600
    for name in ("key", "text"):
        assert max(Counter(getattr(listing, name) for listing in listings).values()) == 1, name


def test_every_listing_is_of_a_known_kind():
    for listing in content.listings():
        assert listing.intent in Intent.values, listing.key
        assert listing.mode in Mode.values, listing.key
        assert listing.category in categories.leaves(), listing.key
        assert listing.price_unit in {"", *PriceUnit.values}, listing.key
        assert listing.place in {"", "town-hall"}, listing.key


def test_every_category_has_something():
    assert set(categories.leaves()) - {listing.category for listing in content.listings()} == set()


def test_every_listing_fits_where_it_is_kept():
    for listing in content.listings():
        assert len(listing.title) <= 70, listing.key
        assert 80 <= len(listing.text) <= 450, listing.key
        assert len(listing.in_return) <= 200, listing.key
        assert len(listing.deposit) <= 120, listing.key


def test_fields_go_with_the_mode():
    for listing in content.listings():
        is_priced = listing.is_offer and (
            listing.mode in {"rental", "sale"} or (listing.mode == "service" and listing.price_unit)
        )
        assert bool(listing.price_cents) == bool(is_priced), listing.key
        assert not (listing.mode == "sale" and listing.price_unit), listing.key
        assert not listing.in_return or listing.mode == "swap", listing.key
        assert not listing.deposit or listing.mode in {"loan", "rental"}, listing.key


def test_every_talk_is_about_a_listing_begins_with_the_guest_and_has_two_voices():
    keys = {listing.key for listing in content.listings()}
    assert len(content.talks()) == 60
    for talk in content.talks():
        assert talk.listing in keys, talk.listing
        assert talk.turns[0][0] == "guest", talk.listing
        assert {who for who, _ in talk.turns} == {"guest", "owner"}, talk.listing


def test_two_talks_are_never_about_the_same_listing():
    assert max(Counter(talk.listing for talk in content.talks()).values()) == 1


def test_names_and_bios_fit_a_profile():
    assert len(set(content.given_names())) == len(content.given_names()) >= 100
    for bio in content.bios():
        assert len(bio.text) <= 300
        assert all(len(skill) <= 60 for skill in bio.skills)
        assert len(bio.skills) <= 10
