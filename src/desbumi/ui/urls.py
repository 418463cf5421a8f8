from django.urls import path

from desbumi.ui.gallery import gallery

urlpatterns = [path("ui/", gallery, name="gallery")]
