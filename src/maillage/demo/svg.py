"""Outlines of the icons (Lucide's SVG) as lines that can be drawn: just the part of SVG that those icons use."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import atan2, ceil, cos, hypot, pi, radians, sin, sqrt
from xml.etree.ElementTree import Element

Point = tuple[float, float]
Line = list[Point]

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?")
_COMMAND = re.compile(r"([MmLlHhVvCcSsQqAaZz])([^MmLlHhVvCcSsQqAaZz]*)")
_ARGUMENTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "A": 7, "Z": 0}
# A curve is cut into pieces about this long, in the icon's units (24 a side): finer than a pixel of what we draw.
PIECE = 0.25


class UnknownShape(ValueError):
    """An icon uses more of SVG than is read here."""


def lines(icon: Element) -> list[Line]:
    """Every line of an icon, in its own units."""
    return [line for element in icon for line in _shape(element) if len(line) > 1]


def _shape(element: Element) -> Iterator[Line]:
    name = element.tag.rpartition("}")[2]
    number = {key: float(value) for key, value in element.attrib.items() if _NUMBER.fullmatch(value)}
    if name == "path":
        yield from path(element.attrib["d"])
    elif name == "circle":
        yield _ellipse(number["cx"], number["cy"], number["r"], number["r"])
    elif name == "ellipse":
        yield _ellipse(number["cx"], number["cy"], number["rx"], number["ry"])
    elif name == "rect":
        yield _rectangle(number["x"], number["y"], number["width"], number["height"], number.get("rx", 0))
    elif name == "line":
        yield [(number["x1"], number["y1"]), (number["x2"], number["y2"])]
    elif name in {"polyline", "polygon"}:
        flat = [float(text) for text in _NUMBER.findall(element.attrib["points"])]
        points = list(zip(flat[::2], flat[1::2], strict=True))
        yield [*points, points[0]] if name == "polygon" else points
    else:
        raise UnknownShape(name)


def path(description: str) -> list[Line]:
    """The lines of a path's `d` attribute (SVG 2, section 9.3), its curves cut into short pieces."""
    pen = _Pen()
    for letter, text in _COMMAND.findall(description):
        command, is_relative = letter.upper(), letter.islower()
        numbers = list(_numbers(command, text))
        size = _ARGUMENTS[command]
        groups = [numbers[i : i + size] for i in range(0, len(numbers), size)] if size else [[]]
        for index, group in enumerate(groups):
            # What follows the first point of a move is lines.
            pen.draw("L" if command == "M" and index else command, group, is_relative=is_relative)
    return pen.lines


def _numbers(command: str, text: str) -> Iterator[float]:
    """The numbers of a command; an arc's two flags may be glued to what follows them."""
    position, count = 0, 0
    while match := _NUMBER.search(text, position):
        if command == "A" and count % 7 in {3, 4}:
            yield float(text[match.start()])
            position = match.start() + 1
        else:
            yield float(match.group())
            position = match.end()
        count += 1


class _Pen:
    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.at: Point = (0.0, 0.0)
        self.control: Point | None = None

    def draw(self, command: str, group: Sequence[float], *, is_relative: bool) -> None:
        x0, y0 = self.at if is_relative else (0.0, 0.0)
        control = None
        if command == "M":
            self.at = (x0 + group[0], y0 + group[1])
            self.lines.append([self.at])
        elif command == "Z":
            self._to(self.lines[-1][0])
            self.lines.append([self.at])
        elif command == "L":
            self._to((x0 + group[0], y0 + group[1]))
        elif command == "H":
            self._to((x0 + group[0], self.at[1]))
        elif command == "V":
            self._to((self.at[0], y0 + group[0]))
        elif command == "A":
            self._arc(group, (x0 + group[5], y0 + group[6]))
        else:
            points = [(x0 + x, y0 + y) for x, y in zip(group[::2], group[1::2], strict=True)]
            if command == "S":
                mirrored = self.control or self.at
                points.insert(0, (2 * self.at[0] - mirrored[0], 2 * self.at[1] - mirrored[1]))
            control = points[-2] if command in "CS" else None
            self._bezier([self.at, *points])
        self.control = control

    def _to(self, point: Point) -> None:
        self.lines[-1].append(point)
        self.at = point

    def _bezier(self, points: list[Point]) -> None:
        length = sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points))
        pieces = max(2, ceil(length / PIECE))
        for step in range(1, pieces + 1):
            self._to(_casteljau(points, step / pieces))

    def _arc(self, group: Sequence[float], end: Point) -> None:
        """An elliptical arc from its end points (SVG 2, appendix B.2.4)."""
        rx, ry, tilt, is_large, is_clockwise = abs(group[0]), abs(group[1]), radians(group[2]), group[3], group[4]
        (x1, y1), (x2, y2) = self.at, end
        if rx == 0 or ry == 0 or (x1, y1) == (x2, y2):
            self._to(end)
            return
        dx, dy = (x1 - x2) / 2, (y1 - y2) / 2
        u, v = cos(tilt) * dx + sin(tilt) * dy, -sin(tilt) * dx + cos(tilt) * dy
        growth = max(1.0, sqrt((u / rx) ** 2 + (v / ry) ** 2))
        rx, ry = rx * growth, ry * growth
        span = (u / rx) ** 2 + (v / ry) ** 2
        factor = sqrt(max(0.0, (1 - span) / span)) * (-1 if is_large == is_clockwise else 1)
        cu, cv = factor * rx * v / ry, -factor * ry * u / rx
        cx = cos(tilt) * cu - sin(tilt) * cv + (x1 + x2) / 2
        cy = sin(tilt) * cu + cos(tilt) * cv + (y1 + y2) / 2
        start = _angle((u - cu) / rx, (v - cv) / ry)
        sweep = (_angle((-u - cu) / rx, (-v - cv) / ry) - start) % (2 * pi)
        if not is_clockwise:
            sweep -= 2 * pi
        pieces = max(2, ceil(abs(sweep) * max(rx, ry) / PIECE))
        for step in range(1, pieces):
            angle = start + sweep * step / pieces
            a, b = rx * cos(angle), ry * sin(angle)
            self._to((cx + a * cos(tilt) - b * sin(tilt), cy + a * sin(tilt) + b * cos(tilt)))
        self._to(end)


def _casteljau(points: list[Point], t: float) -> Point:
    while len(points) > 1:
        points = [(a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t) for a, b in pairwise(points)]
    return points[0]


def _angle(x: float, y: float) -> float:
    return atan2(y, x)


def _ellipse(cx: float, cy: float, rx: float, ry: float) -> Line:
    pieces = max(12, ceil(2 * pi * max(rx, ry) / PIECE))
    return [
        (cx + rx * cos(2 * pi * step / pieces), cy + ry * sin(2 * pi * step / pieces)) for step in range(pieces + 1)
    ]


def _rectangle(x: float, y: float, width: float, height: float, r: float) -> Line:
    corner = f"a{r} {r} 0 0 1 " if r else ""
    d = f"M{x + r} {y}h{width - 2 * r}"
    if corner:
        d += (
            f"{corner}{r} {r}v{height - 2 * r}{corner}{-r} {r}h{2 * r - width}{corner}{-r} {-r}V{y + r}{corner}{r} {-r}"
        )
    else:
        d += f"v{height}h{-width}z"
    return path(d)[0]
