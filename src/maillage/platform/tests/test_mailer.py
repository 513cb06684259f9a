"""E-mail through a real queue and a real SMTP conversation, on the loopback."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import connection, transaction
from django.utils import timezone
from procrastinate import SyncPsycopgConnector
from procrastinate.contrib.django import app, connector_params
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from maillage.platform import database
from maillage.platform.models import DemonstrationMail, Handover

pytestmark = pytest.mark.django_db(transaction=True)


class MailServer:
    """A mail server that is away until it is started, and what it received."""

    def __init__(self):
        self.port = free_port()
        self.letters = []
        self.controller = None

    kills = None

    def start(self):
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def stop(self):
        if self.controller:
            self.controller.stop()

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the name of the SMTP command
        self.letters.append(message_from_bytes(envelope.content, policy=default))
        if self.kills is not None:  # before it reads that the letter is kept
            self.kills.kill()
            self.kills = None
        return "250 kept"


@pytest.fixture(autouse=True)
def _own_mailer(settings):
    settings.EMAIL_BACKEND = "maillage.platform.mailer.Backend"  # pytest-django puts its own
    settings.IS_DEMONSTRATION = False
    settings.EMAIL_USE_TLS = False


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def mail_server(settings):
    server = MailServer()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    yield server
    server.stop()


def send(subject="Votre code"):
    message = EmailMultiAlternatives(
        subject, "C’est le 123 456.", to=["maelle@example.org"], headers={"X-Kind": "code"}
    )
    message.attach_alternative("<p>C’est le 123 456.</p>", "text/html")
    message.send()


def work(mail_server, *, is_killed=False):
    """A real worker in a process of its own does the jobs that are due, then stops."""
    environment = {
        **os.environ,
        "DATABASE_URL": database.renamed(os.environ["DATABASE_URL"], connection.settings_dict["NAME"]),
        "MAILLAGE_SMTP_HOST": "127.0.0.1",
        "MAILLAGE_SMTP_PORT": str(mail_server.port),
        "MAILLAGE_SMTP_TLS": "0",
    }
    command = [sys.executable, "-m", "maillage", "manage", "procrastinate", "worker", "--one-shot"]
    worker = subprocess.Popen(
        [*command, "--delete-jobs", "successful"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    mail_server.kills = worker if is_killed else None
    assert worker.wait(60) == (-signal.SIGKILL if is_killed else 0)


def deliveries():
    """The e-mails that wait. The worker may have left what falls due every ten minutes."""
    return ProcrastinateJob.objects.filter(task_name="maillage.platform.jobs.deliver")


def test_an_email_reaches_the_mail_server_whole(mail_server):
    mail_server.start()
    send()
    work(mail_server)
    (letter,) = mail_server.letters
    assert letter["To"] == "maelle@example.org"
    assert letter["X-Kind"] == "code"
    assert letter.get_body(["plain"]).get_content().strip() == "C’est le 123 456."
    assert letter.get_body(["html"]).get_content().strip() == "<p>C’est le 123 456.</p>"
    assert not deliveries().exists()  # nothing keeps a code longer than it must


def test_an_email_without_a_formatted_part_gets_one_made_of_its_own_words(mail_server):
    mail_server.start()
    EmailMessage("Votre code", "Bonjour,\n\n    123 456\n\nMaillage", to=["maelle@example.org"]).send()
    work(mail_server)
    (letter,) = mail_server.letters
    assert letter.get_body(["plain"]).get_content().split() == ["Bonjour,", "123", "456", "Maillage"]
    assert '<p class="code">123 456</p>' in letter.get_body(["html"]).get_content()


def test_while_the_mail_server_is_away_nobody_waits_and_nothing_is_lost(mail_server):
    send()
    work(mail_server)
    (job,) = deliveries()
    assert (job.status, job.attempts) == ("todo", 1)
    mail_server.start()
    deliveries().filter(pk=job.pk).update(scheduled_at=timezone.now())
    work(mail_server)
    assert [letter["Subject"] for letter in mail_server.letters] == ["Votre code"]


def test_what_is_undone_sends_nothing(mail_server):
    with transaction.atomic():
        send()
        transaction.set_rollback(True)
    assert not deliveries().exists()


def test_what_a_worker_undoes_sends_nothing(mail_server):
    """The worker has connections of its own to the queue: none of them may enqueue what the job then undoes."""
    with app.replace_connector(SyncPsycopgConnector(kwargs=connector_params())) as of_worker:
        of_worker.connector.open()
        try:
            with transaction.atomic():
                send()
                transaction.set_rollback(True)
        finally:
            of_worker.connector.close()
    assert not deliveries().exists()


def test_in_the_demonstration_everything_stays_on_the_machine(mail_server, settings):
    settings.IS_DEMONSTRATION = True
    send("Bienvenue")
    assert DemonstrationMail.objects.get().subject == "Bienvenue"
    assert not deliveries().exists()
    assert not mail.outbox


def rescue(mail_server):
    """The next worker finds the one that was killed silent for long, and takes up what it left."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")
    with suppress(AlreadyEnqueued):  # by the worker that was killed
        app.configure_task("maillage.platform.jobs.rescue", queueing_lock="platform-rescue").defer(timestamp=0)
    work(mail_server)


def test_a_job_cut_short_is_done_again(mail_server):
    mail_server.start()
    send()
    deliveries().update(status="doing")
    rescue(mail_server)
    assert len(mail_server.letters) == 1
    assert not deliveries().exists()


def test_of_two_of_one_kind_the_one_cut_short_makes_room_for_the_other(mail_server):
    housekeeping = app.configure_task("maillage.platform.jobs.keep_house", queueing_lock="housekeeping")
    cut_short = housekeeping.defer(timestamp=0)
    ProcrastinateJob.objects.filter(pk=cut_short).update(status="doing")
    housekeeping.defer(timestamp=0)
    rescue(mail_server)
    assert not ProcrastinateJob.objects.filter(task_name="maillage.platform.jobs.keep_house").exists()


def test_a_worker_killed_when_the_letter_was_kept_sends_it_once(mail_server):
    mail_server.start()
    send()
    work(mail_server, is_killed=True)
    assert deliveries().get().status == "doing"
    rescue(mail_server)
    assert len(mail_server.letters) == 1
    assert not deliveries().exists()


def test_without_the_note_taken_before_it_would_be_sent_twice(mail_server):
    """The negative control of the test above; both carry one Message-ID."""
    mail_server.start()
    send()
    work(mail_server, is_killed=True)
    Handover.objects.all().delete()
    rescue(mail_server)
    assert len({letter["Message-ID"] for letter in mail_server.letters}) == 1
    assert len(mail_server.letters) == 2
