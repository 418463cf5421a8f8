"""Addresses: each room brings its own; nothing is public that does not say so."""

from django.urls import include, path

from desbumi.pages import answers

urlpatterns = [
    path("", include("desbumi.ui.urls")),
    path("", include("desbumi.access.urls")),
    path("", include("desbumi.desk.urls")),
    path("people/", include("desbumi.people.urls")),
    path("journeys/", include("desbumi.journeys.urls")),
    path("programme/", include("desbumi.programme.urls")),
]
handler404 = answers.absent
handler500 = answers.broken
