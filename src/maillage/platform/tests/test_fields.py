"""How a form shows what it asks and what is wrong."""

from __future__ import annotations

from django import forms

from maillage.platform.forms import Choice
from maillage.platform.photo_fields import PhotosField
from maillage.platform.tests.markup import Markup, text


class Ask(forms.Form):
    what = forms.CharField(label="De quoi avez-vous besoin", help_text="En quelques mots.")
    day = forms.DateField(label="Pour quel jour", required=False)
    to = forms.ChoiceField(
        label="Qui peut lire",
        choices=[("near", Choice("Les voisins", "142 personnes")), ("all", Choice("Tout le monde"))],
        widget=forms.RadioSelect,
    )
    ways = forms.MultipleChoiceField(
        label="De quelle façon", choices=[("loan", "Prêt"), ("gift", "Don")], widget=forms.CheckboxSelectMultiple
    )
    agreed = forms.BooleanField(label="J’ai 15 ans ou plus")
    photos = PhotosField(label="Photos", required=False)
    key = forms.CharField(widget=forms.HiddenInput)

    def clean(self) -> None:
        raise forms.ValidationError("Rien de tel ici.")


def fresh() -> Markup:
    return Markup(f'<form method="post">{Ask()}</form>')


def refused() -> Markup:
    return Markup(f'<form method="post">{Ask({"day": "hier", "to": "far", "ways": ["loan"]})}</form>')


def test_the_label_and_the_help_belong_to_the_input() -> None:
    page = fresh()
    assert text(page.one("label", for_="id_what")) == "De quoi avez-vous besoin"
    assert text(page.by_id(page.by_id("id_what").get("aria-describedby", ""))) == "En quelques mots."


def test_what_may_be_left_empty_says_so() -> None:
    page = fresh()
    assert "facultatif" in text(page.one("label", for_="id_day"))
    assert "facultatif" not in text(page.one("label", for_="id_what"))


def test_a_group_of_choices_has_a_legend_and_each_choice_its_label() -> None:
    page = fresh()
    group = page.by_id("id_to")
    assert group.tag == "fieldset"
    assert text(group[0]) == "Qui peut lire"
    assert text(page.one("label", for_="id_to_0")) == "Les voisins142 personnes"


def test_choices_are_tall_only_where_one_explains_itself() -> None:
    groups = [each.get("class") for each in fresh().all("div") if "choices" in each.get("class", "")]
    assert groups == ["choices tall", "choices", "choices tall"]


def test_a_form_nobody_has_sent_yet_has_nothing_wrong() -> None:
    assert fresh().all("section", class_="errors") == []
    assert [each for each in fresh().root.iter() if each.get("aria-invalid")] == []


def test_each_mistake_is_beside_its_field_and_tied_to_it() -> None:
    page = refused()
    field = page.by_id("id_day")
    assert field.get("aria-invalid") == "true"
    assert "id_day_error" in field.get("aria-describedby", "").split()
    assert text(page.by_id("id_day_error"))
    assert "id_to_error" in page.by_id("id_to").get("aria-describedby", "").split()


def test_the_summary_leads_to_each_field_and_starts_with_what_concerns_all() -> None:
    page = refused()
    lines = list(page.one("section", class_="errors").iter("li"))
    assert text(lines[0]) == "Rien de tel ici."
    targets = [link.get("href", "")[1:] for line in lines for link in line.iter("a")]
    assert targets == ["id_what", "id_day", "id_to", "id_agreed"]
    assert set(targets) <= set(page.ids())


def test_what_was_typed_is_kept() -> None:
    page = refused()
    assert page.by_id("id_day").get("value") == "hier"
    assert page.by_id("id_ways_0").get("checked") is not None
