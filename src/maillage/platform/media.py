"""The one way a photo enters and leaves (TRUST.md 14).

Refused before decoding: what is not JPEG, PNG or WebP, and what has too many pixels. Kept: a large and a small WebP,
upright, without the original nor any metadata.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.http import FileResponse, Http404
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from maillage.platform import clock
from maillage.platform.models import Photo

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_BYTES = 12 * 2**20  # what phones of 2026 produce, with room
MAX_PIXELS = 64_000_000  # decoded at 3 bytes a pixel, under 200 MB
LARGE = 1600  # longest side, pixels: fills a tablet
THUMB = 320  # longest side, pixels: a card's photo on a dense screen
SIZES = {"petite": THUMB, "grande": LARGE}  # by the word of an address
ORPHANS_KEPT = timedelta(days=1)  # a form may be corrected and sent again that long


class BadPhoto(ValueError):
    """The file cannot become a photo; the message is for the person who sent it."""


@dataclass(frozen=True)
class Prepared:
    """A photo re-encoded and not yet kept."""

    width: int
    height: int
    files: dict[int, bytes]

    def keep(self, description: str = "") -> Photo:
        """Write the files, then the row: a row never points to nothing."""
        digest = hashlib.sha256(self.files[LARGE]).hexdigest()
        photo = Photo(width=self.width, height=self.height, description=description, digest=digest)
        for size, content in self.files.items():
            file = path(photo.pk, size)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        photo.save()
        return photo


def take(upload: UploadedFile[Any], description: str = "") -> Photo:
    """Check, re-encode and keep a photo.

    Raises BadPhoto.
    """
    return prepare(upload).keep(description)


def prepare(upload: UploadedFile[Any]) -> Prepared:
    """Check and re-encode a photo without keeping it.

    Raises BadPhoto.
    """
    if (upload.size or 0) > MAX_BYTES:
        raise BadPhoto(_("Cette photo pèse plus de 12 Mo. Choisissez-en une plus légère."))
    try:
        with Image.open(upload, formats=FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                raise Image.DecompressionBombError
            image.draft("RGB", (LARGE * 2, LARGE * 2))
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except Image.DecompressionBombError as error:
        raise BadPhoto(_("Cette photo a trop de pixels. Choisissez-en une de 64 mégapixels au plus.")) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise BadPhoto(_("Ce fichier n’est pas une photo lisible. Choisissez un fichier JPEG, PNG ou WebP.")) from error
    large = _within(upright, LARGE)
    return Prepared(large.width, large.height, {LARGE: _webp(large), THUMB: _webp(_within(large, THUMB))})


def _within(image: Image.Image, longest_side: int) -> Image.Image:
    smaller = image.copy()
    smaller.thumbnail((longest_side, longest_side))
    return smaller


def _webp(image: Image.Image) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "WEBP", quality=80, method=4, exif=b"", icc_profile=None)
    return stream.getvalue()


def path(photo_id: UUID, size: int) -> Path:
    """Where a size of a photo is kept: 4,096 folders by the random end of its identifier."""
    return Path(settings.MEDIA_ROOT) / photo_id.hex[-3:] / f"{photo_id}-{size}.webp"


def respond(photo: Photo, size: str) -> FileResponse:
    """The photo's bytes in one of `SIZES`, for the page of someone whose right the caller has checked."""
    try:
        stream = path(photo.pk, SIZES[size]).open("rb")
    except (KeyError, FileNotFoundError) as error:
        raise Http404 from error
    return FileResponse(
        stream,
        content_type="image/webp",
        headers={"Cache-Control": "private, max-age=3600", "X-Content-Type-Options": "nosniff"},
    )


def copy(photo: Photo) -> Photo | None:
    """The same photo, kept apart from the first, which may be deleted; None where its files are no more."""
    try:
        files = {size: path(photo.pk, size).read_bytes() for size in (LARGE, THUMB)}
    except FileNotFoundError:
        return None
    return Prepared(photo.width, photo.height, files).keep(photo.description)


def forget(photo: Photo) -> None:
    """Delete a photo; its files leave once the deletion is certain."""
    files = [path(photo.pk, size) for size in (LARGE, THUMB)]
    photo.delete()

    def leave() -> None:
        for file in files:
            file.unlink(missing_ok=True)

    transaction.on_commit(leave)


def forget_orphans() -> int:
    """Delete the photos that nothing shows after a day: forms abandoned, messages refused. Answers how many."""
    shown_by = [
        field
        for field in Photo._meta.get_fields(include_hidden=True)
        if isinstance(field, models.ManyToOneRel) and field.field.model is not Photo
    ]
    orphans = Photo.objects.filter(created_at__lt=clock.now() - ORPHANS_KEPT)
    for relation in shown_by:
        shown = relation.related_model._default_manager.filter(**{relation.field.name: models.OuterRef("pk")})
        orphans = orphans.filter(~models.Exists(shown))
    count = 0
    for photo in orphans:
        forget(photo)
        count += 1
    return count
