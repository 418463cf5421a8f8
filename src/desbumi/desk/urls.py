from django.urls import path

from desbumi.desk.views import conflicts, people, persons, places, sheets, today, workdays
from desbumi.pages import door

urlpatterns = [
    path("", places.home, name="home"),
    path("desk/today/", today.today, name="desk_today"),
    path("desk/", places.own_village, name="desk_own"),
    path("desk/villages/<code:village>/", places.village, name="desk_village"),
    path("desk/villages/<code:village>/history/", places.history, name="desk_history"),
    path("desk/villages/<code:village>/sheet/", sheets.village_sheet, name="desk_village_sheet"),
    path("desk/regencies/<code:regency>/", places.regency, name="desk_regency"),
    path("desk/conflicts/", conflicts.waiting, name="desk_conflicts"),
    path("desk/conflicts/<uuid:conflict>/", door(conflicts.conflict, conflicts.decide), name="desk_conflict"),
    path("desk/persons/visit/", persons.blank_visit_sheet, name="desk_blank_visit"),
    path("desk/persons/<uuid:person>/", persons.resident, name="desk_resident"),
    path("desk/persons/<uuid:person>/visit/", persons.visit_sheet, name="desk_visit"),
    path("desk/files/<uuid:request_about>/", persons.person_file, name="desk_file"),
    path("desk/workdays/", door(workdays.work_days, workdays.announce), name="desk_workdays"),
    path("desk/people/", people.roster, name="desk_people"),
    path("desk/people/invite/", door(people.inviting, people.invite), name="desk_invite"),
    path("desk/people/<uuid:assignment>/", people.person, name="desk_person"),
    path("desk/people/<uuid:assignment>/link/", door(people.link, people.renew_link), name="desk_link"),
    path("desk/people/<uuid:assignment>/role/", door(people.giving, people.give), name="desk_role"),
    path("desk/people/<uuid:assignment>/end/", door(people.ending, people.end), name="desk_end"),
    path("desk/people/<uuid:assignment>/close/", door(people.closing, people.close), name="desk_close"),
    path("desk/people/<uuid:assignment>/reset/", door(people.asking_reset, people.ask_reset), name="desk_reset"),
    path("desk/people/resets/<uuid:reset>/confirm/", people.confirm_reset, name="desk_confirm_reset"),
    path("desk/people/resets/<uuid:reset>/stop/", people.stop_reset, name="desk_stop_reset"),
]
