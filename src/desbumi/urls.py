"""Addresses: each room brings its own; nothing is public that does not say so."""

from django.urls import include, path

from desbumi import pages

urlpatterns = [
    path("", include("desbumi.access.urls")),
    path("", include("desbumi.desk.urls")),
    path("programme/", include("desbumi.programme.urls")),
]
handler404 = pages.absent
handler500 = pages.broken
