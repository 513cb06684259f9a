from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "maillage.moderation"
    label = "moderation"

    def ready(self) -> None:
        from maillage.moderation import kinds  # noqa: F401 - declares what it tells people
