from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "maillage.conversations"
    label = "conversations"

    def ready(self) -> None:
        from maillage.conversations import tellings  # noqa: F401 (declares what is told of conversations)
