from django.urls import path

from desbumi.desk import views

urlpatterns = [
    path("", views.home, name="home"),
    path("desk/", views.own_village, name="desk_own"),
    path("desk/villages/<code:village>/", views.village, name="desk_village"),
    path("desk/villages/<code:village>/history/", views.history, name="desk_history"),
    path("desk/regencies/<code:regency>/", views.regency, name="desk_regency"),
]
