"""The addresses of bookings. French for people, English names for the code."""

from __future__ import annotations

from django.urls import URLPattern, path

from maillage.bookings.views import asking, bookings, calendar, owning

urlpatterns: list[URLPattern] = [
    path("annonces/<uuid:listing_id>/reserver/", asking.ask, name="booking-ask"),
    path("annonces/<uuid:listing_id>/disponibilites/", owning.set_availability, name="booking-availability"),
    path("reservations/", bookings.mine, name="bookings"),
    path("reservations/calendrier/", calendar.private, name="booking-calendar"),
    path("reservations/<uuid:booking_id>/", bookings.booking, name="booking"),
    path("reservations/<uuid:booking_id>/autrement/", bookings.counter, name="booking-counter"),
    path("reservations/<uuid:booking_id>/calendrier.ics", bookings.ics, name="booking-ics"),
    path("reservations/<uuid:booking_id>/<str:verb>/", bookings.change, name="booking-change"),
    path("calendrier/<str:token>.ics", calendar.feed, name="booking-feed"),
]
