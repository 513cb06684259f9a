"""Illustrations for the demonstration's offers: the icon of their branch on two flat tones, never like a photo."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from random import Random
from xml.etree import ElementTree

from lucide.templatetags.lucide import lucide
from PIL import Image, ImageDraw

from maillage.demo import svg

WIDTH, HEIGHT = 960, 720
# Drawn larger, then reduced: Pillow does not smooth what it draws.
SMOOTHING = 2
ICON_SIDE = 400
STROKE = 1.6  # in the icon's units, 24 a side


@dataclass(frozen=True)
class Tones:
    """Two tones of one colour and the ink of the line."""

    paper: str
    shape: str
    ink: str


# Soft enough for light and dark pages alike.
PALETTE = (
    Tones("#dcebe4", "#b5d6c8", "#17614f"),
    Tones("#f6e7c6", "#ecd08f", "#7a5200"),
    Tones("#dde7f5", "#b6cdec", "#23539c"),
    Tones("#dcedf1", "#aed5df", "#0d5f76"),
    Tones("#f6e0d8", "#e9bda9", "#8f3b22"),
    Tones("#ece3f1", "#d0bbdd", "#5f3f7a"),
)


@cache
def illustration(icon: str, tones: int, shape: int) -> bytes:
    """A PNG of that icon (a Lucide name) on tones of PALETTE, always the same bytes; `shape` is what stands behind."""
    colours = PALETTE[tones % len(PALETTE)]
    image = Image.new("RGB", (WIDTH * SMOOTHING, HEIGHT * SMOOTHING), colours.paper)
    draw = ImageDraw.Draw(image)
    _draw_shape(draw, colours, Random(f"{icon} {shape}"))  # noqa: S311 - a picture, not a secret
    _draw_icon(draw, icon, colours)
    stream = io.BytesIO()
    image.resize((WIDTH, HEIGHT), Image.Resampling.BOX).save(stream, "PNG", compress_level=1)
    return stream.getvalue()


def _draw_shape(draw: ImageDraw.ImageDraw, colours: Tones, chance: Random) -> None:
    """A large disc and a hill, never twice at the same place."""
    unit = SMOOTHING
    radius = chance.randint(250, 310) * unit
    x = (WIDTH // 2 + chance.randint(-90, 90)) * unit
    y = (HEIGHT // 2 + chance.randint(-50, 30)) * unit
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colours.shape)
    top = HEIGHT - chance.randint(70, 130)
    left = chance.randint(-500, -100)
    draw.ellipse((left * unit, top * unit, (left + 1700) * unit, (top + 900) * unit), fill=colours.shape)


def _draw_icon(draw: ImageDraw.ImageDraw, icon: str, colours: Tones) -> None:
    scale = ICON_SIDE / 24 * SMOOTHING
    left, top = (WIDTH - ICON_SIDE) / 2 * SMOOTHING, (HEIGHT - ICON_SIDE) / 2 * SMOOTHING
    radius = STROKE * scale / 2
    outline = ElementTree.fromstring(lucide(icon))  # noqa: S314 - made by the icons' own package
    for line in svg.lines(outline):
        points = [(left + x * scale, top + y * scale) for x, y in line]
        draw.line(points, fill=colours.ink, width=round(radius * 2))
        for x, y in points:  # round ends and joints
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colours.ink)
