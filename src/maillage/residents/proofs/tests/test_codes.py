"""Codes handed out at a counter or by a structure: what they show, and what they refuse."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps

from maillage.platform import clock
from maillage.platform.ids import new_id
from maillage.residents import actions as residents
from maillage.residents.models import Residence
from maillage.residents.proofs import codes, refusals
from maillage.residents.proofs.actions import ending, granting, permits, sheets, using
from maillage.residents.proofs.models import Batch, Code, Deed, Proof, Way
from maillage.residents.proofs.tests.factories import JERZUAL, a_verified, an_agent, an_inhabitant, commune_of
from maillage.territory.places import Place

Notice = apps.get_model("notices.Notice")  # told of from above residents

pytestmark = pytest.mark.django_db


def a_sheet(agent=None, size: int = 5) -> tuple[Batch, list[str]]:
    agent = agent or an_agent()
    batch = sheets.prepare(agent, commune_of(agent), size)
    return batch, sheets.print_once_more(agent, batch)


def level_of(resident) -> str:
    return Residence.objects.get(resident=resident).proof


def test_a_code_of_the_counter_verifies_a_home_for_two_years():
    maelle = an_inhabitant()
    batch, (first, *_) = a_sheet()
    proof = using.use(maelle, first.lower().replace("-", " "))
    batch.refresh_from_db()
    assert level_of(maelle) == Residence.Proof.VERIFIED
    assert (proof.way, proof.expires_on - proof.proved_on) == (Way.COUNTER, timedelta(days=730))
    assert batch.used == 1


def test_nothing_says_who_used_which_code():
    maelle = an_inhabitant()
    _batch, (first, *_) = a_sheet()
    using.use(maelle, first)
    used = Code.objects.get(fingerprint=codes.fingerprint(first))
    assert used.resident_id is None
    assert not Deed.objects.filter(actor=maelle).exists()


def test_only_the_fingerprint_of_a_code_is_kept():
    _batch, printed = a_sheet()
    kept = str([list(row.values()) for row in Code.objects.values()])
    assert not any(text in kept or text.replace("-", "") in kept for text in printed)


def test_a_replayed_code_is_refused_and_nothing_changes():
    _batch, (first, *_) = a_sheet()
    using.use(an_inhabitant(), first)
    yann = an_inhabitant("Yann")
    with pytest.raises(refusals.UsedCode):
        using.use(yann, first)
    assert level_of(yann) == Residence.Proof.NONE


@pytest.mark.parametrize("typed", ["", "7KQ2-M4PX-9CDE", "é" * 12, "' OR 1=1 --"])
def test_an_unknown_code_is_refused(typed):
    with pytest.raises(refusals.UnknownCode):
        using.use(an_inhabitant(), typed)


def test_an_expired_code_says_so():
    maelle = an_inhabitant()
    _batch, (first, *_) = a_sheet()
    with clock.at(clock.now() + sheets.GOOD_FOR), pytest.raises(refusals.ExpiredCode):
        using.use(maelle, first)
    assert level_of(maelle) == Residence.Proof.NONE


def test_a_code_of_another_town_hall_shows_nothing():
    colette = an_inhabitant("Colette", commune="77463")
    batch, (first, *_) = a_sheet()
    with pytest.raises(refusals.OtherCommune):
        using.use(colette, first)
    batch.refresh_from_db()
    assert batch.used == 0
    assert level_of(colette) == Residence.Proof.NONE


def test_a_revoked_sheet_gives_nothing():
    agent = an_agent()
    batch, (first, *_) = a_sheet(agent)
    sheets.revoke(agent, batch)
    with pytest.raises(refusals.ExpiredCode):
        using.use(an_inhabitant(), first)


def test_a_sheet_is_printed_by_who_made_it_within_the_hour_and_each_time_is_noted():
    agent = an_agent()
    batch, _texts = a_sheet(agent)
    with pytest.raises(refusals.PrintedTooLate):
        sheets.print_once_more(an_agent(name="Un autre"), batch)
    with clock.at(clock.now() + timedelta(hours=1)), pytest.raises(refusals.PrintedTooLate):
        sheets.print_once_more(agent, batch)
    batch.refresh_from_db()
    assert batch.prints == 1
    assert Deed.objects.filter(kind=Deed.Kind.SHEET_PRINTED, actor=agent, number=5).count() == 1


def test_a_town_hall_hands_out_so_many_codes_a_month(monkeypatch):
    monkeypatch.setattr(sheets, "A_MONTH", 10)
    agent = an_agent()
    commune = commune_of(agent)
    sheets.prepare(agent, commune, 10)
    with pytest.raises(refusals.EnoughCodes):
        sheets.prepare(agent, commune, 5)


def test_the_ninth_account_of_an_address_waits_for_a_human():
    for number in range(8):
        a_verified(f"Voisin {number}", JERZUAL)
    ninth = an_inhabitant("Neuvième", JERZUAL)
    _batch, (first, *_) = a_sheet()
    with pytest.raises(refusals.TooManyHere):
        using.use(ninth, first)
    assert Code.objects.get(fingerprint=codes.fingerprint(first)).used_on is None
    granting.grant(ninth, Way.DESK, a_human_looked=True)
    assert level_of(ninth) == Residence.Proof.VERIFIED


def test_two_spellings_of_an_address_are_one_home():
    for number in range(8):
        a_verified(f"Voisin {number}", JERZUAL)
    with pytest.raises(refusals.TooManyHere):
        granting.grant(an_inhabitant("Neuvième", "12 rue du JERZUAL, 22100 Dinan"), Way.COUNTER)


def test_a_move_asks_again():
    maelle = a_verified("Maëlle")
    at = Place(label="", kind="point", lat=48.4541, lon=-2.047, commune=commune_of(maelle))
    residents.settle(maelle, at)
    assert level_of(maelle) == Residence.Proof.NONE
    assert not Proof.objects.filter(resident=maelle).exists()
    assert Notice.objects.filter(to=maelle, kind="proofs.moved").count() == 1


def test_a_proof_ends_after_two_years_with_a_reminder_before():
    maelle = a_verified("Maëlle")
    with clock.at(clock.now() + timedelta(days=705)):
        ending.remind()
        ending.remind()
        assert ending.end_due() == 0
    assert Notice.objects.filter(to=maelle, kind="proofs.ends_soon").count() == 1
    with clock.at(clock.now() + timedelta(days=730)):
        assert ending.end_due() == 1
        assert ending.end_due() == 0
    assert level_of(maelle) == Residence.Proof.NONE
    assert Notice.objects.filter(to=maelle, kind="proofs.ended").count() == 1


# Structures


def test_a_structure_hands_out_codes_that_attest_and_do_not_verify():
    agent, manager, maelle = an_agent(), an_inhabitant("Bailleur"), an_inhabitant()
    landlord = new_id()
    permits.give(agent, commune_of(maelle), landlord, "Logis d’ici", 10)
    batch = sheets.prepare_for(manager, landlord, 5)
    using.use(maelle, sheets.print_once_more(manager, batch)[0])
    assert level_of(maelle) == Residence.Proof.VOUCHED


def test_a_structure_without_a_permit_hands_out_nothing():
    with pytest.raises(refusals.NoPermit):
        sheets.prepare_for(an_inhabitant(), new_id(), 5)


def test_a_structure_keeps_to_its_number_a_year():
    agent, manager = an_agent(), an_inhabitant()
    landlord = new_id()
    permits.give(agent, commune_of(manager), landlord, "Logis d’ici", 8)
    sheets.prepare_for(manager, landlord, 5)
    with pytest.raises(refusals.EnoughCodes):
        sheets.prepare_for(manager, landlord, 5)
    with clock.at(clock.now() + timedelta(days=366)):
        sheets.prepare_for(manager, landlord, 5)


def test_a_permit_withdrawn_makes_its_codes_worthless():
    agent, manager = an_agent(), an_inhabitant()
    landlord = new_id()
    permit = permits.give(agent, commune_of(manager), landlord, "Logis d’ici", 10)
    batch = sheets.prepare_for(manager, landlord, 5)
    texts = sheets.print_once_more(manager, batch)
    permits.withdraw(agent, permit)
    with pytest.raises(refusals.ExpiredCode):
        using.use(an_inhabitant("Inès"), texts[0])
    with pytest.raises(refusals.NoPermit):
        sheets.prepare_for(manager, landlord, 5)


def test_a_better_proof_is_never_lowered():
    maelle = a_verified("Maëlle")
    granting.grant(maelle, Way.NEIGHBOURS)
    assert level_of(maelle) == Residence.Proof.VERIFIED
