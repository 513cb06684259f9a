from django.apps import AppConfig


class BookingsConfig(AppConfig):
    name = "maillage.bookings"
    label = "bookings"

    def ready(self) -> None:
        from maillage.bookings import cards, tellings, tending
        from maillage.listings import passings, sections
        from maillage.residents import partings, separations

        assert tellings.ASKED, "what is told is declared"
        separations.register(tending.break_off)
        partings.register(tending.part)
        passings.register(tending.follow)
        sections.add(sections.Section("bookings/on_listing.html", cards.on_listing, is_main=True))
