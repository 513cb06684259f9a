from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "maillage.promises"
    label = "promises"

    def ready(self) -> None:
        from maillage.listings import passings, sections
        from maillage.promises import actions, jobs, shown
        from maillage.residents import partings, separations

        passings.register(actions.follow)
        separations.register(jobs.follow)
        partings.register(actions.forget_all)
        partings.register(jobs.follow)
        sections.add(sections.Section("promises/on_listing.html", shown.on_listing, is_main=True))
