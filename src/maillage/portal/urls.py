"""Every address of the site, composed from the domains."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path

from maillage.portal.views import communes, components, exchanges, frame, home, pages, search
from maillage.residents.access import signed_in
from maillage.territory import views as addresses

urlpatterns = [
    path("", home.home, name="home"),
    path("publier/", home.publish, name="publish"),
    path("mes-echanges/", exchanges.mine, name="exchanges"),
    path("recherche/", search.search, name="search"),
    path("communes/", communes.find, name="communes"),
    path("communes/<str:insee>-<slug:slug>/", communes.commune, name="commune"),
    path("aide/", pages.guide, name="help"),
    path("mentions-legales/", pages.legal, name="legal"),
    path("confidentialite/", pages.privacy, name="privacy"),
    path("conditions/", pages.terms, name="terms"),
    path("accessibilite/", pages.accessibility, name="accessibility"),
    path("credits/", pages.data_credits, name="credits"),
    path("hors-connexion/", pages.offline, name="offline"),
    path("langue/", frame.language, name="language"),
    path("manifest.webmanifest", frame.manifest, name="manifest"),
    path("service-worker.js", frame.service_worker, name="service-worker"),
    path("robots.txt", frame.robots, name="robots"),
    path("sitemap.xml", communes.sitemap, name="sitemap"),
    path(".well-known/security.txt", frame.security, name="security"),
    path("", include("maillage.residents.urls")),
    path("", include("maillage.residents.proofs.urls")),
    path("", include("maillage.residents.own_data.urls")),
    path("adresses/search", signed_in(addresses.search), name="address-search"),
    path("adresses/reverse", signed_in(addresses.reverse), name="address-reverse"),
    path("", include("maillage.organisations.urls")),
    path("", include("maillage.listings.urls")),
    path("", include("maillage.bookings.urls")),
    path("", include("maillage.promises.urls")),
    path("", include("maillage.swaps.urls")),
    path("", include("maillage.agreements.urls")),
    path("", include("maillage.matching.urls")),
    path("", include("maillage.reviews.urls")),
    path("", include("maillage.notices.urls")),
    path("", include("maillage.conversations.urls")),
    path("", include("maillage.moderation.urls")),
    path("", include("maillage.townhall.urls")),
    path("api/", include("maillage.api.urls")),
    path("", include("maillage.demo.urls")),
]
if settings.IS_DEVELOPMENT:
    urlpatterns += [path("ui/", components.living_page, name="components")]

handler400 = "maillage.portal.views.errors.bad_request"
handler403 = "maillage.portal.views.errors.forbidden"
handler404 = "maillage.portal.views.errors.not_found"
handler500 = "maillage.portal.views.errors.server_error"
