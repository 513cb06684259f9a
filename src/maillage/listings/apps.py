from django.apps import AppConfig


class ListingsConfig(AppConfig):
    name = "maillage.listings"
    label = "listings"

    def ready(self) -> None:
        from maillage.listings import actions, cards
        from maillage.residents import moves, partings, profiles

        moves.register(actions.follow_home)
        partings.register(actions.forget_all)
        profiles.add(profiles.Section("listings/of_person.html", cards.of_person))
