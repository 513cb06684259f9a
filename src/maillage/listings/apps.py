from django.apps import AppConfig


class ListingsConfig(AppConfig):
    name = "maillage.listings"
    label = "listings"
