"""The homes of the vault, compared: whether two are one, how many accounts one holds, and where a letter would go."""

from __future__ import annotations

import re
from math import cos, radians

from django.db import connection
from django.utils.crypto import salted_hmac

from maillage.residents.models import Residence, Resident
from maillage.residents.proofs.models import Proof
from maillage.residents.proofs.refusals import NoHome
from maillage.territory.spelling import fold

# A family, grown children, a flat share. A building with one number for all has more: then a human looks.
AT_MOST = 8
# Two people of one home do not point at the same place of a map to the metre.
SAME_HOME_M = 60
METRES_A_DEGREE = 111_320
# "12 Rue du Jerzual 22100 Dinan", as the national address base writes it.
POSTAL = re.compile(r"(?P<street>\d+.*?)[, ]+(?P<town>\d{5} .+)")


def of(resident: Resident) -> Residence:
    """Where somebody lives. Raises NoHome."""
    found = Residence.objects.filter(resident=resident).first()
    if found is None or resident.commune is None:
        raise NoHome
    return found


def fingerprint(home: Residence, resident: Resident) -> str:
    """Tells two homes apart without saying where either is."""
    where = fold(home.label) if home.label else f"{home.lat:.4f} {home.lon:.4f}"
    return salted_hmac(
        "maillage.residents.proofs.home", f"{resident.commune_id} {where}", algorithm="sha256"
    ).hexdigest()


def are_one(first: Residence, second: Residence) -> bool:
    """Whether two people say that they live in the same home: the same address, or the same spot of a map."""
    if first.label and second.label:
        return fold(first.label) == fold(second.label)
    north = (first.lat - second.lat) * METRES_A_DEGREE
    east = (first.lon - second.lon) * METRES_A_DEGREE * cos(radians(first.lat))
    return north * north + east * east <= SAME_HOME_M**2


def hold(home: str) -> None:
    """From here to the end of the transaction, nobody else counts the accounts of this home."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"home {home}"])


def others_at(home: str, resident: Resident) -> int:
    """How many other accounts are proved at this home."""
    return Proof.objects.filter(home=home).exclude(resident=resident).count()


def envelope(home: Residence) -> list[str] | None:
    """The lines of a postal address, or None where a letter would not arrive."""
    found = POSTAL.fullmatch(home.label.strip())
    return [found["street"], found["town"]] if found else None
