"""Whatever the catalogue says is kept for a time leaves after that time: each claim has its job, tried here.

A claim that nobody tries fails: add it to LEAVING, with how to make a row, how long it stays, and the job.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.db import connection
from procrastinate.contrib.django import app

from maillage.agreements.jobs import forget_agreements
from maillage.agreements.models import Agreement
from maillage.api.jobs import forget_usage
from maillage.api.models import Usage
from maillage.bookings.jobs import forget_bookings
from maillage.bookings.tests.factories import a_booking
from maillage.conversations import actions as conversations
from maillage.conversations.jobs import forget_abandoned
from maillage.conversations.models import Conversation
from maillage.conversations.tests.factories import a_conversation
from maillage.moderation.jobs import forget_reports
from maillage.moderation.models import Exhibit
from maillage.moderation.tests.factories import a_moderator, a_report, decided
from maillage.notices.jobs import forget_in_time as forget_notices
from maillage.notices.models import Letter, Notice, Subscription
from maillage.organisations.jobs import forget_invitations
from maillage.organisations.models import Invitation
from maillage.organisations.tests.factories import an_organisation
from maillage.platform import catalogue, clock
from maillage.platform.catalogue import Kept, Personal
from maillage.platform.ids import new_id
from maillage.platform.jobs import forget_in_time, keep_house
from maillage.platform.models import DemonstrationMail, IdempotencyKey, Photo
from maillage.platform.tests.uploads import a_photo
from maillage.promises import actions as promises
from maillage.promises.jobs import forget as forget_claims
from maillage.promises.tests.factories import a_claim
from maillage.residents import actions as residents
from maillage.residents.jobs import forget_codes, forget_sessions, tend_dormant
from maillage.residents.models import MailedCode, Resident, Session
from maillage.residents.own_data import actions as own_data
from maillage.residents.own_data.jobs import forget_exports
from maillage.residents.proofs import models as proofs
from maillage.residents.proofs.actions import papers, sheets
from maillage.residents.proofs.jobs import end_proofs, forget_papers
from maillage.residents.proofs.tests.factories import a_verified, an_agent, an_inhabitant
from maillage.residents.tests.factories import a_resident
from maillage.reviews.jobs import forget_exchanges
from maillage.reviews.models import Exchange
from maillage.reviews.tests.factories import a_review, a_sale, an_exchange
from maillage.swaps import actions as swaps
from maillage.swaps.jobs import forget as forget_swaps
from maillage.swaps.tests.factories import a_swap
from maillage.territory.tests.factories import a_commune
from maillage.townhall import acts
from maillage.townhall.jobs import forget as forget_of_offices
from maillage.townhall.tests.factories import a_post_invitation, a_town

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
# What leaves with something else, when a person does it: no clock decides.
BY_HAND = {Kept.SUBJECT, Kept.UNTIL_CHANGED, Kept.TRACE}


@dataclass(frozen=True)
class Leaving:
    """A row made at NOW, which is still there after `stays`, and gone after `gone`."""

    make: Callable[[], object]
    job: Callable[..., object]
    stays: timedelta
    gone: timedelta


def an_old_line_of_a_journal() -> None:
    with clock.at(NOW - timedelta(days=3 * 366 + 1)):
        acts.note(None, a_town(), "townhall.opened")


def a_failed_delivery() -> None:
    """An e-mail that could not leave after all its tries."""
    app.configure_task("maillage.platform.jobs.deliver").defer(to=["maelle@exemple.fr"])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")
        cursor.execute("UPDATE procrastinate_events SET at = %s", [NOW])


def an_abandoned_conversation() -> None:
    """One left the conversation, the other closed their account."""
    first, second = a_resident("Maëlle"), a_resident("Yann")
    conversations.leave(first, a_conversation(first, second))
    residents.leave(second)


def a_claim_that_is_over() -> None:
    claim = a_claim()
    promises.withdraw(claim.claimant, claim)


def a_swap_that_is_over() -> None:
    swap = a_swap()
    swaps.withdraw(swap.proposer, swap)


def a_decision() -> None:
    """A warning: nothing holds anybody to anything when its year is over."""
    decided(a_moderator(), a_report(a_resident("Yann")).case)


def a_review_alone() -> None:
    exchange = an_exchange()
    a_review(exchange.taker, exchange)


def an_account() -> None:
    a_resident(last_active_on=date(2026, 11, 1), warnings_sent=2, warned_on=date(2028, 11, 1))


def a_subscription() -> None:
    """A browser that asked to be pushed to, in a session that ends in 60 days."""
    resident, device = a_resident(), new_id()
    opened = {"device_id": device, "opened_at": NOW, "expire_date": NOW + timedelta(days=60)}
    Session.objects.create(session_key="b", session_data="", resident=resident, **opened)
    Subscription.objects.create(
        resident=resident, device_id=device, endpoint="https://push.example.org/a", p256dh="k", auth="s"
    )


def a_sheet() -> None:
    agent = an_agent()
    sheets.prepare(agent, agent.roles.get().commune, 5)


DAY, WEEK = timedelta(days=1), timedelta(days=7)
LEAVING = {
    ("platform.DemonstrationMail", Kept.DAY): Leaving(
        lambda: DemonstrationMail.objects.create(to="a@b.example", subject="?", text="?", created_at=NOW),
        forget_in_time, DAY, DAY + timedelta(hours=1),
    ),
    ("platform.IdempotencyKey", Kept.WEEK): Leaving(
        lambda: IdempotencyKey.objects.create(key=new_id(), owner="a", body_digest="b", created_at=NOW),
        forget_in_time, WEEK, WEEK + timedelta(hours=1),
    ),
    ("procrastinate.ProcrastinateJob", Kept.DAY): Leaving(
        a_failed_delivery, forget_in_time, timedelta(hours=23), DAY + timedelta(hours=1)
    ),
    ("residents.MailedCode", Kept.DAY): Leaving(
        lambda: MailedCode.objects.create(purpose="enter", email="a@b.example", fingerprint="c", sent_at=NOW),
        forget_codes, DAY, DAY + timedelta(hours=1),
    ),
    ("residents.Session", Kept.SESSION): Leaving(
        lambda: Session.objects.create(session_key="a", session_data="b", expire_date=NOW + timedelta(days=60)),
        forget_sessions, timedelta(days=60), timedelta(days=61),
    ),
    ("api.Usage", Kept.DAY): Leaving(
        lambda: Usage.objects.create(address_digest="a", used=1, window_starts_at=NOW),
        forget_usage, timedelta(minutes=59), timedelta(hours=2),
    ),
    ("townhall.PostInvitation", Kept.WEEK): Leaving(
        lambda: a_post_invitation(a_town(), a_resident(settled=False)),
        forget_of_offices,
        timedelta(days=6, hours=23),
        timedelta(days=7, hours=1),
    ),
    # The database itself keeps a line for three years, by its own clock: this one is older.
    ("townhall.Act", Kept.ACTS): Leaving(
        an_old_line_of_a_journal, forget_of_offices, timedelta(days=-1), timedelta(0)
    ),
    ("organisations.Invitation", Kept.WEEK): Leaving(
        lambda: Invitation.objects.create(
            organisation=an_organisation(), email="a@b.example", fingerprint="d", sent_at=NOW
        ),
        forget_invitations, WEEK - timedelta(seconds=1), WEEK + DAY,
    ),
    ("notices.Notice", Kept.NOTICE): Leaving(
        lambda: Notice.objects.create(to=a_resident(), kind="tests.seen", path="/", seen_at=NOW, told_at=NOW),
        forget_notices, timedelta(days=90), timedelta(days=91),
    ),
    ("notices.Letter", Kept.NOTICE): Leaving(
        lambda: Letter.objects.create(resident=a_resident(), day=NOW.date(), left_at=NOW),
        forget_notices, timedelta(days=90), timedelta(days=91),
    ),
    ("notices.Subscription", Kept.SESSION): Leaving(
        a_subscription, forget_notices, timedelta(days=59), timedelta(days=61)
    ),
    ("moderation.Report", Kept.REPORT): Leaving(
        lambda: a_report(a_resident()), forget_reports, timedelta(days=365), timedelta(days=366),
    ),
    ("moderation.Case", Kept.STATEMENT): Leaving(
        a_decision, forget_reports, timedelta(days=365), timedelta(days=366)
    ),
    ("promises.Claim", Kept.EXCHANGE): Leaving(
        a_claim_that_is_over, forget_claims, timedelta(days=729), timedelta(days=731)
    ),
    ("swaps.Swap", Kept.EXCHANGE): Leaving(
        a_swap_that_is_over, forget_swaps, timedelta(days=729), timedelta(days=731)
    ),
    ("residents.Resident", Kept.ACCOUNT): Leaving(
        an_account, tend_dormant, timedelta(days=730), timedelta(days=761)
    ),
    ("bookings.Booking", Kept.EXCHANGE): Leaving(
        lambda: a_booking(state="returned", ended_at=NOW),
        forget_bookings, timedelta(days=730), timedelta(days=732)
    ),
    ("own_data.Export", Kept.WEEK): Leaving(
        lambda: own_data.ask(a_resident()), forget_exports, WEEK - timedelta(minutes=1), WEEK
    ),
    ("agreements.Agreement", Kept.EXCHANGE): Leaving(
        lambda: Agreement.objects.create(
            owner=a_resident(), borrower=a_resident("Yann"), mode="loan", state="over", ended_at=NOW
        ),
        forget_agreements, timedelta(days=730), timedelta(days=732)
    ),
    ("proofs.Proof", Kept.PROOF): Leaving(
        lambda: a_verified("Yann"), end_proofs, timedelta(days=729), timedelta(days=730)
    ),
    ("proofs.Batch", Kept.JOURNAL): Leaving(a_sheet, end_proofs, timedelta(days=365), timedelta(days=426)),
    ("proofs.Code", Kept.QUARTER): Leaving(a_sheet, end_proofs, timedelta(days=90), timedelta(days=91)),
    ("proofs.Deed", Kept.JOURNAL): Leaving(a_sheet, end_proofs, timedelta(days=365), timedelta(days=366)),
    ("proofs.Letter", Kept.QUARTER): Leaving(
        lambda: proofs.Letter.objects.create(
            resident=a_resident(), commune_id="22050", asked_at=NOW, printed_on=NOW.date()
        ),
        end_proofs, timedelta(days=60), timedelta(days=61),
    ),
    ("proofs.Paper", Kept.DECISION): Leaving(
        lambda: papers.send(an_inhabitant(), proofs.Paper.Kind.BILL, a_photo()),
        forget_papers, timedelta(days=14), timedelta(days=14, hours=1),
    ),
    ("proofs.Permit", Kept.JOURNAL): Leaving(
        lambda: proofs.Permit.objects.create(
            organisation=new_id(), organisation_name="?", commune=a_commune("22050"), a_year=5, given_at=NOW,
            withdrawn_at=NOW,
        ),
        end_proofs, timedelta(days=365), timedelta(days=366),
    ),
    ("proofs.Vouch", Kept.PROOF): Leaving(
        lambda: proofs.Vouch.objects.create(
            asker=a_resident(), voucher=a_resident("Yann"), state="ended", asked_at=NOW, answered_at=NOW
        ),
        end_proofs, timedelta(days=730), timedelta(days=731),
    ),
    ("reviews.Exchange", Kept.LEDGER): Leaving(
        lambda: a_sale(a_resident()), forget_exchanges, timedelta(days=1860), timedelta(days=1870)
    ),
    ("reviews.Review", Kept.REVIEW): Leaving(
        a_review_alone, forget_exchanges, timedelta(days=1095), timedelta(days=1097)
    ),
    ("conversations.Conversation", Kept.CONVERSATION): Leaving(
        an_abandoned_conversation, forget_abandoned, timedelta(seconds=-1), timedelta(0)
    ),
}  # fmt: skip
# These go with a row of LEAVING, or tell of nobody any more once the account is an empty row.
WITH_ANOTHER = {
    ("conversations.Participant", Kept.CONVERSATION): "conversations.Conversation",
    ("conversations.Message", Kept.CONVERSATION): "conversations.Conversation",
    ("notices.Delivery", Kept.NOTICE): "notices.Notice",
    ("swaps.SwapItem", Kept.EXCHANGE): "swaps.Swap",
    ("agreements.Version", Kept.EXCHANGE): "agreements.Agreement",
    ("agreements.Statement", Kept.EXCHANGE): "agreements.Agreement",
    ("agreements.Difficulty", Kept.EXCHANGE): "agreements.Agreement",
    ("agreements.Turn", Kept.EXCHANGE): "agreements.Difficulty",
    ("agreements.AgreementPhoto", Kept.EXCHANGE): "agreements.Agreement",
    ("residents.Role", Kept.ACCOUNT): "residents.Resident",
    ("moderation.Exhibit", Kept.REPORT): "moderation.Report",
    ("moderation.Decision", Kept.STATEMENT): "moderation.Case",
    ("moderation.Appeal", Kept.STATEMENT): "moderation.Decision",
    ("organisations.Membership", Kept.ACCOUNT): "residents.Resident",
    ("townhall.Post", Kept.ACCOUNT): "residents.Resident",
    ("organisations.Organisation", Kept.ACCOUNT): "residents.Resident",
}


def claims() -> set[tuple[str, Kept]]:
    """Of each model, what its columns claim and a clock or a closing decides."""
    return {
        (declaration.model, column.kept)
        for declaration in catalogue.declarations()
        if isinstance(declaration, Personal)
        for column in declaration.columns.values()
        if column.kept not in BY_HAND
    }


def test_each_claim_of_the_catalogue_has_its_job() -> None:
    assert claims() == set(LEAVING) | set(WITH_ANOTHER)


@pytest.mark.parametrize("claim", sorted(LEAVING))
def test_each_job_is_asked_for_by_the_clock(claim: tuple[str, Kept]) -> None:
    periodic = {each.task.name for each in app.periodic_registry.periodic_tasks.values()}
    assert LEAVING[claim].job.name in periodic  # type: ignore[attr-defined]


@pytest.mark.parametrize("claim", sorted(LEAVING))
def test_what_is_kept_for_a_time_leaves_after_it(claim: tuple[str, Kept]) -> None:
    model, leaving = apps.get_model(claim[0]), LEAVING[claim]
    with clock.at(NOW):
        leaving.make()
    present = model._default_manager.filter(is_active=True) if model is Resident else model._default_manager.all()
    assert present.count() > 0
    for moment, is_there in ((NOW + leaving.stays, True), (NOW + leaving.gone, False)):
        if moment >= NOW:
            with clock.at(moment):
                leaving.job(timestamp=0)
        assert present.exists() == is_there, moment


@pytest.mark.parametrize("claim", sorted(WITH_ANOTHER))
def test_what_goes_with_another_hangs_on_it(claim: tuple[str, Kept]) -> None:
    related = {field.related_model._meta.label for field in apps.get_model(claim[0])._meta.fields if field.is_relation}
    assert WITH_ANOTHER[claim] in related


def test_photos_that_nothing_shows_leave_the_next_night() -> None:
    Photo.objects.create(width=8, height=8, created_at=NOW)
    for moment, is_there in ((NOW + timedelta(hours=23), True), (NOW + timedelta(hours=25), False)):
        with clock.at(moment):
            keep_house(timestamp=0)
        assert Photo.objects.exists() == is_there


def test_a_report_that_leaves_takes_its_photo() -> None:
    with clock.at(NOW):
        report = a_report(a_resident())
    photo = Photo.objects.create(width=8, height=8, created_at=NOW)
    Exhibit.objects.create(report=report, photo=photo)
    with clock.at(NOW + timedelta(days=366)):
        forget_reports(timestamp=0)
    assert not Photo.objects.exists()


def test_a_conversation_that_somebody_keeps_stays() -> None:
    first, second = a_resident("Maëlle"), a_resident("Yann")
    conversations.leave(first, a_conversation(first, second))
    forget_abandoned(timestamp=0)
    assert Conversation.objects.count() == 1


def test_an_exchange_for_nothing_of_which_nobody_speaks_leaves_after_two_years() -> None:
    with clock.at(NOW):
        an_exchange()
    for gone_by, is_there in ((timedelta(days=730), True), (timedelta(days=732), False)):
        with clock.at(NOW + gone_by):
            forget_exchanges(timestamp=0)
        assert Exchange.objects.exists() == is_there
