from django.apps import AppConfig


class PlatformConfig(AppConfig):
    name = "maillage.platform"
    label = "platform"
