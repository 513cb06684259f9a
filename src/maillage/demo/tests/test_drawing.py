import io
from xml.etree import ElementTree

import pytest
from PIL import Image

from maillage.demo import drawing, svg
from maillage.listings import categories


@pytest.mark.parametrize("branch", categories.branches(), ids=lambda branch: branch.slug)
def test_every_branch_can_be_drawn(branch):
    picture = Image.open(io.BytesIO(drawing.illustration(branch.icon, 0, 0)))
    assert picture.size == (drawing.WIDTH, drawing.HEIGHT)
    ink = (0x17, 0x61, 0x4F)
    inked = {colour: count for count, colour in picture.getcolors(2**20) or []}[ink]
    assert 0.01 < inked / (drawing.WIDTH * drawing.HEIGHT) < 0.2


def test_the_same_picture_has_the_same_bytes():
    first = drawing.illustration("hammer", 1, 1)
    drawing.illustration.cache_clear()
    assert drawing.illustration("hammer", 1, 1) == first
    assert drawing.illustration("hammer", 2, 1) != first


def test_an_arc_passes_where_its_circle_does():
    (line,) = svg.path("M0 0a5 5 0 0 1 10 0")
    assert line[0] == (0, 0)
    assert line[-1] == (10, 0)
    for x, y in line:
        assert (x - 5) ** 2 + y**2 == pytest.approx(25)
    assert min(y for _, y in line) == pytest.approx(-5, abs=0.1)  # clockwise from the left: over the top


def test_a_large_arc_goes_the_long_way():
    (line,) = svg.path("M0 0A5 5 0 1 1 5 5")
    assert line[-1] == (5, 5)
    assert len(line) * svg.PIECE > 5 * 3


def test_glued_flags_and_signs_are_told_apart():
    assert svg.path("M1 1a1 1 0 011-1")[0][-1] == (2, 0)
    assert svg.path("M1-1l.5.5-1-1") == [[(1, -1), (1.5, -0.5), (0.5, -1.5)]]


def test_closing_comes_back_and_goes_on_from_there():
    assert svg.path("M1 1h2v2zl0 5") == [[(1, 1), (3, 1), (3, 3), (1, 1)], [(1, 1), (1, 6)]]


def test_a_curve_ends_where_it_says_and_bends_as_its_controls_do():
    (line,) = svg.path("M0 0C0 10 10 10 10 0S20-10 20 0")
    assert line[-1] == (20, 0)
    assert max(y for _, y in line) == pytest.approx(7.5, abs=0.05)
    assert min(y for _, y in line) == pytest.approx(-7.5, abs=0.05)


def test_a_shape_that_is_not_known_is_said():
    with pytest.raises(svg.UnknownShape, match="text"):
        svg.lines(ElementTree.fromstring("<svg><text>Non</text></svg>"))
