from django.apps import AppConfig


class ListingsConfig(AppConfig):
    name = "maillage.listings"
    label = "listings"

    def ready(self) -> None:
        from maillage.listings import actions, cards, freshness, habits, passings, solving, widening
        from maillage.notices import letters
        from maillage.residents import moves, partings, profiles

        moves.register(actions.follow_home)
        partings.register(actions.forget_all)
        partings.register(habits.forget)
        for follower in (freshness.follow, solving.follow, widening.follow):
            passings.register(follower)
        letters.register(solving.SOLVED_NEAR)
        profiles.add(profiles.Section("listings/habit.html", habits.of_person, beside=("answer_habit",)))
        profiles.add(profiles.Section("listings/of_person.html", cards.of_person))
