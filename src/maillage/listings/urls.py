"""The addresses of listings. French for people, English names for the code."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from maillage.listings.views import ask, browse, detail, mine, offer, question

urlpatterns: list[URLPattern | URLResolver] = [
    path("demander/", ask.ask, name="listing-ask"),
    path("proposer/", offer.choose, name="listing-offer"),
    path("proposer/<str:mode>/", offer.offer, name="listing-offer-mode"),
    path("annonces/", browse.listings, name="listings"),
    path("annonces/atom/", browse.listings_atom, name="listings-atom"),
    path("annonces/miennes/", mine.mine, name="listings-mine"),
    path("annonces/en-attente/", question.waiting, name="listings-waiting"),
    path("annonces/question/<str:token>/", question.question, name="listing-question"),
    path("annonces/<uuid:listing_id>/merci/", question.thanks, name="listing-thanks"),
    path("annonces/<uuid:listing_id>/", detail.listing, name="listing"),
    path("annonces/<uuid:listing_id>/modifier/", offer.edit, name="listing-edit"),
    path("annonces/<uuid:listing_id>/repondre/", detail.answer, name="listing-answer"),
    path("annonces/<uuid:listing_id>/etat/<str:verb>/", mine.change, name="listing-change"),
    path("annonces/<uuid:listing_id>/photos/<uuid:photo_id>/<str:size>/", detail.photo, name="listing-photo"),
]
