from django.urls import path

from desbumi.pages import door
from desbumi.programme.views import evidence
from desbumi.programme.views import places as views

urlpatterns = [
    path("", views.nation, name="programme_nation"),
    path("board/", views.board, name="programme_board"),
    path("villages/", views.villages, name="programme_villages"),
    path("places/add/", door(views.adding, views.add), name="programme_add"),
    path("places/<uuid:place>/steps/<slug:kind>/", door(views.step, views.record_step), name="programme_step"),
    path("places/<uuid:place>/steps/<slug:kind>/files/", door(evidence.adding_evidence, evidence.add_evidence), name="programme_add_evidence"),
    path("places/<uuid:place>/files/<uuid:file>/", evidence.evidence, name="programme_evidence"),
    path("places/<uuid:place>/files/<uuid:file>/remove/", door(evidence.removing_evidence, evidence.remove_evidence), name="programme_remove_evidence"),
    path("places/<uuid:place>/set-back/", door(views.setting_back, views.set_back), name="programme_set_back"),
    path("places/<uuid:place>/pause/", door(views.pausing, views.pause), name="programme_pause"),
    path("places/<uuid:place>/resume/", views.resume, name="programme_resume"),
    path("agreements/<uuid:agreement>/", door(views.agreement, views.extend), name="programme_agreement"),
    path("agreements/add/", door(views.recording_agreement, views.record_agreement), name="programme_add_agreement"),
    path("agreements/<uuid:agreement>/edit/", door(views.editing_agreement, views.edit_agreement), name="programme_edit_agreement"),
    path("agreements/<uuid:agreement>/date/", door(views.dating, views.date_agreement), name="programme_date_agreement"),
    path("agreements/<uuid:agreement>/scans/add/", door(evidence.adding_scans, evidence.add_scans), name="programme_add_scans"),
    path("agreements/<uuid:agreement>/scans/<uuid:scan>/", evidence.scan, name="programme_scan"),
    path("organisations/<uuid:organisation>/", views.organisation, name="programme_organisation"),
    path("organisations/<uuid:organisation>/contacts/add/", door(views.adding_contact, views.add_contact), name="programme_add_contact"),
    path("contacts/<uuid:link>/remove/", door(views.removing_contact, views.remove_contact), name="programme_remove_contact"),
    path("implementers/add/", door(views.adding_implementer, views.add_implementer), name="programme_add_implementer"),
]
