from django.apps import AppConfig


class SwapsConfig(AppConfig):
    name = "maillage.swaps"
    label = "swaps"

    def ready(self) -> None:
        from maillage.listings import passings, sections
        from maillage.residents import partings, separations
        from maillage.swaps import actions, following, jobs, shown

        passings.register(following.follow)
        separations.register(jobs.follow)
        partings.register(actions.forget_all)
        partings.register(jobs.follow)
        sections.add(sections.Section("swaps/on_swap_listing.html", shown.on_swap_listing, is_main=True))
        sections.add(sections.Section("swaps/on_listing.html", shown.on_listing))
