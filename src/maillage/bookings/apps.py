from django.apps import AppConfig


class BookingsConfig(AppConfig):
    name = "maillage.bookings"
    label = "bookings"

    def ready(self) -> None:
        from maillage.bookings import tellings, tending
        from maillage.residents import partings, separations

        assert tellings.ASKED, "what is told is declared"
        separations.register(tending.break_off)
        partings.register(tending.part)
