import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpResponse, HttpResponseRedirect
from django.test import RequestFactory

from maillage.platform import clock
from maillage.platform.idempotency import forget_old_keys, once
from maillage.platform.models import DemonstrationMail, IdempotencyKey


def create(request):
    """A view that creates: it stands for any, with the simplest table."""
    if not request.POST.get("subject"):
        return HttpResponse("a subject is missing", status=422)
    mail = DemonstrationMail.objects.create(to="x@example.org", subject=request.POST["subject"], text="")
    return HttpResponseRedirect(f"/mail/{mail.pk}/")


def post(view, key, subject="Bonjour", secret="one browser"):
    request = RequestFactory().post("/mail/", {"idempotency_key": str(key), "subject": subject})
    request.META["CSRF_COOKIE"] = secret
    request.user = AnonymousUser()
    return view(request)


@pytest.mark.django_db
def test_the_same_form_sent_twice_creates_once_and_leads_to_the_same_page():
    key = uuid4()
    first, second = post(once(create), key), post(once(create), key)
    assert first.url == second.url
    assert DemonstrationMail.objects.count() == 1


@pytest.mark.django_db
def test_the_same_key_with_another_body_is_an_error_and_changes_nothing(client):
    key = uuid4()
    post(once(create), key)
    assert post(once(create), key, subject="Autre chose").status_code == 409
    assert DemonstrationMail.objects.count() == 1


@pytest.mark.django_db
def test_a_form_to_correct_keeps_its_key():
    key = uuid4()
    assert post(once(create), key, subject="").status_code == 422
    assert post(once(create), key, subject="Bonjour").status_code == 302


@pytest.mark.django_db
def test_two_people_may_draw_the_same_key():
    key = uuid4()
    post(once(create), key, secret="one browser")
    assert post(once(create), key, secret="another").status_code == 302
    assert DemonstrationMail.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "1", "not-a-key"])
def test_a_form_without_a_key_creates_nothing(key):
    assert post(once(create), key).status_code == 400
    assert not DemonstrationMail.objects.exists()


@pytest.mark.django_db
def test_a_view_that_fails_leaves_the_key_free():
    key = uuid4()

    def fails(request):
        create(request)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        post(once(fails), key)
    assert not DemonstrationMail.objects.exists()
    assert post(once(create), key).status_code == 302


def sent_together(view, times=8):
    """The same form sent by `times` tabs at the same moment: how many things exist afterwards."""
    key, gate = uuid4(), threading.Barrier(times)

    def send():
        gate.wait()
        try:
            post(view, key)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return DemonstrationMail.objects.count()


@pytest.mark.django_db(transaction=True)
def test_eight_tabs_at_once_create_once():
    assert sent_together(once(create)) == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_guard_eight_tabs_create_eight():
    assert sent_together(create) == 8


@pytest.mark.django_db
def test_keys_are_forgotten_after_a_week():
    post(once(create), uuid4())
    assert forget_old_keys() == 0
    with clock.at(clock.now() + timedelta(days=8)):
        assert forget_old_keys() == 1
    assert not IdempotencyKey.objects.exists()
