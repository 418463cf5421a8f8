from django.urls import path

from desbumi.journeys.views import imports, journeys
from desbumi.pages import door

urlpatterns = [
    path("imports/", imports.imports, name="journeys_imports"),
    path("imports/new/", door(imports.bringing, imports.bring), name="journeys_bring"),
    path("imports/<uuid:imported>/", imports.imported, name="journeys_import"),
    path("imports/<uuid:imported>/columns/", door(imports.columns, imports.keep_wordings), name="journeys_columns"),
    path("imports/<uuid:imported>/agree/", imports.agree, name="journeys_agree"),
    path("imports/<uuid:imported>/leave/", imports.leave, name="journeys_leave"),
    path("imports/<uuid:imported>/undo/", imports.undo, name="journeys_undo"),
    path("imports/<uuid:imported>/sheet/", imports.sheet, name="journeys_sheet"),
    path("rows/<uuid:row>/", imports.decide, name="journeys_decide"),
    path("of/<uuid:person>/new/", door(journeys.adding, journeys.add), name="journeys_add"),
    path("<uuid:journey>/", journeys.journey, name="journeys_journey"),
    path("<uuid:journey>/change/", door(journeys.changing, journeys.change), name="journeys_change"),
    path("<uuid:journey>/paper/", door(journeys.adding_document, journeys.keep_document), name="journeys_document"),
    path("<uuid:journey>/contract/", door(journeys.contract, journeys.record_contract), name="journeys_contract"),
    path("<uuid:journey>/heard/", door(journeys.hearing, journeys.hear), name="journeys_heard"),
    path("<uuid:journey>/confide/", door(journeys.confiding, journeys.confide), name="journeys_confide"),
    path("<uuid:journey>/promise/", door(journeys.promising, journeys.promise), name="journeys_promise"),
    path("promises/<uuid:promise>/answer/", door(journeys.answering, journeys.answer), name="journeys_answer"),
    path("scans/<uuid:leaf>/", journeys.scan, name="journeys_scan"),
]
