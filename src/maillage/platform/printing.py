"""The one way to a PDF: a typst template, and what it is told. Tagged (PDF/UA-1), so that paper is accessible too.

A template reads its facts with `#let facts = json(bytes(sys.inputs.facts))`, and says `document(title:)` and the
language. It draws a QR code with `image(bytes(…), alt: …)`, given by `qr`.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
import typst
from django.http import HttpResponse

from maillage.platform import clock


def pdf(template: Path, facts: Mapping[str, Any]) -> bytes:
    """An accessible PDF of what `facts` say (values that JSON can say). Nothing is fetched, nor read but `template`."""
    return typst.compile(
        template.read_bytes(),
        format="pdf",
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        sys_inputs={"facts": json.dumps(facts)},
        timestamp=clock.now().replace(microsecond=0),
    )


def qr(text: str) -> str:
    """A QR code as SVG that stands alone, in a page (as a `data:` image) or on paper."""
    stream = BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(stream, kind="svg", border=4, dark="#000", light="#fff", xmldecl=False, svgclass=None, lineclass=None)
    return stream.getvalue().decode()


def picture(text: str) -> str:
    """The same, as the address of an image."""
    return "data:image/svg+xml;base64," + b64encode(qr(text).encode()).decode()


def respond(content: bytes, name: str) -> HttpResponse:
    """A PDF for whoever the caller has checked: shown by the browser, kept by no cache."""
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{name}.pdf"',
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
