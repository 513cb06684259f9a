"""What every listing says, offered or asked for."""

from __future__ import annotations

from typing import Any, Self

from django import forms
from django.core import signing
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.feed.models import Audience
from maillage.listings import categories, places, reach
from maillage.listings.actions import PublicPlace
from maillage.listings.forms.fields import PlaceField, audience_choices
from maillage.listings.models import Listing
from maillage.platform.models import Photo
from maillage.platform.photo_fields import PhotosField
from maillage.residents.models import Resident
from maillage.territory.horizons import Horizon

SHORTEST_TITLE = 3
LONGEST_TITLE = 120
LONGEST_TEXT = 4000


class WhatForm(forms.Form):
    """What it is, in a few words, and its category: guessed from the words when the person leaves it to us."""

    title = forms.CharField(
        label=gettext_lazy("En quelques mots"),
        min_length=SHORTEST_TITLE,
        max_length=LONGEST_TITLE,
        error_messages={
            "required": gettext_lazy("Dites en quelques mots de quoi il s’agit."),
            "min_length": gettext_lazy("C’est un peu court : écrivez au moins trois lettres."),
            "max_length": gettext_lazy(
                "C’est trop long pour un titre : 120 caractères au plus. Le reste ira dans les détails."
            ),
        },
    )
    category = forms.ChoiceField(
        label=gettext_lazy("Catégorie"),
        required=False,
        error_messages={
            "invalid_choice": gettext_lazy("Cette catégorie n’existe pas. Choisissez-en une dans la liste.")
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        undecided = [("", _("D’après vos mots"))]
        self.fields["category"].choices = [*undecided, *categories.choices()]  # type: ignore[attr-defined]

    def clean_title(self) -> str:
        """Begun with a capital, as titles are: "une échelle" comes from a search field. "iPhone" stays itself."""
        title = str(self.cleaned_data["title"])
        return title if title[1:2].isupper() else title[:1].upper() + title[1:]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "category" in cleaned and not cleaned["category"]:
            guessed = categories.guess(cleaned.get("title", ""))
            cleaned["category"] = guessed.slug if guessed else "other"
        return cleaned


class ListingForm(WhatForm):
    """What, in detail, where, for whom."""

    text = forms.CharField(
        label=gettext_lazy("Les détails"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"max_length": gettext_lazy("Ce texte est trop long : 4 000 caractères au plus.")},
    )
    photos = PhotosField(
        label=gettext_lazy("Photos"),
        help_text=gettext_lazy("Huit au plus. Le lieu et l’heure de la prise de vue sont effacés."),
    )
    place = PlaceField()
    place_search = forms.CharField(
        label=gettext_lazy("Un autre lieu public"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Une place, une salle, un commerce. Jamais une adresse privée : elle serait visible."),
    )
    audience = forms.ChoiceField(
        label=gettext_lazy("Qui peut lire ?"),
        widget=forms.RadioSelect,
        initial=Audience.NEIGHBOURS,
        error_messages={
            "invalid_choice": gettext_lazy("Choisissez qui peut lire."),
            "required": gettext_lazy("Choisissez qui peut lire."),
        },
    )

    def __init__(
        self, *args: Any, author: Resident, horizon: Horizon, found: list[PublicPlace] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.author = author
        self.horizon = horizon
        self.reach = reach.of(author, horizon)
        self._propose_places(found)
        self.fields["audience"].choices = audience_choices(self._neighbours(), self._commune())  # type: ignore[attr-defined]

    def search_place(self) -> Self:
        """Propose the places that the words typed mean, or say that there are none. No other complaint yet."""
        self.without_complaints()
        if not self["place_search"].value():
            self.add_error("place_search", _("Écrivez le nom du lieu à chercher."))
        elif not self._find_places():
            self.add_error("place_search", self._place_not_found())
        return self

    def without_complaints(self) -> Self:
        """What was typed so far, photos received, before the person says that it is finished."""
        self.full_clean()
        self._errors = ErrorDict(renderer=self.renderer)
        return self

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        typed = cleaned.get("place_search")
        # Words in the search and nothing chosen since: the person means that place, not near home.
        if typed and "place" in cleaned and cleaned["place"] is None:
            if self._find_places():
                self.add_error(
                    "place", _("Choisissez le lieu parmi ceux que nous avons trouvés, ou effacez votre recherche.")
                )
            else:
                self.add_error("place_search", self._place_not_found())
        return cleaned

    def clean_photos(self) -> list[Photo]:
        """In the order asked for: the number beside each photo, those without keeping their turn."""
        photos: list[Photo] = self.cleaned_data["photos"]
        turns = [self._turn(photo, turn) for turn, photo in enumerate(photos, start=1)]
        return [photo for _turn, _index, photo in sorted(zip(turns, range(len(photos)), photos, strict=True))]

    def _turn(self, photo: Photo, otherwise: int) -> int:
        typed = str(self.data.get(f"{self.add_prefix('photos')}-turn-{photo.pk}", "")).strip()
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 3 else otherwise

    def _find_places(self) -> list[PublicPlace]:
        found = places.search(self.author, self["place_search"].value() or "")
        self._propose_places(found)
        return found

    def _place_not_found(self) -> str:
        return _("Nous n’avons pas trouvé ce lieu. Essayez avec le nom de la rue, ou effacez ces mots.")

    def _propose_places(self, found: list[PublicPlace] | None) -> None:
        known = [place for place in (self._chosen(), places.town_hall(self.author)) if place is not None]
        self.fields["place"].propose([*known, *(found or [])])  # type: ignore[attr-defined]

    def _chosen(self) -> PublicPlace | None:
        value = self.data.get(self.add_prefix("place")) if self.is_bound else self.initial.get("place")
        try:
            return places.from_token(value) if value else None
        except (signing.BadSignature, TypeError, ValueError):
            return None

    def _neighbours(self) -> str:
        return _("%(people)s, %(distance)s.") % {
            "people": reach.people_words(self.reach.neighbours).capitalize(),
            "distance": reach.step_words(self.horizon.step),
        }

    def _commune(self) -> str:
        return _("%(commune)s : %(people)s.") % {
            "people": reach.people_words(self.reach.commune),
            "commune": self.author.commune,
        }


def said_in(listing: Listing) -> dict[str, Any]:
    """What the form shows of a listing already there, whatever its kind."""
    place = places.of_listing(listing)
    return {
        "title": listing.title,
        "category": listing.category,
        "text": listing.text,
        "photos": [shown.photo for shown in listing.photos.select_related("photo")],
        "place": places.token(place) if place else places.HOME,
        "audience": listing.audience,
    }
