from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "maillage.reviews"
    label = "reviews"

    def ready(self) -> None:
        from maillage.bookings import sections as bookings
        from maillage.platform.sections import Section
        from maillage.promises import sections as promises
        from maillage.residents import partings, profiles
        from maillage.reviews import actions, exchanges, shown, tellings
        from maillage.swaps import sections as swaps

        assert tellings.ASKED, "what is told is declared"
        bookings.PASSAGES.register(exchanges.follow_booking)
        bookings.PAGE.add(Section("reviews/of_exchange.html", shown.of_booking, comes_first=True))
        promises.PASSAGES.register(exchanges.follow_claim)
        promises.PAGE.add(Section("reviews/of_exchange.html", shown.of_claim))
        swaps.PASSAGES.register(exchanges.follow_swap)
        swaps.PAGE.add(Section("reviews/of_exchange.html", shown.of_swap))
        partings.register(actions.part)
        profiles.add(profiles.Section("reviews/of_person.html", shown.of_person))
