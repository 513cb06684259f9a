from django.apps import AppConfig


class ResidentsConfig(AppConfig):
    name = "maillage.residents"
    label = "residents"

    def ready(self) -> None:
        from maillage.residents import jobs
        from maillage.territory import changes

        changes.register(jobs.stand_again.defer)
