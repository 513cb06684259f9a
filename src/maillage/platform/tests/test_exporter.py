import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from maillage.platform.exporter import RUNS_AS_FORMULA, csv_text


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), min_size=2, max_size=2)
    )
)
def test_no_cell_ever_computes_and_no_text_is_lost(rows):
    read = list(csv.reader(io.StringIO(csv_text(["un", "deux"], rows), newline="")))
    assert read[0] == ["un", "deux"]
    for row, source in zip(read[1:], rows, strict=True):
        assert [cell.removeprefix("'") for cell in row] == [cell.removeprefix("'") for cell in source]
        assert not any(cell.startswith(RUNS_AS_FORMULA) for cell in row)


def test_a_negative_number_is_a_number():
    assert "-3" in csv_text(["n"], [[-3]]).splitlines()[1]
