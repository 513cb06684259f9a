"""Files as a browser sends them."""

from __future__ import annotations

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def a_photo(colour: str = "teal") -> SimpleUploadedFile:
    """A small photo of one colour, to post or to give to `media.take`."""
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(stream, "PNG")
    return SimpleUploadedFile("photo.png", stream.getvalue(), "image/png")
