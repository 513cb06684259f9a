"""People of a running site who exchange with each other, told of everything at once: made in its own database.

Run as a program, for its settings are those of the site, not those of the tests.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from datetime import time
from pathlib import Path
from typing import Any

from tests.running import RunningSite

ROOT = Path(__file__).resolve().parents[2]
CSRF = "c" * 32
NAMES = ("Maëlle", "Yann", "Awa")


@dataclass(frozen=True)
class Neighbour:
    """Who is in, by which cookies; a thing to lend, a thing to give, and a conversation with the next one."""

    name: str
    cookies: str
    loan: str
    gift: str
    talk: str


def settle(site: RunningSite, address: str) -> list[Neighbour]:
    """Let three neighbours live on that site, each with a session open."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "maillage.platform.settings",
        "MAILLAGE_DATA": str(site.folder),
        "DATABASE_URL": address,
        "MAILLAGE_ADDRESS": site.address,
    }
    command = [sys.executable, "-W", "ignore", "-m", "tests.crashes.neighbours"]
    told = subprocess.run(command, env=environment, cwd=ROOT, check=True, timeout=60, stdout=subprocess.PIPE).stdout
    return [Neighbour(**each) for each in json.loads(told)]


def _settle() -> list[Neighbour]:
    from maillage.bookings.tests.factories import an_availability
    from maillage.conversations import actions as conversations
    from maillage.listings.models import Mode
    from maillage.listings.tests.factories import a_listing
    from maillage.notices.models import Wishes
    from maillage.platform.ids import new_id
    from maillage.residents.tests.factories import a_resident

    people = [a_resident(name, email=f"{number}@voisins.example") for number, name in enumerate(NAMES)]
    made = []
    for person, following in zip(people, people[1:] + people[:1], strict=True):
        Wishes.objects.create(resident=person, has_letters=False, quiet_from=time(0), quiet_until=time(0))
        loan = a_listing(person, title=f"Échelle de {person.name}")
        an_availability(loan)
        gift = a_listing(person, title=f"Lit de {person.name}", mode=Mode.GIFT, category="other")
        talk = conversations.open(person, [following], None, text="Bonjour !", key=new_id())
        addresses = [each.get_absolute_url() for each in (loan, gift, talk)]
        made.append(Neighbour(person.name, _cookies(person), *addresses))
    return made


def _cookies(person: Any) -> str:
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from maillage.residents.sessions import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={CSRF}"


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps([asdict(each) for each in _settle()]))
