from django.apps import AppConfig


class ResidentsConfig(AppConfig):
    name = "maillage.residents"
    label = "residents"
