from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "maillage.reviews"
    label = "reviews"

    def ready(self) -> None:
        from maillage.bookings import sections
        from maillage.residents import partings, profiles
        from maillage.reviews import actions, exchanges, shown, tellings

        assert tellings.ASKED, "what is told is declared"
        sections.register(exchanges.follow_booking)
        sections.add(sections.Section("reviews/of_booking.html", shown.of_booking))
        partings.register(actions.part)
        profiles.add(profiles.Section("reviews/of_person.html", shown.of_person))
