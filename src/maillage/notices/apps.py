from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "maillage.notices"
    label = "notices"

    def ready(self) -> None:
        from maillage.notices import actions, of_residents
        from maillage.residents import partings, tidings

        partings.register(actions.forget_all)
        tidings.register(of_residents.tell)
