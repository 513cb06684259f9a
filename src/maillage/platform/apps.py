from django.apps import AppConfig
from django.db.models import BigIntegerField

from maillage.platform.lookups import Among


class PlatformConfig(AppConfig):
    name = "maillage.platform"
    label = "platform"

    def ready(self) -> None:
        BigIntegerField.register_lookup(Among)
