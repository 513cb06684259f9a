from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "maillage.agreements"
    label = "agreements"

    def ready(self) -> None:
        from maillage.agreements import on_booking, tellings, tending
        from maillage.bookings import sections
        from maillage.residents import partings, separations

        assert tellings.MADE, "what is told is declared"
        sections.PASSAGES.register(tending.follow)
        sections.PAGE.add(on_booking.SECTION)
        separations.register(tending.separate)
        partings.register(tending.part)
