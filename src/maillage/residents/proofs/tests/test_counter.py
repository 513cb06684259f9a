"""What agents do: letters, the counter, documents. What they see, and what stays."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from maillage.platform import clock
from maillage.platform.tests.uploads import a_photo
from maillage.residents import actions as residents
from maillage.residents.models import Residence
from maillage.residents.proofs import access, codes, refusals
from maillage.residents.proofs.actions import desk, letters, papers, using
from maillage.residents.proofs.models import Code, Deed, Letter, Paper, Proof, Way
from maillage.residents.proofs.tests.factories import JERZUAL, a_verified, an_agent, an_inhabitant, commune_of

Notice = apps.get_model("notices.Notice")  # told of from above residents

pytestmark = pytest.mark.django_db


def level_of(resident) -> str:
    return Residence.objects.get(resident=resident).proof


def sealed_files() -> list[Path]:
    return list((Path(settings.SEALED_ROOT) / papers.FOLDER).glob("*"))


# Letters


def test_a_letter_shows_a_home_and_leaves_nothing_behind():
    maelle, agent = an_inhabitant("Maëlle", JERZUAL), an_agent()
    letters.ask(maelle, "Famille Le Goff")
    (printed,) = letters.print_waiting(agent, commune_of(maelle))
    assert (printed.name, printed.lines) == ("Famille Le Goff", ["12 Rue du Jerzual", "22100 Dinan"])
    assert Letter.objects.get().name_on_box == ""
    using.use(maelle, printed.code)
    assert level_of(maelle) == Residence.Proof.VERIFIED
    assert not Letter.objects.exists()


def test_a_letter_is_printed_once_and_noted():
    maelle, agent = an_inhabitant("Maëlle", JERZUAL), an_agent()
    letters.ask(maelle, "Le Goff")
    assert len(letters.print_waiting(agent, commune_of(maelle))) == 1
    assert letters.print_waiting(agent, commune_of(maelle)) == []
    assert Deed.objects.get().kind == Deed.Kind.LETTERS_PRINTED


def test_a_letter_opened_by_another_shows_nothing():
    maelle, yann = an_inhabitant("Maëlle", JERZUAL), an_inhabitant("Yann", JERZUAL)
    letters.ask(maelle, "Le Goff")
    (printed,) = letters.print_waiting(an_agent(), commune_of(maelle))
    with pytest.raises(refusals.SomeoneElses):
        using.use(yann, printed.code)
    assert level_of(yann) == Residence.Proof.NONE


def test_a_letter_for_a_former_home_shows_nothing_of_the_new_one():
    maelle = an_inhabitant("Maëlle", JERZUAL)
    letters.ask(maelle, "Le Goff")
    (printed,) = letters.print_waiting(an_agent(), commune_of(maelle))
    from maillage.territory.places import Place

    residents.settle(maelle, Place("", "point", 48.4541, -2.047, commune_of(maelle)))
    with pytest.raises(refusals.UnknownCode):
        using.use(maelle, printed.code)


@pytest.mark.parametrize("label", ["", "Dinan", "Rue du Jerzual 22100 Dinan"])
def test_no_letter_goes_to_a_point_or_a_commune(label):
    with pytest.raises(refusals.NoStreet):
        letters.ask(an_inhabitant("Maëlle", label), "Le Goff")


def test_another_letter_is_asked_for_after_a_fortnight():
    maelle = an_inhabitant("Maëlle", JERZUAL)
    letters.ask(maelle, "Le Goff")
    letters.print_waiting(an_agent(), commune_of(maelle))
    with pytest.raises(refusals.LetterOnItsWay):
        letters.ask(maelle, "Le Goff")
    with clock.at(clock.now() + letters.AGAIN_AFTER + timedelta(days=1)):
        letters.ask(maelle, "Le Goff")


# At the counter


def test_an_agent_sees_one_line_and_says_yes():
    maelle, agent = an_inhabitant("Maëlle", JERZUAL), an_agent()
    code = codes.text_of(desk.open_code(maelle))
    assert desk.show(agent, code) == desk.Shown(JERZUAL, is_full=False)
    desk.decide(agent, code, is_same=True)
    assert Proof.objects.get(resident=maelle).way == Way.DESK
    assert Notice.objects.filter(to=maelle, kind="proofs.verified").exists()
    assert [deed.kind for deed in Deed.objects.order_by("pk")] == ["address_shown", "desk_confirmed"]


def test_an_agent_says_no_and_nothing_changes():
    maelle, agent = an_inhabitant("Maëlle", JERZUAL), an_agent()
    code = codes.text_of(desk.open_code(maelle))
    desk.decide(agent, code, is_same=False)
    assert level_of(maelle) == Residence.Proof.NONE
    with pytest.raises(refusals.UsedCode):
        desk.show(agent, code)


def test_an_agent_of_another_commune_reads_no_address():
    code = codes.text_of(desk.open_code(an_inhabitant("Maëlle", JERZUAL)))
    for deed in (desk.show, lambda agent, code: desk.decide(agent, code, is_same=True)):
        with pytest.raises(refusals.NotYourCommune):
            deed(an_agent("77463", "Autre agent"), code)
    assert not Deed.objects.exists()


def test_a_code_of_the_counter_lives_a_quarter_of_an_hour():
    code = codes.text_of(desk.open_code(an_inhabitant("Maëlle", JERZUAL)))
    with clock.at(clock.now() + timedelta(minutes=15)), pytest.raises(refusals.ExpiredCode):
        desk.show(an_agent(), code)


def test_nobody_verifies_themselves_with_the_code_they_show():
    maelle = an_inhabitant("Maëlle", JERZUAL)
    with pytest.raises(refusals.OtherPurpose):
        using.use(maelle, codes.text_of(desk.open_code(maelle)))


def test_beyond_the_cap_an_agent_says_that_they_looked():
    for number in range(8):
        a_verified(f"Voisin {number}", JERZUAL)
    ninth, agent = an_inhabitant("Neuvième", JERZUAL), an_agent()
    code = codes.text_of(desk.open_code(ninth))
    assert desk.show(agent, code).is_full
    with pytest.raises(refusals.MustTick):
        desk.decide(agent, code, is_same=True)
    desk.decide(agent, code, is_same=True, looked=True)
    assert level_of(ninth) == Residence.Proof.VERIFIED


# Documents


def a_pdf(pages: int = 1) -> SimpleUploadedFile:
    stream = BytesIO()
    first, *others = [Image.new("RGB", (595, 842), "white") for _ in range(pages)]
    first.save(stream, "PDF", save_all=True, append_images=others)
    return SimpleUploadedFile("facture.pdf", stream.getvalue(), "application/pdf")


@pytest.mark.django_db(transaction=True)
def test_a_document_is_seen_by_one_agent_and_destroyed_at_the_decision():
    maelle, agent = an_inhabitant("Maëlle", JERZUAL), an_agent()
    before = len(sealed_files())
    papers.send(maelle, Paper.Kind.BILL, a_pdf(3))
    assert len(sealed_files()) == before + 2
    paper = papers.take(agent, commune_of(maelle))
    shown = access.page(agent, paper.pk, 1)
    assert Image.open(BytesIO(shown)).format == "WEBP"
    papers.accept(agent, paper)
    assert level_of(maelle) == Residence.Proof.VERIFIED
    assert not Paper.objects.exists()
    assert len(sealed_files()) == before


def test_no_other_agent_opens_it():
    from django.http import Http404

    maelle, agent, other = an_inhabitant("Maëlle", JERZUAL), an_agent(), an_agent(name="Un autre")
    papers.send(maelle, Paper.Kind.BILL, a_photo())
    paper = papers.take(agent, commune_of(maelle))
    with pytest.raises(Http404):
        access.page(other, paper.pk, 0)
    with pytest.raises(refusals.SomeoneHasIt):
        papers.take(other, commune_of(maelle))


def test_a_refusal_is_told_with_its_reason():
    maelle, agent = an_inhabitant("Maëlle", JERZUAL), an_agent()
    papers.send(maelle, Paper.Kind.BILL, a_photo())
    papers.refuse(agent, papers.take(agent, commune_of(maelle)), papers.Why.TOO_OLD)
    notice = Notice.objects.get(to=maelle)
    assert (notice.kind, notice.facts) == ("proofs.paper_refused", {"why": "too_old"})
    assert level_of(maelle) == Residence.Proof.NONE
    assert not Paper.objects.exists()


def test_what_nobody_decides_upon_is_destroyed_after_two_weeks():
    maelle = an_inhabitant("Maëlle", JERZUAL)
    papers.send(maelle, Paper.Kind.BILL, a_photo())
    with clock.at(clock.now() + timedelta(days=13)):
        assert papers.forget_late() == 0
    with clock.at(clock.now() + timedelta(days=15)):
        assert papers.forget_late() == 1
    assert not Paper.objects.exists()
    assert Notice.objects.filter(to=maelle, kind="proofs.paper_late").exists()


def test_a_copy_of_the_database_opens_nothing_and_a_copy_of_the_file_neither():
    """What a backup of either holds: the key without the file, or the file without the key."""
    maelle = an_inhabitant("Maëlle", JERZUAL)
    papers.send(maelle, Paper.Kind.BILL, a_photo())
    newest = max(sealed_files(), key=lambda file: file.stat().st_mtime)
    assert b"WEBP" not in newest.read_bytes()
    assert newest.stat().st_mode & 0o077 == 0
    assert "media" not in newest.parts


@pytest.mark.parametrize("content", [b"%PDF-1.7 rien", b"<svg/>", b"MZ\x90\x00"])
def test_what_does_not_open_is_refused_in_words(content):
    with pytest.raises(refusals.BadPaper):
        papers.send(an_inhabitant("Maëlle"), Paper.Kind.BILL, SimpleUploadedFile("x.pdf", content))
    assert not Paper.objects.exists()


def test_leaving_takes_everything_away():
    maelle = an_inhabitant("Maëlle", JERZUAL)
    letters.ask(maelle, "Le Goff")
    papers.send(maelle, Paper.Kind.BILL, a_photo())
    desk.open_code(maelle)
    residents.leave(maelle)
    assert [model for model in (Letter, Paper, Code, Proof) if model.objects.exists()] == []


def test_a_sheet_and_letters_are_pages_that_say_their_codes():
    from maillage.residents.proofs import paper
    from maillage.residents.proofs.actions import sheets

    maelle, agent = an_inhabitant("Maëlle", JERZUAL), an_agent()
    batch = sheets.prepare(agent, commune_of(maelle), 5)
    texts = sheets.print_once_more(agent, batch)
    words = pypdfium2.PdfDocument(paper.sheet(batch, texts))[0].get_textpage().get_text_bounded()
    assert all(text in words for text in texts)
    printed = [letters.Printed(name, ["12 Rue du Jerzual", "22100 Dinan"], texts[0]) for name in ("Le Goff", "Ar C’hi")]
    document = pypdfium2.PdfDocument(paper.letters(commune_of(maelle), printed))
    assert len(document) == 2
    assert "Ar C’hi" in document[1].get_textpage().get_text_bounded()
