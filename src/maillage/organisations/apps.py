from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "maillage.organisations"
    label = "organisations"

    def ready(self) -> None:
        from maillage.organisations import access, actions
        from maillage.residents import partings, second_factor

        second_factor.keep_for(access.speaks_for_some)
        partings.register(actions.forget)
