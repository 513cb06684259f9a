"""What stands in the demonstration: built once, whatever a test does of it is undone."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.core.management import call_command
from django.db.models import AutoField, FloatField, Max

from maillage.conversations import access as talking
from maillage.conversations import actions as conversations
from maillage.conversations.models import Conversation, Message
from maillage.demo import building, content, personas
from maillage.demo.personas import DINAN, PERSONAS, THOMERY
from maillage.demo.tests.factories import COMMUNES, SMALL, TODAY, a_demonstration
from maillage.feed.models import Audience, Entry
from maillage.listings import actions as listings
from maillage.listings import places
from maillage.listings.models import Intent, Listing, Mode, PriceUnit, State
from maillage.moderation import access
from maillage.moderation.models import Case
from maillage.notices.jobs import deliver
from maillage.notices.models import Notice, Wishes
from maillage.organisations.forms import EditForm
from maillage.organisations.models import Membership, Organisation
from maillage.platform import clock
from maillage.platform.ids import new_id
from maillage.residents import actions as residents
from maillage.residents.models import Residence, Resident, Role
from maillage.residents.proofs.models import Batch, Deed, Proof, Vouch
from maillage.residents.tests.factories import a_resident
from maillage.territory import communes
from maillage.territory.models import CellHorizon, TownHall
from maillage.territory.places import Place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("built", "demonstration")]

MIDNIGHT = datetime(2026, 11, 22, 23, tzinfo=UTC)  # when TODAY begins in Paris


def _rows():
    """Every row of every table of ours, the serial keys and the random unusable passwords left out."""
    found = {}
    for model in apps.get_models():
        if not model.__module__.startswith("maillage."):
            continue
        names = [
            field.attname
            for field in model._meta.concrete_fields
            if not isinstance(field, AutoField) and field.name not in {"password", "wkb", "loaded_at"}
        ]
        found[model._meta.label] = sorted(map(repr, model._default_manager.values_list(*names)))
    return found


def test_the_same_seed_and_day_build_the_same_rows_identifiers_included():
    first = _rows()
    a_demonstration(rebuild=True)
    assert _rows() == first
    assert len(first["listings.Listing"]) >= SMALL.listings


def test_another_seed_builds_others():
    first = _rows()
    a_demonstration(seed=7, rebuild=True)
    assert _rows()["residents.Residence"] != first["residents.Residence"]


def test_another_day_has_the_same_people_and_words_at_other_times():
    homes = set(Residence.objects.values_list("resident__email", "lat", "lon"))
    said = set(Message.objects.values_list("text", flat=True))
    a_demonstration(today=TODAY + timedelta(days=40), rebuild=True)
    assert set(Residence.objects.values_list("resident__email", "lat", "lon")) == homes
    assert set(Message.objects.values_list("text", flat=True)) == said
    newest = Listing.objects.aggregate(newest=Max("published_at"))["newest"]
    assert timedelta(days=37) < newest - MIDNIGHT < timedelta(days=40)


def test_a_second_build_changes_nothing():
    first = _rows()
    a_demonstration(seed=7)
    assert _rows() == first


def test_rebuilding_keeps_what_a_visitor_wrote():
    visitor = a_resident("Camille", "22050")
    maelle = Resident.objects.get(email="maelle@voisins.example.org")
    talk = conversations.open(visitor, [maelle], None, text="Bonjour Maëlle !", key=new_id())
    own = listings.offer(visitor, listings.Content(mode=Mode.GIFT, category="plants", title="Boutures"))
    a_demonstration(rebuild=True)
    assert Resident.objects.filter(pk=visitor.pk).exists()
    assert Listing.objects.filter(pk=own.pk).exists()
    assert Entry.objects.filter(subject_id=own.pk).exists()
    assert talk.messages.get().text == "Bonjour Maëlle !"


def test_erasing_leaves_nothing_of_the_fictional_people():
    building.erase()
    assert {label: rows for label, rows in _rows().items() if rows and not label.startswith("territory.")} == {}
    assert CellHorizon.objects.count() == 0


def test_people_are_where_they_should_be():
    living = {insee: Resident.objects.filter(commune=insee).count() for insee in COMMUNES}
    assert sum(living.values()) == SMALL.residents
    assert living["22050"] == 22  # 150 of every 400
    assert living["77463"] == 9  # 60 of every 400
    assert not Resident.objects.exclude(email__endswith="@voisins.example.org").exists()


def test_every_persona_is_there_with_their_home_and_their_charges():
    for persona in personas.PERSONAS:
        resident = Resident.objects.get(email=persona.email)
        assert resident.name == persona.name
        assert resident.commune_id == persona.home
        assert {(role.kind, role.commune_id, role.union_id) for role in resident.roles.all()} == {
            (charge.kind, charge.commune, charge.union) for charge in persona.charges
        }


def test_each_town_has_an_agent_an_elected_official_and_a_host():
    for town in ("22050", "77463"):
        assert set(Role.objects.filter(commune=town).values_list("kind", flat=True)) == {"agent", "elected", "host"}


def test_everything_happened_before_the_day_began():
    assert Listing.objects.filter(published_at__gte=MIDNIGHT).count() == 0
    assert Message.objects.filter(sent_at__gte=MIDNIGHT).count() == 0
    assert Resident.objects.filter(joined_at__gte=MIDNIGHT).count() == 0
    assert max(entry.happened_at for entry in Entry.objects.all()) < MIDNIGHT
    assert Resident.objects.filter(last_active_on__gt=TODAY).count() == 0


def test_a_settled_resident_is_as_the_action_would_have_left_them():
    places_known = ("commune", "quarter", "cell", "cell_8", "cell_7", "cell_6", "cell_5")
    for resident in Resident.objects.filter(cell__isnull=False).select_related("residence"):
        built = {name: getattr(resident, name) for name in places_known}
        home = resident.residence
        with clock.at(resident.joined_at):
            residents.settle(resident, Place(home.label, "point", home.lat, home.lon, None))
        resident.refresh_from_db()
        assert {name: getattr(resident, name) for name in places_known} == built
        # How a home was shown comes after, and a new home is shown anew.
        again = Residence.objects.get(resident=resident)
        assert (again.label, again.lat, again.lon, again.settled_at) == (
            home.label, home.lat, home.lon, home.settled_at,
        )  # fmt: skip


def test_a_listing_and_its_card_are_as_the_action_would_have_left_them():
    compared = [field.attname for field in Listing._meta.concrete_fields if field.name != "id"]
    on_card = [
        field.attname for field in Entry._meta.concrete_fields if field.name not in {"id", "subject_id", "url", "photo"}
    ]
    usual = {Intent.OFFER: listings.OFFER_LIFE, Intent.REQUEST: listings.REQUEST_LIFE}
    for built in Listing.objects.filter(state=State.OPEN).select_related("author__commune"):
        with clock.at(built.published_at):
            content = listings.Content(
                mode=Mode(built.mode),
                category=built.category,
                title=built.title,
                text=built.text,
                price_cents=built.price_cents,
                price_unit=PriceUnit(built.price_unit) if built.price_unit else None,
                in_return=built.in_return,
                deposit=built.deposit,
                wanted_on=built.wanted_on,
                audience=Audience(built.audience),
                place=places.town_hall(built.author) if built.place_name else None,
                lasts=None
                if built.expires_at - built.published_at == usual[Intent(built.intent)]
                else listings.REQUEST_LIFE,
            )
            said = (listings.ask if built.is_request else listings.offer)(built.author, content)
        said.refresh_from_db()
        assert {name: getattr(said, name) for name in compared} == {name: getattr(built, name) for name in compared}
        cards = [Entry.objects.get(subject_id=listing.pk) for listing in (said, built)]
        assert [getattr(cards[0], name) for name in on_card] == [getattr(cards[1], name) for name in on_card]
        assert cards[1].url == built.get_absolute_url()


def test_only_what_is_open_is_on_the_feed():
    open_ones = set(Listing.objects.filter(state=State.OPEN).values_list("pk", flat=True))
    shown = Entry.objects.filter(subject_kind="listing")
    assert set(shown.values_list("subject_id", flat=True)) == open_ones
    assert set(Listing.objects.exclude(state=State.OPEN).values_list("state", flat=True)) >= {
        "draft",
        "done",
        "promised",
    }


def test_nothing_is_past_its_end_when_one_looks():
    with clock.at(MIDNIGHT):
        assert listings.expire_due() == 0


def test_a_talk_leaves_what_sending_and_reading_would_have_left():
    for built in Conversation.objects.exclude(messages__happening__gt=""):  # what is booked is told by its own actions
        messages = list(built.messages.order_by("id").select_related("author"))
        left = dict(built.participants.values_list("resident", "unread"))
        assert built.about_id
        listing = Listing.objects.select_related("author").get(pk=built.about_id)
        assert messages[0].author
        with clock.at(messages[0].sent_at):
            talk = conversations.open(messages[0].author, [listing.author], None, text=messages[0].text, key=new_id())
        for message in messages[1:]:
            assert message.author
            with clock.at(message.sent_at):
                _read(message.author, talk)
                conversations.send(message.author, talk, text=message.text, key=new_id())
        _read(messages[-1].author, talk)
        for resident in Resident.objects.filter(pk__in=[pk for pk, unread in left.items() if unread == 0]):
            _read(resident, talk)
        assert dict(talk.participants.values_list("resident", "unread")) == left
        assert built.last_message_id == messages[-1].pk
        assert built.about_title == listing.title


def _read(resident, talk):
    talk.refresh_from_db()
    conversations.mark_read(talking.people(resident, talk.pk), talk.last_message_id)


def test_a_home_is_nowhere_but_in_the_vault():
    homes = {(lat, lon) for lat, lon in Residence.objects.values_list("lat", "lon")}
    numbers = {number for home in homes for number in home}
    town_halls = set(TownHall.objects.values_list("lat", flat=True))
    for model in apps.get_models():
        floats = [field.attname for field in model._meta.concrete_fields if isinstance(field, FloatField)]
        if model is Residence or not floats:
            continue
        kept = {number for row in model._default_manager.values_list(*floats) for number in row}
        assert kept & numbers == set(), model
    assert not town_halls & numbers


def test_no_public_page_tells_a_home(client):
    shown = Listing.objects.filter(audience="public", state=State.OPEN, author__residence__isnull=False)
    assert shown.count() >= 5
    for listing in shown.select_related("author__residence")[:5]:
        page = client.get(listing.get_absolute_url())
        assert page.status_code == 200
        home = listing.author.residence
        for secret in filter(None, (home.label, str(home.lat)[:6], str(home.lon)[:6])):  # a point of a map has no label
            assert secret not in page.content.decode()


def test_each_town_has_its_shops_and_associations_with_somebody_in_charge():
    present = Organisation.objects.present()
    assert {town: present.in_commune(town).count() for town in (DINAN, THOMERY)} == {DINAN: 12, THOMERY: 12}
    for slug, name in (("karim", "L’Épicerie Imaginaire"), ("colette", "Les Amis de la Treille")):
        held = Membership.objects.get(organisation__name=name, resident__email__startswith=f"{slug}@")
        assert held.kind == Membership.Kind.MANAGER


def test_a_structure_with_an_address_stands_in_its_commune_and_says_hours_that_can_be_read():
    for each in Organisation.objects.exclude(address=""):
        assert communes.containing(each.lat or 0, each.lon or 0) == each.commune, each
    for text in content.structures():
        organisation = Organisation.objects.get(name=text.name)
        form = EditForm(EditForm.showing(organisation), commune=organisation.commune)
        assert form.is_valid(), (text.name, form.errors)
        assert form.content().opening_hours == text.hours


def test_the_hour_moves_what_was_said_on_the_eve_and_nothing_else():
    def said() -> dict[str, datetime]:
        return dict(Listing.objects.values_list("title", "published_at"))

    before = said()
    with clock.at(MIDNIGHT + timedelta(hours=15)):
        a_demonstration(today=None, rebuild=True)
    after = said()
    moved = {title for title in before if before[title] != after[title]}
    assert before.keys() == after.keys()
    assert moved
    assert {after[title] - before[title] for title in moved} == {timedelta(days=1)}


def test_some_requests_are_for_a_day_to_come():
    wanted = Listing.objects.filter(wanted_on__isnull=False)
    assert wanted.count() >= 1
    for request in wanted:
        assert request.is_request
        assert request.wanted_on
        assert TODAY < request.wanted_on <= TODAY + timedelta(days=14)
        assert request.expires_at == listings.end_of(request.wanted_on)


def test_reports_wait_for_the_moderator_about_what_she_may_weigh():
    solenn = Resident.objects.get(name="Solenn")
    waiting = Case.objects.handled_by(solenn).waiting()
    assert waiting.count() >= 3
    for case in waiting:
        report = case.reports.order_by("pk")[0]
        assert report.reporter_id not in {case.author_id, solenn.pk}
        assert report.created_at < MIDNIGHT
        assert Listing.objects.get(pk=case.subject_id).text in report.excerpt
    assert waiting.filter(reports__origin="machine").exists()  # spotted by the program
    assert access.appeals(solenn).exists()
    assert Case.objects.handled_by(solenn).decided().exists()


def test_erasing_takes_the_reports_too():
    building.erase()
    assert not Case.objects.exists()


def test_a_second_call_finds_it_done():
    before = Resident.objects.count()
    said = io.StringIO()
    call_command("build_demonstration", stdout=said)
    assert "already there" in said.getvalue()
    assert Resident.objects.count() == before


# What people are told


def test_personas_have_something_to_see():
    personas = [persona.email for persona in PERSONAS]
    assert Notice.objects.unseen().filter(to__email__in=personas).exists()


def test_only_personas_are_written_to():
    personas = Resident.objects.filter(email__in=[persona.email for persona in PERSONAS])
    assert not Wishes.objects.filter(resident__in=personas).exists()
    assert Wishes.objects.count() == Resident.objects.count() - len(personas)
    before = len(mail.outbox)
    with clock.at(clock.now()):
        deliver(timestamp=0)
    assert all(letter.to[0] in {person.email for person in personas} for letter in mail.outbox[before:])


# How they showed where they live


def test_some_showed_where_they_live_and_others_have_it_to_do():
    level = dict(Residence.objects.values_list("resident__name", "proof"))
    assert level["Maëlle"] == "verified"
    assert 0 < Proof.objects.count() < Residence.objects.count()
    assert set(Proof.objects.values_list("level", flat=True)) == {"verified", "vouched"}
    assert Vouch.objects.filter(voucher=Resident.objects.get(name="Maëlle"), state="asked").exists()
    building.erase()
    assert [model for model in (Proof, Vouch, Batch, Deed) if model.objects.exists()] == []
