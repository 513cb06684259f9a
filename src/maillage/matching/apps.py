from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "maillage.matching"
    label = "matching"

    def ready(self) -> None:
        from maillage.listings import openings
        from maillage.matching import actions, jobs, kinds  # noqa: F401 (kinds are declared by being read)
        from maillage.residents import moves, partings

        openings.register(jobs.meet_later)
        moves.register(actions.follow_home)
        partings.register(actions.forget_all)
