from datetime import UTC, datetime, timedelta

import pytest

from maillage.platform.ids import id_at, new_id, oldest_id_at


def test_identifiers_sort_by_the_time_they_tell():
    first = datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert id_at(first) < id_at(first + timedelta(milliseconds=1))
    assert oldest_id_at(first) <= id_at(first) < oldest_id_at(first + timedelta(milliseconds=1))


@pytest.mark.django_db
def test_made_in_a_row_they_keep_their_order():
    made = [new_id() for _ in range(1000)]
    assert made == sorted(made)
    assert len(set(made)) == 1000
