"""A statement built once answers as the query that the ORM would write each time."""

import pytest
from django.db.models import F, Value

from maillage.platform.models import Photo
from maillage.platform.statements import Statement

pytestmark = pytest.mark.django_db


def test_it_is_built_once_and_answers_for_each_value(django_assert_num_queries):
    built = []

    def build(mark: str):
        built.append(mark)
        return Photo.objects.filter(description=mark).values_list("width", "description", Value(3), F("height"))

    for number in (1, 2):
        Photo.objects.create(width=number, height=9, description=f"photo {number}")
    statement = Statement(build, "a mark", "a mark")
    with django_assert_num_queries(3):
        assert [statement.row(f"photo {number}") for number in (1, 2, 1)] == [
            (1, "photo 1", 3, 9),
            (2, "photo 2", 3, 9),
            (1, "photo 1", 3, 9),
        ]
    assert built == ["a mark"]


def test_what_has_no_row_says_so():
    statement = Statement(lambda mark: Photo.objects.filter(description=mark).values_list("width"), "a mark", "a mark")
    with pytest.raises(LookupError):
        statement.row("none")
