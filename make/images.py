"""Make the pictures of README.md from those of `make shots`: the top of a page, light enough to read on a slow line."""

from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parent.parent
TALLEST = 844  # pixels: a phone's window
PICTURES = {
    "home-maelle-390-light": "around-me-390",
    "listing-maelle-390-light": "listing-390",
    "conversation-maelle-390-light": "conversation-390",
}

for source, target in PICTURES.items():
    with Image.open(ROOT / "shots" / f"{source}.png") as picture:
        window = picture.crop((0, 0, picture.width, min(picture.height, TALLEST)))
        window.save(ROOT / "docs" / "images" / f"{target}.webp", "WEBP", quality=70, method=6)
