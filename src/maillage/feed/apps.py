from django.apps import AppConfig


class FeedConfig(AppConfig):
    name = "maillage.feed"
    label = "feed"

    def ready(self) -> None:
        from maillage.feed.letters import NEW_NEAR
        from maillage.notices import letters

        letters.register(NEW_NEAR)
