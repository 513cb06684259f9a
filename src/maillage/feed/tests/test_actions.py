from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from maillage.feed import actions
from maillage.feed.models import Entry
from maillage.feed.tests.factories import an_entry, cell_of
from maillage.platform import clock
from maillage.platform.ids import new_id
from maillage.residents.tests.factories import a_resident
from maillage.territory import cells

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_an_entry_stands_in_the_cells_of_its_public_point():
    author = a_resident()
    entry = an_entry(author)
    assert (entry.cell_8, entry.cell_7, entry.cell_6, entry.cell_5) == cells.point_cells(cell_of(author))


def test_telling_again_rewrites_the_card_in_its_place():
    author, subject_id = a_resident(), new_id()
    with clock.at(NOON):
        first = an_entry(author, subject_id=subject_id, title="Perceuse")
    with clock.at(NOON + timedelta(hours=3)):
        second = an_entry(author, subject_id=subject_id, title="Perceuse à percussion")
    assert second.id == first.id
    assert Entry.objects.get().title == "Perceuse à percussion"


def test_an_entry_tells_when_it_happened():
    assert an_entry(happened_at=NOON).happened_at == NOON


def test_what_is_withdrawn_is_no_longer_there():
    entry = an_entry()
    actions.withdraw("listing", entry.subject_id)
    assert not Entry.objects.exists()


def test_withdrawing_twice_harms_nothing():
    entry = an_entry()
    other = an_entry()
    actions.withdraw("listing", entry.subject_id)
    actions.withdraw("listing", entry.subject_id)
    assert list(Entry.objects.all()) == [other]


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="parade"):
        an_entry(kind="parade")
