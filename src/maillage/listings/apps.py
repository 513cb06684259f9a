from django.apps import AppConfig


class ListingsConfig(AppConfig):
    name = "maillage.listings"
    label = "listings"

    def ready(self) -> None:
        from maillage.listings import actions
        from maillage.residents import moves, partings

        moves.register(actions.follow_home)
        partings.register(actions.forget_all)
