"""Documents on paper."""

from __future__ import annotations

from pathlib import Path

import pypdfium2

from maillage.platform import printing

TEMPLATE = """
#let facts = json(bytes(sys.inputs.facts))
#set document(title: facts.title)
#set text(lang: "fr")
= #facts.title
#image(bytes(facts.code), width: 3cm, alt: "Code")
"""


def test_a_document_is_tagged_and_says_what_it_was_told(tmp_path: Path) -> None:
    template = tmp_path / "letter.typ"
    template.write_text(TEMPLATE)
    facts = {"title": "L’été d’Inès #x", "code": printing.qr("https://voisins.exemple.fr")}
    made = printing.pdf(template, facts)
    assert made.startswith(b"%PDF-")
    assert b"pdfuaid" in made  # what PDF/UA asks a document to say of itself
    text = pypdfium2.PdfDocument(made)[0].get_textpage().get_text_bounded()
    assert "L’été d’Inès #x" in text


def test_a_document_is_kept_by_no_cache() -> None:
    answer = printing.respond(b"%PDF-", "feuille")
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Type"] == "application/pdf"
