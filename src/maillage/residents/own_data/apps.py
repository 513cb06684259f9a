from django.apps import AppConfig


class OwnDataConfig(AppConfig):
    name = "maillage.residents.own_data"
    label = "own_data"

    def ready(self) -> None:
        from maillage.residents import partings
        from maillage.residents.own_data import actions

        partings.register(actions.forget_all)
