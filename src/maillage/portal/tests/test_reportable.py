"""What can be reported says so on its page, to those it is not from."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.test import Client
from django.urls import reverse

from maillage.feed.models import Audience
from maillage.listings.models import Listing
from maillage.listings.tests.factories import a_listing
from maillage.moderation import subjects
from maillage.moderation.models import Report
from maillage.platform import catalogue
from maillage.platform.catalogue import SeenBy
from maillage.platform.ids import new_id
from maillage.platform.models import Photo
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db


def pages(listing: Listing) -> list[tuple[str, str]]:
    """Each page that shows something of the author's, and where it leads to report it."""
    assert listing.author
    return [
        (listing.get_absolute_url(), reverse("report", args=["annonce", listing.pk])),
        (listing.author.get_absolute_url(), reverse("report", args=["habitant", listing.author.pk])),
    ]


@pytest.fixture
def author() -> Resident:
    return a_resident("Yann")


@pytest.fixture
def listing(author: Resident) -> Listing:
    return a_listing(author, audience=Audience.PUBLIC)


def test_a_neighbour_is_led_from_each_page_to_its_report(client, listing, author):
    client.force_login(a_resident("Maëlle"))
    for page, report in pages(listing):
        assert f'href="{report}"' in client.get(page).content.decode()
        sent = client.post(report, {"reason": "spam", "idempotency_key": str(new_id())})
        assert sent.status_code == 302
    assert [made.case.author for made in Report.objects.all()] == [author, author]


def test_a_visitor_reports_a_public_listing_without_an_account(client, listing):
    page, report = pages(listing)[0]
    assert f'href="{report}"' in client.get(page).content.decode()
    assert client.get(report).status_code == 200


def test_nobody_is_led_to_report_themselves(client: Client, listing, author):
    client.force_login(author)
    for page, report in pages(listing):
        assert report not in client.get(page).content.decode()


def receipts(client: Client, listing: Listing) -> list[tuple[str, str]]:
    """Each thing of the author's and the receipt of its report."""
    said = {"reason": "spam"}
    return [
        (page, client.post(report, said | {"idempotency_key": str(new_id())}, follow=True).content.decode())
        for page, report in pages(listing)
    ]


def test_after_a_report_one_may_go_back_or_block_the_person(client, listing, author):
    client.force_login(a_resident("Maëlle"))
    block = reverse("block", args=[author.pk])
    for page, receipt in receipts(client, listing):
        assert f'href="{page}"' in receipt
        assert f'action="{block}"' in receipt
    assert client.post(block).status_code == 302
    receipt = client.get(reverse("report-receipt", args=[Report.objects.earliest("created_at").pk])).content.decode()
    assert f'href="{listing.get_absolute_url()}"' not in receipt
    assert f'action="{block}"' not in receipt


def test_a_visitor_goes_back_and_is_offered_nobody_to_block(client, listing, author):
    page, report = pages(listing)[0]
    sent = {"reason": "spam", "idempotency_key": str(new_id())}
    receipt = client.post(report, sent, follow=True).content.decode()
    assert f'href="{page}"' in receipt
    assert reverse("block", args=[author.pk]) not in receipt


def test_the_receipt_of_a_visitor_s_report_names_nobody_to_another(client, listing, author):
    sent = {"reason": "spam", "idempotency_key": str(new_id())}
    receipt = Client().post(pages(listing)[0][1], sent)["Location"]
    client.force_login(a_resident("Maëlle"))
    assert reverse("block", args=[author.pk]) not in client.get(receipt).content.decode()


# With what each column is reported that holds what somebody writes, or shows, to somebody else.
REPORTED_WITH = {
    "annonce": "listings.Listing: title text in_return deposit trade_name place_name; listings.ListingPhoto: photo",
    "message": "conversations.Message: text photo",
    "habitant": "residents.Resident: name about skills photo",
    "structure": "organisations.Organisation: name about address opening_hours phone email website",
    "avis": "reviews.Review: words",
    "reponse": "reviews.Review: reply",
    "reservation": "bookings.Booking: words",
    "demande": "promises.Claim: words",
    "troc": "swaps.Swap: words",
    "accord": "agreements.Version: object deposit condition; agreements.AgreementPhoto: photo",
    "etat": "agreements.Statement: words",
    "difficulte": "agreements.Turn: words",
}
# The rest is drawn by the program, chosen in a list, or a copy of what is above, hidden with it.
NOT_WRITTEN = {
    "platform.Photo: description",  # of the photo that it stands for
    "platform.DemonstrationMail: to subject text html",  # the letters of the demonstration
    "feed.Entry: title words photo price_unit in_return",  # of a listing or a structure
    "conversations.Conversation: about_title",
    "conversations.Message: happening facts",
    "organisations.Organisation: siret",
    "organisations.Invitation: email",
    "listings.Listing: other_modes category siret",
    "listings.Hold: by_kind",
    "bookings.Booking: title",
    "reviews.Exchange: title",
}
SHOWN_TO_OTHERS = {SeenBy.NEIGHBOURS, SeenBy.PARTICIPANTS, SeenBy.AUDIENCE, SeenBy.EVERYONE, SeenBy.HOUSEHOLD}


def columns(said: str) -> set[tuple[str, str]]:
    """ "listings.Listing: title text; listings.ListingPhoto: photo": each a model and a column."""
    parts = (part.strip().partition(": ") for part in said.split(";"))
    return {(model, column) for model, _colon, names in parts for column in names.split()}


def test_whatever_somebody_writes_or_shows_to_another_can_be_reported():
    found = set()
    for each in catalogue.declarations():
        for name, column in each.columns.items():
            field = apps.get_model(each.model)._meta.get_field(name)
            is_photo = field.is_relation and field.related_model is Photo
            is_written = isinstance(field, models.CharField | models.TextField | ArrayField | models.JSONField)
            if column.seen_by in SHOWN_TO_OTHERS and (is_photo or (is_written and not field.choices)):
                found.add((each.model, name))
    reported = set().union(*(columns(said) for said in REPORTED_WITH.values()))
    assert found == reported | set().union(*map(columns, NOT_WRITTEN))
    assert set(REPORTED_WITH) == set(subjects.paths())
