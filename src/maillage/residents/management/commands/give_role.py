"""`maillage manage give_role EMAIL KIND [INSEE|SIREN]`: how a site's first operator names people."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from maillage.residents import actions
from maillage.residents.models import Resident, Role
from maillage.territory.models import Commune, Union


class Command(BaseCommand):
    help = (
        "Give a charge to someone who has an account. They will set up a second factor before anything else. "
        "KIND is one of: host, moderator, agent, elected (in a commune, by its INSEE code, or in a union, by its "
        "SIREN), operator (everywhere: no place)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the address with which they come in")
        parser.add_argument("kind", choices=Role.Kind.values)
        parser.add_argument("place", nargs="?", default="", metavar="INSEE|SIREN")

    def handle(self, *args: Any, email: str, kind: str, place: str, **options: Any) -> None:
        resident = Resident.objects.present().filter(email=email.lower()).first()
        if resident is None:
            raise CommandError(f"Nobody has joined with {email}. They join first, at the site's address.")
        try:
            role = actions.give_role(resident, Role.Kind(kind), _place(Role.Kind(kind), place))
        except actions.NeighbourAccount as refusal:
            raise CommandError(str(refusal)) from None
        where = role.commune or role.union or "everywhere"
        self.stdout.write(f"{resident} ({email}) is now {kind} of {where}.")


def _place(kind: Role.Kind, code: str) -> Commune | Union | None:
    if kind == Role.Kind.OPERATOR:
        if code:
            raise CommandError("An operator looks after the whole site: give no place.")
        return None
    if not code:
        raise CommandError("Say where: the INSEE code of a commune (5 signs) or the SIREN of a union (9 digits).")
    found = Commune.objects.filter(pk=code).first() or Union.objects.filter(pk=code).first()
    if found is None:
        raise CommandError(f"No commune nor union has the code {code}.")
    return found
