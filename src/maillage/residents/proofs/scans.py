"""The pages of a document, as pictures made anew: nothing of the file itself reaches an agent's browser."""

from __future__ import annotations

from io import BytesIO
from threading import Lock
from typing import Any

import pypdfium2
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.translation import gettext as _

from maillage.platform import media
from maillage.residents.proofs.refusals import BadPaper

MAX_BYTES = 8 * 2**20
PAGES_AT_MOST = 2  # an address is on the first page of a bill, on the second of a tax notice
POINTS_AT_MOST = 2000  # A2 and beyond is no bill
LONGEST_SIDE = 2000  # pixels: small print stays readable
# PDFium is not made for several threads at once.
_one_at_a_time = Lock()


def pages(upload: UploadedFile[Any]) -> list[bytes]:
    """WebP pictures of a photo, or of the first pages of a PDF. Raises BadPaper."""
    if (upload.size or 0) > MAX_BYTES:
        raise BadPaper(_("Ce fichier pèse plus de 8 Mo. Choisissez-en un plus léger, ou prenez une photo."))
    start = upload.read(5)
    upload.seek(0)
    try:
        pictures = _drawn(upload.read()) if start == b"%PDF-" else [upload]
        return [media.prepare(picture).files[media.LARGE] for picture in pictures]
    except media.BadPhoto as error:
        raise BadPaper(_("Ce fichier ne s’ouvre pas. Envoyez une photo (JPEG, PNG, WebP) ou un PDF.")) from error


def _drawn(content: bytes) -> list[UploadedFile[Any]]:
    try:
        with _one_at_a_time, pypdfium2.PdfDocument(content) as document:
            return [_picture(document[number]) for number in range(min(len(document), PAGES_AT_MOST))]
    except pypdfium2.PdfiumError as error:
        raise BadPaper(
            _("Ce PDF ne s’ouvre pas : il est abîmé ou protégé par un mot de passe. Envoyez plutôt une photo.")
        ) from error


def _picture(page: pypdfium2.PdfPage) -> UploadedFile[Any]:
    side = max(page.get_size())
    if not 0 < side <= POINTS_AT_MOST:
        raise BadPaper(_("Les pages de ce PDF sont trop grandes. Envoyez plutôt une photo."))
    stream = BytesIO()
    page.render(scale=LONGEST_SIDE / side, may_draw_forms=False).to_pil().save(stream, "PNG")
    return SimpleUploadedFile("page.png", stream.getvalue())
