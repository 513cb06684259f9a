"""What cannot be done with a booking; the words of each tell why and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _

from maillage.bookings.models import State


class Refused(Exception):
    """The sentence to show is `str(refused)`. `nearest` holds periods that would do instead."""

    nearest: tuple[DateTimeTZRange, ...] = ()


class NoSuchTransition(Refused):
    """The table does not hold it."""

    def __init__(self, before: State, after: State) -> None:
        super().__init__(
            _("Cette réservation est à l’état « %(before)s » : elle ne peut pas passer à « %(after)s ».")
            % {"before": before.label, "after": after.label}
        )


class NotBookable(Refused):
    """This listing is not, or no more, to be booked by this person."""


class BadPeriod(Refused):
    """A period that cannot be, or that the availability does not hold."""


class Taken(Refused):
    """Somebody else has it then."""

    def __init__(self, nearest: Sequence[DateTimeTZRange] = ()) -> None:
        super().__init__(_("Ces dates viennent d’être prises. Choisissez-en d’autres."))
        self.nearest = tuple(nearest)


class TooEarly(Refused):
    """What is said to have happened could not have happened yet."""


class BadPrice(Refused):
    """A price where there is none, or none where there is one."""


class NotYours(Refused, PermissionError):
    """Only the two people of a booking, and only the author of a listing."""

    def __init__(self) -> None:
        super().__init__(_("Cette réservation n’est pas la vôtre."))
