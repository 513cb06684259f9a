from django.apps import AppConfig


class TownhallConfig(AppConfig):
    name = "maillage.townhall"
    label = "townhall"

    def ready(self) -> None:
        from maillage.residents import partings
        from maillage.townhall import actions

        partings.register(actions.forget)
