from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "maillage.moderation"
    label = "moderation"

    def ready(self) -> None:
        from maillage.moderation import kinds, watching
        from maillage.residents import introductions

        assert kinds.DECIDED, "what is told is declared"
        introductions.register(watching.look_at_profile)
