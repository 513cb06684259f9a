from django.apps import AppConfig


class ProofsConfig(AppConfig):
    name = "maillage.residents.proofs"
    label = "proofs"

    def ready(self) -> None:
        from maillage.residents import moves, partings, profiles
        from maillage.residents.proofs import queries
        from maillage.residents.proofs.actions import leaving

        moves.register(leaving.follow_home)
        partings.register(leaving.forget_all)
        profiles.add(profiles.Section("proofs/of_person.html", queries.of_person))
