"""Photos in forms. What was received is kept while the rest is corrected: nobody chooses a photo twice."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.platform import media
from maillage.platform.models import Photo

SALT = "photo-received"
KEPT_SECONDS = int(media.ORPHANS_KEPT.total_seconds())


class Received(tuple["list[UploadedFile[Any]]", list[Photo]]):
    """What came with the form: new files, and photos received before (their signed tokens)."""


class PhotosInput(forms.ClearableFileInput):
    """A file input, with the photos already received as hidden signed values that a checkbox can leave out."""

    allow_multiple_selected = True
    template_name = "ui/photos_input.html"

    def __init__(self, max_photos: int) -> None:
        super().__init__(attrs={"accept": "image/jpeg,image/png,image/webp", "multiple": max_photos > 1})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Received:
        uploads = files.getlist(name) if hasattr(files, "getlist") else []
        tokens = data.getlist(f"{name}-kept") if hasattr(data, "getlist") else []
        dropped = set(data.getlist(f"{name}-drop")) if hasattr(data, "getlist") else set()
        return Received((list(uploads), _photos([token for token in tokens if token not in dropped])))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False


class BoundPhotos(forms.BoundField):
    """What the template shows: the photos to keep, each with its token and a preview."""

    @property
    def kept(self) -> list[dict[str, Any]]:
        cleaned = getattr(self.form, "cleaned_data", {}).get(self.name)
        photos = cleaned if cleaned is not None else (self.initial or [])
        return [{"token": token(photo), "preview": preview(photo), "photo": photo} for photo in photos]


class PhotosField(forms.FileField):
    """Several photos; cleans to a list of `Photo`, those kept first, in order."""

    def __init__(self, *, max_photos: int = 8, **options: Any) -> None:
        self.max_photos = max_photos
        super().__init__(widget=PhotosInput(max_photos), **{"required": False, **options})

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> BoundPhotos:
        return BoundPhotos(form, self, field_name)

    def clean(self, data: Any, initial: Any = None) -> list[Photo]:
        uploads, kept = data or ([], [])
        if len(uploads) + len(kept) > self.max_photos:
            raise forms.ValidationError(
                ngettext("Une photo au plus : retirez-en.", "%(count)s photos au plus : retirez-en.", self.max_photos)
                % {"count": self.max_photos}
            )
        if self.required and not uploads and not kept:
            raise forms.ValidationError(_("Ajoutez une photo."))
        return kept + _taken(uploads)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return True


class PhotoField(PhotosField):
    """One photo; cleans to a `Photo` or None. A new file replaces the photo received before."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_photos=1, **options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        uploads, kept = data or ([], [])
        photos = super().clean(Received((uploads, [] if uploads else kept)), initial)
        return photos[0] if photos else None

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> BoundPhotos:
        return BoundPhoto(form, self, field_name)


class BoundPhoto(BoundPhotos):
    @property
    def kept(self) -> list[dict[str, Any]]:
        cleaned = getattr(self.form, "cleaned_data", {})
        photo = cleaned.get(self.name, self.initial)
        return [{"token": token(photo), "preview": preview(photo), "photo": photo}] if photo else []


def _taken(uploads: Sequence[UploadedFile[Any]]) -> list[Photo]:
    """All of them or none: every file is checked before the first is kept."""
    try:
        prepared = [media.prepare(upload) for upload in uploads]
    except media.BadPhoto as error:
        raise forms.ValidationError(str(error)) from error
    return [photo.keep() for photo in prepared]


def token(photo: Photo) -> str:
    """A value that only this site can have made: whoever holds it was shown the photo by us."""
    return signing.dumps(str(photo.pk), salt=SALT)


def _photos(tokens: Sequence[str]) -> list[Photo]:
    """The photos of these tokens, in order; a token that is forged or too old is as if absent."""
    ids = [identifier for token in tokens if (identifier := _id_of(token))]
    found = Photo.objects.in_bulk(ids)
    return [found[identifier] for identifier in dict.fromkeys(ids) if identifier in found]


def _id_of(token: str) -> UUID | None:
    try:
        return UUID(signing.loads(token, salt=SALT, max_age=KEPT_SECONDS))
    except (signing.BadSignature, ValueError):
        return None


def preview(photo: Photo) -> str:
    """The small size as a data address: a photo that nothing shows yet has no address of its own."""
    try:
        content = media.path(photo.pk, media.THUMB).read_bytes()
    except FileNotFoundError:
        return ""
    return "data:image/webp;base64," + base64.b64encode(content).decode()
