"""How many reports one connection sends without an account."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from maillage.moderation import subjects
from maillage.moderation.models import Report
from maillage.moderation.subjects import Subject
from maillage.platform.ids import new_id
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db
ALLOWED = 10


@pytest.fixture(autouse=True)
def _posters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Things that everybody may see, and report."""
    monkeypatch.setattr(subjects, "_kinds", {})
    author = a_resident("Yann")
    subjects.register("poster", "affiche", lambda *_: Subject("Affiche", "Appelez-moi", author, author.commune, "/"))


def report(browser: Client, key: str = "", **more: Any) -> Any:
    said = {"reason": "scam", "explanation": "Il insiste", "idempotency_key": key or str(new_id())}
    return browser.post(reverse("report", args=["affiche", new_id()]), said, **more)


def after_too_many(browser: Client) -> Any:
    for _ in range(ALLOWED):
        assert report(browser).status_code == 302
    return report(browser)


def test_too_many_reports_without_an_account_wait_and_are_told_what_to_do(client):
    answer = after_too_many(client)
    shown = answer.content.decode()
    assert answer.status_code == 429
    assert 3500 < int(answer["Retry-After"]) <= 3600
    assert "Connectez-vous pour envoyer le vôtre tout de suite, ou réessayez dans 60 minutes" in shown
    assert "Il insiste" in shown
    assert Report.objects.count() == ALLOWED


def test_a_resident_of_the_same_place_is_still_heard(client):
    after_too_many(client)
    client.force_login(a_resident("Maëlle"))
    assert report(client).status_code == 302


def test_another_connection_is_still_heard(client):
    after_too_many(client)
    assert report(client, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_what_is_not_sent_is_not_counted(client):
    for _ in range(ALLOWED * 2):
        assert (
            client.post(reverse("report", args=["affiche", new_id()]), {"idempotency_key": new_id()}).status_code == 422
        )
    assert report(client).status_code == 302
