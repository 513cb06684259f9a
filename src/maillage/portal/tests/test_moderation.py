"""What moderation decides of real things: hidden for all but their author, given back when the decision is undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.http import Http404
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from maillage.agreements import access as agreements
from maillage.agreements import statements
from maillage.agreements.models import Moment
from maillage.agreements.statements import Condition
from maillage.agreements.tests.factories import a_difficulty, a_loan, a_loan_out, an_agreement, in_force, said, terms
from maillage.bookings import actions as bookings
from maillage.bookings.tests.factories import days
from maillage.conversations.models import Conversation
from maillage.conversations.tests.factories import a_conversation
from maillage.feed.models import Audience
from maillage.listings import actions as listings
from maillage.listings.models import Listing, ListingPhoto, State
from maillage.listings.tests.factories import a_listing
from maillage.moderation import actions, contesting, deciding, reading, subjects, watching
from maillage.moderation import statements as statements_of
from maillage.moderation.models import Appeal, Case, Measure, Report
from maillage.moderation.tests.factories import a_moderator, decided
from maillage.notices.models import Notice
from maillage.organisations import actions as organisations
from maillage.organisations.actions import Content
from maillage.organisations.models import Membership, Organisation
from maillage.platform import clock, media
from maillage.platform.tests.uploads import a_photo
from maillage.promises.tests.factories import a_claim, a_gift
from maillage.residents import actions as residents
from maillage.residents import linked
from maillage.residents.models import Resident, Role
from maillage.residents.tests.factories import a_resident
from maillage.reviews import actions as reviews
from maillage.reviews import tending
from maillage.reviews.tests.factories import a_revealed_review, a_review, an_exchange
from maillage.swaps.tests.factories import a_swap

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def author() -> Resident:
    return a_resident("Yann", about="Des mots qui blessent", skills=["insulter"])


@pytest.fixture
def reader() -> Resident:
    return a_resident("Maëlle")


def a_public_listing(author: Resident, _reader: Resident) -> UUID:
    listing = a_listing(author, audience=Audience.PUBLIC, state=State.DRAFT, title="Des mots qui blessent")
    listings.publish(author, listing)
    ListingPhoto.objects.create(listing=listing, photo=media.take(a_photo()), position=0)
    return listing.pk


def a_message(author: Resident, reader: Resident) -> UUID:
    return a_conversation(author, reader, text="Des mots qui blessent").messages.get().pk


def a_profile(author: Resident, _reader: Resident) -> UUID:
    author.photo = media.take(a_photo())
    author.save()
    return author.pk


def a_page(author: Resident, _reader: Resident) -> UUID:
    assert author.commune
    said = Content(name="Des mots qui blessent", commune=author.commune)
    return organisations.create(author, Organisation.Kind.SHOP, said).pk


def a_reservation(author: Resident, reader: Resident) -> UUID:
    listing = a_listing(reader)
    return bookings.ask(author, listing, days(3), words="Des mots qui blessent").pk


def a_place_in_line(author: Resident, reader: Resident) -> UUID:
    return a_claim(author, a_gift(reader), words="Des mots qui blessent").pk


def a_proposal(author: Resident, reader: Resident) -> UUID:
    return a_swap(author, reader, words="Des mots qui blessent").pk


def an_agreed_version(author: Resident, reader: Resident) -> UUID:
    said = terms(condition="Des mots qui blessent", photos=[media.take(a_photo())])
    return an_agreement(a_loan(author, reader), said).versions.get().pk


def a_stated_condition(author: Resident, reader: Resident) -> UUID:
    agreement = in_force(a_loan_out(author, reader))
    found = Condition(is_as_agreed=False, words="Des mots qui blessent", photos=[media.take(a_photo())])
    return statements.say(author, agreement, Moment.HANDOVER, found).pk


def a_said_difficulty(author: Resident, reader: Resident) -> UUID:
    what = said("Des mots qui blessent", photos=[media.take(a_photo())])
    return a_difficulty(in_force(a_loan_out(author, reader)), what=what).turns.get().pk


def said_in_a_review(author: Resident, reader: Resident) -> UUID:
    return a_revealed_review(reader, author, words="Des mots qui blessent").pk


def answered_to_a_review(author: Resident, reader: Resident) -> UUID:
    received = a_revealed_review(author, reader)
    reviews.reply(author, received, "Des mots qui blessent")
    return received.pk


PRIVATE = {
    "message": a_message,
    "reservation": a_reservation,
    "demande": a_place_in_line,
    "troc": a_proposal,
    "accord": an_agreed_version,
    "etat": a_stated_condition,
    "difficulte": a_said_difficulty,
}
THINGS = {
    "annonce": a_public_listing,
    "habitant": a_profile,
    "structure": a_page,
    "avis": said_in_a_review,
    "reponse": answered_to_a_review,
    **PRIVATE,
}
WITH_A_PHOTO = {"annonce", "habitant", "accord", "etat", "difficulte"}


@pytest.mark.parametrize("path", THINGS)
def test_it_is_hidden_then_given_back_when_the_appeal_is_right(client, author, reader, path):
    make: Callable[[Resident, Resident], UUID] = THINGS[path]
    if path != "habitant":
        author.about = ""
        author.save()
    made = make(author, reader)
    name, subject = subjects.find(path, reader, made)
    report = actions.report(reader, name, made, subject, "insult")
    assert report.exhibits.count() == (1 if path in WITH_A_PHOTO else 0)
    client.force_login(reader)
    assert "Des mots qui blessent" in client.get(subject.url).content.decode()
    decision = decided(a_moderator(), report.case, Measure.HIDE)
    assert "Des mots qui blessent" not in client.get(subject.url).content.decode()
    for conversation in Conversation.objects.all():
        assert "Des mots qui blessent" not in client.get(conversation.get_absolute_url()).content.decode()
    appeal = contesting.contest(author, decision, "Je le retire moi-même")
    contesting.answer(a_moderator("Gwenn"), appeal, Appeal.State.REVERSED, "Soit")
    assert "Des mots qui blessent" in client.get(subject.url).content.decode()
    author.refresh_from_db()
    assert str(author) == "Yann"
    assert author.skills == ["insulter"]


@pytest.mark.parametrize("path", PRIVATE)
def test_what_was_said_in_private_is_reported_by_those_it_was_said_to_and_read_by_moderators(client, path):
    author, reader, witness = a_resident("Yann"), a_resident("Maëlle"), a_resident("Gaud")
    made = PRIVATE[path](author, reader)
    for nobody in (None, witness, a_moderator("Solenn")):
        with pytest.raises(Http404):
            subjects.find(path, nobody, made)
    name, subject = subjects.find(path, reader, made)
    client.force_login(reader)
    assert f'href="{reverse("report", args=[path, made])}"' in client.get(subject.url).content.decode()
    case = actions.report(reader, name, made, subject, "insult").case
    assert case.author == author
    assert {author.pk, reader.pk} <= set(case.concerned)
    assert "Des mots qui blessent" in case.reports.get().excerpt
    host = a_moderator("Rozenn", kind=Role.Kind.HOST)
    assert not Case.objects.handled_by(host).exists()
    moderator = a_moderator("Gwenn")
    assert Case.objects.handled_by(moderator).get() == case
    assert Measure.MEND not in deciding.measures(moderator, case)  # it was said once


def test_a_photo_that_is_masked_is_given_to_nobody(author, reader):
    made = a_stated_condition(author, reader)
    name, subject = subjects.find("etat", reader, made)
    photo = subject.photos[0]
    agreement = UUID(subject.url.rstrip("/").rpartition("/")[2])
    assert agreements.photo(reader, agreement, photo.pk) == photo
    decided(a_moderator(), actions.report(reader, name, made, subject, "insult").case, Measure.HIDE)
    with pytest.raises(Http404):
        agreements.photo(reader, agreement, photo.pk)


def test_a_profile_said_otherwise_meanwhile_is_kept(author, reader):
    made = a_profile(author, reader)
    name, subject = subjects.find("habitant", reader, made)
    decision = decided(a_moderator(), actions.report(reader, name, made, subject, "insult").case, Measure.HIDE)
    Resident.objects.filter(pk=author.pk).update(name="Yannick", about="Bonjour")
    contesting.answer(a_moderator("G"), contesting.contest(author, decision, "Non"), Appeal.State.REVERSED, "Soit")
    author.refresh_from_db()
    assert (author.name, author.about, author.skills, bool(author.photo)) == ("Yannick", "Bonjour", ["insulter"], True)


def test_those_who_talk_or_speak_for_a_structure_do_not_handle_it(author):
    handler = a_moderator()
    said = a_message(author, handler)
    witness = a_resident("Maëlle")
    name, subject = subjects.find("message", handler, said)
    actions.report(None, name, said, subject, "insult")
    assert reading.queue(handler)[0] == []
    assert handler.pk in subject.concerned
    with pytest.raises(Http404):
        subjects.find("message", witness, said)


def test_a_hidden_listing_tells_its_author_where_to_read_why(client, author, reader):
    made = a_public_listing(author, reader)
    name, subject = subjects.find("annonce", reader, made)
    decided(a_moderator(), actions.report(reader, name, made, subject, "insult").case, Measure.HIDE)
    client.force_login(author)
    shown = client.get(subject.url).content.decode()
    assert "La modération a masqué cette annonce" in shown
    assert f'href="{reverse("statements")}"' in shown


def test_the_same_words_or_photo_under_other_accounts_are_counted(author, reader):
    made = a_public_listing(author, reader)
    Listing.objects.update(text="Contactez-moi vite")
    for name in ("Un", "Deux"):
        twin = a_listing(a_resident(name), title="Des mots qui blessent", text="Contactez-moi vite")
        ListingPhoto.objects.create(listing=twin, photo=media.take(a_photo()), position=0)
    a_listing(author, title="Des mots qui blessent", text="Contactez-moi vite")
    a_listing(title="Des mots qui blessent", text="Autre chose")
    kind, subject = subjects.find("annonce", reader, made)
    case = actions.report(reader, kind, made, subject, "spam").case
    assert case.alike == {"text": 2, "photo": 2}


def test_one_mailbox_under_several_accounts_is_counted():
    first = a_resident("Yann", email="yann@exemple.fr")
    for email in ("yann+2@exemple.fr", "yann+jardin@exemple.fr", "yannick@exemple.fr", "yann+2@exemple.org"):
        a_resident("Autre", email=email)
    assert linked.same_mailbox(first) == 2
    assert linked.mailbox("Yann+Jardin@Exemple.FR") == ("yann", "exemple.fr")


def test_dots_count_for_all_providers_but_those_that_say_they_do_not():
    dotted = linked.mailbox("y.a.nn+2@googlemail.com")
    assert dotted == linked.mailbox("yann@gmail.com") == ("yann", "gmail.com")
    assert linked.mailbox("ya.nn@exemple.fr") != linked.mailbox("yann@exemple.fr")
    for each in linked.providers():
        assert each.source.startswith("https://")
        assert each.domains == tuple(domain.lower() for domain in each.domains)


def test_the_mailboxes_of_such_a_provider_are_found_whatever_their_dots(monkeypatch):
    """Its domains are public ones: the test has its own."""
    known = linked.Provider(("exemple.fr", "example.org"), False, "", clock.today())
    monkeypatch.setattr(linked, "providers", lambda: (known,))
    first = a_resident("Yann", email="ya.nn@exemple.fr")
    for email in ("yann@exemple.fr", "y.a.n.n+2@example.org", "yannick@exemple.fr", "yann@autre.exemple.fr"):
        a_resident("Autre", email=email)
    assert linked.same_mailbox(first) == 2


def test_an_author_who_gives_a_telephone_number_is_told_why_not_and_nobody_else(client, author, reader):
    listing = a_listing(author, audience=Audience.PUBLIC, text="Appelez le 06 12 34 56 78")
    advice = "se recopie et attire les appels"
    client.force_login(author)
    assert advice in client.get(listing.get_absolute_url()).content.decode()
    client.force_login(reader)
    assert advice not in client.get(listing.get_absolute_url()).content.decode()


def test_a_scam_is_published_and_asks_for_a_reader(author, django_capture_on_commit_callbacks):
    listing = a_listing(author, text="Payez par coupon PCS", state=State.DRAFT)
    listings.publish(author, listing)
    assert Listing.objects.get().state == State.OPEN
    [job] = ProcrastinateJob.objects.filter(task_name="maillage.moderation.jobs.queue")
    assert job.args["subject_id"] == str(listing.pk)
    assert not Report.objects.exists()


SCAM = "Payez par coupon PCS, je suis à l’étranger"


def _introduced(author: Resident, _reader: Resident) -> None:
    residents.introduce(author, name="Yann", about=SCAM)


def _reviewed(author: Resident, reader: Resident) -> None:
    a_revealed_review(reader, author, words=SCAM)


def _reviewed_alone(author: Resident, reader: Resident) -> None:
    """Nobody else spoke: it is read when the time to write is over."""
    exchange = an_exchange(reader, author)
    a_review(author, exchange, SCAM)
    with clock.at(exchange.closes_at + timedelta(minutes=1)):
        tending.tell_revealed_due()


def _answered(author: Resident, reader: Resident) -> None:
    reviews.reply(author, a_revealed_review(author, reader), SCAM)


@pytest.mark.parametrize("say", [_introduced, _reviewed, _reviewed_alone, _answered])
def test_what_neighbours_read_is_looked_at_when_it_can_be_read(author, reader, say):
    say(author, reader)
    [asked] = ProcrastinateJob.objects.filter(task_name="maillage.moderation.jobs.queue")
    said = asked.args
    with clock.at(clock.now() + timedelta(days=30)):
        case = watching.queue(said["kind"], UUID(said["subject_id"]), Resident.objects.get(pk=said["author_id"]))
    assert case is not None
    assert case.author == author
    assert SCAM in case.reports.get().excerpt


@pytest.mark.parametrize("path", PRIVATE)
def test_what_is_said_to_somebody_is_never_put_before_moderators_by_a_program(author, reader, path, monkeypatch):
    Resident.objects.update(about="")
    PRIVATE[path](author, reader)
    seen: list[str] = []
    monkeypatch.setattr(watching, "look", lambda *said: seen.append(said[-1]))
    PRIVATE[path](author, a_resident("Gaud"))
    assert not any("Des mots qui blessent" in each for each in seen)


@pytest.mark.parametrize(
    ("path", "say"),
    [
        ("reservation", lambda me, her: bookings.ask(me, a_listing(her), days(3), words=SCAM)),
        ("demande", lambda me, her: a_claim(me, a_gift(her), words=SCAM)),
        ("troc", lambda me, her: a_swap(me, her, words=SCAM)),
    ],
)
def test_whom_a_scam_is_said_to_is_warned_and_nobody_else(client, author, reader, path, say):
    said = say(author, reader)
    for who, is_warned in ((reader, True), (author, False)):
        client.force_login(who)
        shown = client.get(said.get_absolute_url()).content.decode()
        assert ("ces mots ressemblent à une arnaque" in shown) is is_warned
        assert (reverse("report", args=[path, said.pk]) in shown) is is_warned
    assert not Case.objects.exists()
    assert not ProcrastinateJob.objects.filter(task_name="maillage.moderation.jobs.queue").exists()


class TestAStructure:
    """What is decided of its page is said to all who are in charge of it."""

    @pytest.fixture
    def second(self) -> Resident:
        return a_resident("Karim", email="karim@exemple.fr")

    @pytest.fixture
    def case(self, author, second, reader) -> Case:
        made = a_page(author, reader)
        Membership.objects.create(organisation_id=made, resident=second, kind=Membership.Kind.MANAGER)
        Membership.objects.create(organisation_id=made, resident=a_resident("Simple membre"))
        name, subject = subjects.find("structure", reader, made)
        return actions.report(reader, name, made, subject, "insult").case

    def test_each_manager_reads_the_reasons_and_may_contest(self, client, case, author, second):
        decision = decided(a_moderator(), case, Measure.HIDE)
        for person in (author, second):
            client.force_login(person)
            shown = client.get(decision.get_absolute_url())
            assert "Vous avez écrit « pilules »." in shown.content.decode()
            assert Notice.objects.filter(to=person, kind="moderation.decided").exists()
        member = Resident.objects.get(name="Simple membre")
        client.force_login(member)
        assert client.get(decision.get_absolute_url()).status_code == 404
        appeal = contesting.contest(second, decision, "Ce n’est pas nous")
        assert not appeal.is_reporter
        contesting.answer(a_moderator("Gwenn"), appeal, Appeal.State.REVERSED, "Soit")
        assert Organisation.objects.get().hidden_at is None

    def test_what_is_decided_of_a_person_is_not_said_to_the_others(self, client, case, second):
        decision = decided(a_moderator(), case, Measure.SUSPEND)
        client.force_login(second)
        assert client.get(decision.get_absolute_url()).status_code == 404

    def test_with_the_page_hidden_too_the_others_read_of_the_page_alone(self, client, case, author, second):
        decision = decided(a_moderator(), case, Measure.SUSPEND, hides=True)
        client.force_login(second)
        shown = client.get(decision.get_absolute_url()).content.decode()
        assert "Votre contenu est masqué" in shown
        assert "suspendu" not in shown
        assert "suspendu" in statements_of.of(decision, author).title

    def test_a_manager_mends_what_somebody_gone_had_opened(self, case, author, second, reader):
        Organisation.objects.update(opened_by=None)
        Case.objects.update(author=None)
        case.refresh_from_db()
        moderator = a_moderator()
        assert Measure.SUSPEND not in deciding.measures(moderator, case)
        decision = decided(moderator, case, Measure.MEND)
        deciding.say_mended(second, decision)
        case.refresh_from_db()
        assert case.again == Case.Again.MENDED
