"""Bookings, promises, swaps, agreements and reviews of the same few things, by many hands at once.

`MAILLAGE_ATTEMPTS` says how many attempts: a few hundred by default, 100,000 on demand (docs/performance.md has what it
gave). What each attempt did is printed (`pytest -s`).
"""

from __future__ import annotations

import os
import time
from collections import Counter

import pytest

from maillage.conversations import actions as conversations
from tests.storm.breaches import BREACHES, breaches
from tests.storm.hands import Storm

ATTEMPTS = int(os.environ.get("MAILLAGE_ATTEMPTS", "600"))
A_ROUND = 5000
"""How many before the database is asked again."""
HANDS = 8
MUST_HAPPEN = ("promise done", "answer done", "agree_to_lend done", "confirm done", "say done", "agree_to_lend refused")


@pytest.mark.django_db(transaction=True)
def test_nothing_is_lent_or_promised_twice_nor_done_by_half_nor_said_twice(monkeypatch):
    monkeypatch.setattr(conversations, "OPENINGS_AN_HOUR", 10**9)
    storm, outcomes = Storm(), Counter[str]()
    begun = time.perf_counter()
    for done in range(0, ATTEMPTS, A_ROUND):
        outcomes += storm.rage(HANDS, min(A_ROUND, ATTEMPTS - done), seed=done)
        told = " ".join(f"{number:,} {word}" for word, number in sorted(summed(outcomes).items()))
        print(f"{time.perf_counter() - begun:.0f} s: {outcomes.total():,} attempts, {told}", flush=True)
        assert {name: breaches(name) for name in BREACHES} == dict.fromkeys(BREACHES, 0)
    print(dict(sorted(outcomes.items())))
    assert [each for each in MUST_HAPPEN if not outcomes[each]] == []


def summed(outcomes: Counter[str]) -> Counter[str]:
    """How many were done, refused, or found nothing to attempt."""
    words = Counter[str]()
    for outcome, number in outcomes.items():
        words[outcome.partition(" ")[2]] += number
    return words
