"""What can be reported says so on its page, to those it is not from."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from maillage.feed.models import Audience
from maillage.listings.models import Listing
from maillage.listings.tests.factories import a_listing
from maillage.moderation.models import Report
from maillage.platform.ids import new_id
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
