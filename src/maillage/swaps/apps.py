from django.apps import AppConfig


class SwapsConfig(AppConfig):
    name = "maillage.swaps"
    label = "swaps"
