from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from maillage.platform import clock
from maillage.platform.ids import drawn_from, id_at, new_id, oldest_id_at, read


def test_identifiers_sort_by_the_time_they_tell():
    first = datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert id_at(first) < id_at(first + timedelta(milliseconds=1))
    assert oldest_id_at(first) <= id_at(first) < oldest_id_at(first + timedelta(milliseconds=1))


@pytest.mark.django_db
def test_made_in_a_row_they_keep_their_order():
    made = [new_id() for _ in range(1000)]
    assert made == sorted(made)
    assert len(set(made)) == 1000


def test_where_the_clock_stands_still_they_keep_their_order_too():
    moment = datetime(2026, 11, 23, 9, tzinfo=UTC)
    with clock.at(moment):
        made = [new_id() for _ in range(1000)]
    assert made == sorted(made)
    assert len(set(made)) == 1000
    assert oldest_id_at(moment) <= made[0]
    assert made[-1] < oldest_id_at(moment + timedelta(milliseconds=1))
    assert {(identifier.version, identifier.variant) for identifier in made} == {(7, "specified in RFC 4122")}


def test_the_same_seed_and_moment_give_the_same_identifiers_within_a_block_only():
    moment = datetime(2026, 11, 23, 9, tzinfo=UTC)

    def drawn(seed):
        with drawn_from(Random(seed)):
            return [id_at(moment) for _ in range(3)]

    assert drawn(1) == drawn(1) != drawn(2)
    assert {(identifier.version, identifier.variant) for identifier in drawn(1)} == {(7, "specified in RFC 4122")}
    assert oldest_id_at(moment) <= drawn(1)[0] < oldest_id_at(moment + timedelta(milliseconds=1))
    assert id_at(moment) != id_at(moment)


@pytest.mark.parametrize("written", ["", "1", "01890a5d", "01890a5d-ac96-774b-bcce-b302099a805g", "' OR 1=1", "\x00"])
def test_what_is_not_an_identifier_reads_as_none(written):
    assert read(written) is None


def test_an_identifier_reads_back_as_it_was_written():
    made = id_at(datetime(2026, 11, 23, 9, tzinfo=UTC))
    assert read(str(made)) == made
