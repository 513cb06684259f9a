from django.apps import AppConfig


class FeedConfig(AppConfig):
    name = "maillage.feed"
    label = "feed"
