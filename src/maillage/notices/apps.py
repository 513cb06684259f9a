from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "maillage.notices"
    label = "notices"

    def ready(self) -> None:
        from maillage.notices import actions
        from maillage.residents import partings

        partings.register(actions.forget_all)
