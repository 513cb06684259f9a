"""Draws the raster icons of the brand mark, for the systems that do not take an SVG; kept in `static/ui/`.

python make/icons.py
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw

FOLDER = Path(__file__).parent.parent / "src" / "maillage" / "platform" / "static" / "ui"
# The three cells of `ui/brand.html`, on its 34 by 32 grid; the last one is filled.
CELLS = (
    ((10, 2), (17, 6), (17, 14), (10, 18), (3, 14), (3, 6)),
    ((24, 2), (31, 6), (31, 14), (24, 18), (17, 14), (17, 6)),
    ((17, 14), (24, 18), (24, 26), (17, 30), (10, 26), (10, 18)),
)
MIDDLE = (17, 16)
WIDTH = 34
GREEN = "#17614f"
WASH = "#e4f1ec"
PAPER = "#f7f5f0"
# Drawn four times as large, then reduced: Pillow draws without smoothing.
FINER = 4


def icon(side: int, *, share: float, background: str | None) -> Image.Image:
    """The mark in a square of `side` pixels, of which it takes `share` of the width."""
    large = side * FINER
    image = Image.new("RGBA", (large, large), background or (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    scale = large * share / WIDTH
    for number, cell in enumerate(CELLS):
        points = [((x - MIDDLE[0]) * scale + large / 2, (y - MIDDLE[1]) * scale + large / 2) for x, y in cell]
        if number == len(CELLS) - 1:
            draw.polygon(points, fill=WASH)
        draw.line([*points, points[0], points[1]], fill=GREEN, width=round(2.4 * scale), joint="curve")
    return image.resize((side, side), Image.Resampling.LANCZOS)


def main() -> None:
    icon(180, share=0.66, background=PAPER).convert("RGB").save(FOLDER / "icon-180.png", optimize=True)
    icon(192, share=0.92, background=None).save(FOLDER / "icon-192.png", optimize=True)
    icon(512, share=0.92, background=None).save(FOLDER / "icon-512.png", optimize=True)
    # A maskable icon may lose all but the middle 80 %.
    icon(512, share=0.56, background=PAPER).convert("RGB").save(FOLDER / "icon-maskable.png", optimize=True)


if __name__ == "__main__":
    main()
