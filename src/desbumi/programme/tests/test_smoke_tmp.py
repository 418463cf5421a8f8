import pytest
from django.urls import reverse
from desbumi.programme import actions
from desbumi.programme.rules.attendance import Typed
from desbumi.programme.models import *
from desbumi.programme.queries import first_programme
from datetime import date, timedelta
from decimal import Decimal
from desbumi.papers.tests import samples
from desbumi.papers.cell import Opened
PAPER = Opened("halaman.pdf", "application/pdf", samples.pdf(), pages=1)

def test_smoke(world, browser_of):
    me = world.leader
    villages=[world.place(c) for c in ("35.10.04.2003","35.10.04.2002","35.10.22.2002")]
    today=villages[0].today
    e = actions.plan(by=me, territory=world.place("35.10"), kind="workshop", title="Workshop", starts_on=today, villages=villages, programme=first_programme(), venue="Balai Desa")
    actions.take_down(by=me, event=e, day=today, rows=[Typed("HJ. SITI AMINAH, S.Pd","village_head","35.10.04.2003","female"),Typed("Siti Aminah","village_head","35.10.04.2003"),Typed("","resident","35.10.04.2002",has_consented=False),Typed("Slamet","cadre","")])
    e=e.refreshed()
    actions.open_door(by=me, event=e)
    for i in range(6):
        actions.hand_in(by=me,event=e,moment="before",code=f"ABCD{'EFGHJK'[i]}",answers="AAAAAAAAAA",role="cadre",village=villages[0])
        actions.hand_in(by=me,event=e,moment="after",code=f"ABCD{'EFGHJK'[i]}",answers="BACABCABCA",role="cadre",village=villages[0])
        actions.accept(by=me,event=e,answer="yes",village=villages[0],reason="x")
    actions.count_cards(by=me,event=e,moment="before",counts={1:(1,2,3)})
    place=world.village()
    actions.answer_for_village(by=me,event=e,village=villages[0],answer="yes",decided_on=today,signatories="Kades")
    ind=Indicator.objects.filter(pillar="social").order_by("id")[0]
    t=actions.set_target(by=me,place=place,indicator=ind,value=Decimal("80"),due_on=today+timedelta(days=300),answers_for_it="Wiwik",baseline_value=Decimal("10.5"))
    a=actions.tell_achievement(by=me,target=t,value=Decimal("20"),on=today,files=[PAPER],is_shared=True)
    actions.draft_understanding(by=me,place=place,form="record",body="Isi",outreach_on=today+timedelta(days=3),event=e)
    c=actions.commit(by=me,territory=villages[0],what="Sosialisasi",whose="Kades",due_on=today+timedelta(days=3),event=e)
    line=actions.add_line(by=me,event=e,what="Konsumsi",planned_amount=1000)
    actions.pay(by=me,line=line,paid_amount=2000,paid_on=today,files=[PAPER])
    actions.add_pages(by=me,event=e,files=[PAPER],kind="photo")
    pg=actions.add_pages(by=me,event=e,files=[PAPER])[0]
    team=actions.file_decree(by=me,place=place,decree_number="1",decreed_on=today,from_on=today,files=[PAPER])
    m=actions.add_member(by=me,team=team,name="Rukmini",office="chair",sex="female",is_returnee=True)
    v=actions.tell_visit(by=me,village=villages[0],visited_on=today,met="Kades",agreed="x",next_on=today+timedelta(days=3),photos=[PAPER])
    b=browser_of(me)
    n=lambda name,*a:reverse(name,args=a)
    bad=[]
    for u in [n("programme_events"),n("programme_plan"),n("programme_visit"),*[n(x,e.pk) for x in "programme_event programme_event_change programme_event_move programme_participants programme_participants_type programme_door programme_test programme_test_type programme_test_cards programme_acceptance programme_accept programme_agreed programme_file programme_invitations programme_bundle programme_budget programme_pages_add".split()],
      n("programme_event",v.pk),n("programme_event_turn",e.pk,"complete"),n("programme_village_answer",e.pk,villages[0].code),n("programme_questions",first_programme().pk),n("programme_commit",e.pk,villages[0].code),n("programme_commitments"),n("programme_commitment",c.pk),n("programme_commitment_tell",c.pk,"keep"),n("programme_commitment_hand",c.pk),
      *[n(x,place.pk) for x in "programme_understanding programme_understanding_sign programme_understanding_sheet programme_team programme_team_decree programme_targets programme_target_set".split()],n("programme_decree",team.pk),n("programme_team_member",team.pk),n("programme_team_leave",m.pk),
      n("programme_paper",e.pk,"invitation"),n("programme_paper_waive",e.pk,"photo"),n("programme_pay",line.pk),n("programme_page_place",pg.pk),n("programme_page_take",pg.pk),n("programme_page",pg.pk),n("programme_target",t.pk),n("programme_target_tell",t.pk),n("programme_target_drop",t.pk),n("programme_target_correct",a.pk),n("programme_target_evidence",a.pk),n("programme_catalogue",first_programme().pk),n("programme_indicator"),"/","/desk/villages/35.10.04.2003/"]:
        try:
            r=b.get(u)
            if r.status_code!=200: bad.append((u,r.status_code))
        except BaseException as x:
            bad.append((u,type(x).__name__,str(x)[:300]))
    o=browser_of(); tok=e.refreshed().token
    for u in [n("programme_in",tok),n("programme_in_here",tok),n("programme_in_test",tok),n("programme_in_accept",tok),n("programme_in","x")]:
        try:
            r=o.get(u); 
            if r.status_code!=200: bad.append((u,r.status_code))
        except BaseException as x: bad.append((u,type(x).__name__,str(x)[:300]))
    print(*bad,sep="\n")
    assert not bad
