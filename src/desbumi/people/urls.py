from django.urls import path

from desbumi.pages import door
from desbumi.people import views

urlpatterns = [
    path("contacts/<uuid:contact>/", views.contact, name="people_contact"),
    path("contacts/<uuid:contact>/change/", door(views.changing, views.change), name="people_change"),
    path("contacts/<uuid:contact>/erase/", door(views.asking, views.ask), name="people_ask_erasure"),
    path("erasures/", views.erasures, name="people_erasures"),
    path("erasures/<uuid:erasure>/", views.erasure, name="people_erasure"),
    path("erasures/<uuid:erasure>/confirm/", views.confirm, name="people_confirm_erasure"),
    path("erasures/<uuid:erasure>/stop/", views.stop, name="people_stop_erasure"),
]
