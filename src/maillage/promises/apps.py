from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "maillage.promises"
    label = "promises"
