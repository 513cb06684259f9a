"""How every form looks: one column, label above, help below, the error beside its field."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"


class Choice(str):
    """The label of a choice that explains itself: `("commune", Choice(_("Toute la commune"), _("1 080 personnes")))`.

    Its field is then shown with one tall line a choice.
    """

    help: str

    def __new__(cls, label: str, help: str = "") -> Choice:  # noqa: A002 (the word of Django's fields)
        choice = super().__new__(cls, label)
        choice.help = help
        return choice
