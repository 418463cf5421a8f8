from django.urls import path

from desbumi.journeys import views
from desbumi.pages import door

urlpatterns = [
    path("imports/", views.imports, name="journeys_imports"),
    path("imports/new/", door(views.bringing, views.bring), name="journeys_bring"),
    path("imports/<uuid:imported>/", views.imported, name="journeys_import"),
    path("imports/<uuid:imported>/columns/", door(views.columns, views.keep_wordings), name="journeys_columns"),
    path("imports/<uuid:imported>/agree/", views.agree, name="journeys_agree"),
    path("imports/<uuid:imported>/leave/", views.leave, name="journeys_leave"),
    path("imports/<uuid:imported>/undo/", views.undo, name="journeys_undo"),
    path("imports/<uuid:imported>/sheet/", views.sheet, name="journeys_sheet"),
    path("rows/<uuid:row>/", views.decide, name="journeys_decide"),
]
