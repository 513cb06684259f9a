"""Words that worry: found whatever their dress, in linear time, each with its source and its date."""

from __future__ import annotations

import re
from datetime import date
from re import _constants as ops
from re import _parser as parser
from typing import Any

import pytest
from django.utils.translation import override

from maillage.moderation import worries
from maillage.moderation.models import Reason

REPEATS = {ops.MAX_REPEAT, ops.MIN_REPEAT}


def ids(text: str) -> set[str]:
    return {worry.id for worry in worries.found(text)}


@pytest.mark.parametrize(
    ("text", "worry"),
    [
        ("Je préfère un COUPON PCS, merci", "prepaid-coupons"),
        ("payez en c0up0n p.c.s", "prepaid-coupons"),
        ("c o u p o n pcs", "prepaid-coupons"),
        ("Tr@n$ca5h accepté", "prepaid-coupons"),
        ("un mandat-cash ou Western\u00a0Union", "cash-orders"),
        ("Envoyez-moi le code de votre carte bancaire", "card-codes"),
        ("une photo de votre carte d’identité", "identity-copies"),
        ("Réglez par paypal.me/untel", "payment-links"),
        ("Appelez le 06 12 34 56 78", "phone-numbers"),
        ("Appelez le +33612345678.", "phone-numbers"),
        ("06.12.34.56.78", "phone-numbers"),
        ("Je suis à l’étranger, mon transporteur passera", "false-carriers"),
        ("Je vais te tuer", "threats"),
    ],
)
def test_it_is_found_whatever_its_dress(text, worry):
    assert worry in ids(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Je prête ma perceuse, elle pèse 3 kg et date de 2019.",
        "Recherche un couscoussier pour dimanche, 12 personnes.",
        "Référence 0612, lot de 345678 vis de 5 mm",
        "J’ai mis la carte de la Bretagne dans le coffre.",
        "Une tondeuse Westernland, union de deux lames",
        "Je ne suis pas à l’aise avec la scie",
        "Livres sur Paypal et la banque",
    ],
)
def test_what_is_ordinary_is_left_alone(text):
    assert ids(text) == set()


def test_each_entry_says_what_it_is_from_where_and_since_when():
    known = worries.entries()
    assert len({entry.id for entry in known}) == len(known) > 10
    for entry in known:
        assert entry.reason in Reason.values
        assert entry.severity in {1, 2, 3}
        assert bool(entry.words) != bool(entry.pattern), entry.id
        assert entry.source
        assert isinstance(entry.dated, date)
        assert all(dict(entry.said_in).values())
        assert not entry.queues or entry.reason == Reason.SCAM


def test_it_is_said_in_the_language_of_who_reads():
    [worry] = worries.found("transcash")
    assert "coupons prépayés" in worry.said
    with override("en"):
        assert "prepaid coupons" in worry.said


@pytest.mark.parametrize("entry", [each for each in worries.entries() if each.pattern], ids=lambda each: each.id)
def test_no_pattern_repeats_a_repetition(entry):
    """Without it, the work on a text of n letters is at most n times the length of the pattern."""
    assert not any(_is_nested(item, inside=False) for item in parser.parse(entry.pattern))
    assert not re.search(r"[*+]", re.sub(r"\\[.+]|\[[^\]]*\]", "", entry.pattern))


def _is_nested(item: Any, *, inside: bool) -> bool:
    op, argument = item
    if op in REPEATS:
        _least, most, inner = argument
        is_many = most is ops.MAXREPEAT or most > 1
        if is_many and inside and most is ops.MAXREPEAT:
            return True
        return any(_is_nested(each, inside=inside or is_many) for each in inner)
    if op is ops.SUBPATTERN:
        return any(_is_nested(each, inside=inside) for each in argument[-1])
    if op is ops.BRANCH:
        return any(_is_nested(each, inside=inside) for branch in argument[1] for each in branch)
    return False


@pytest.mark.parametrize("text", ["06 " * 5000, "paypal." * 3000, "c o " * 5000, "code " * 4000, "a" * 20000])
def test_a_long_text_made_to_slow_it_is_read_all_the_same(text):
    worries.found(text)
