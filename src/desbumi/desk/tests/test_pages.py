"""Do the gathering pages show what each role may see?"""


def test_the_coordinator_begins_at_the_board(world, browser_of):
    response = browser_of(world.leader).get("/", follow=True)

    assert response.status_code == 200
    assert "Kedungasri" in response.content.decode()


def test_a_village_page_tells_stage_steps_people_and_history(world, browser_of):
    world.person("service_officer", "35.10.04.2003", full_name="Wiwik Handayani")
    world.step(world.village(), "assessed")

    text = browser_of(world.leader).get("/desk/villages/35.10.04.2003/").content.decode()

    assert "Wiwik Handayani" in text
    assert "mencatat langkah" in text


def test_a_village_and_a_regency_stand_under_the_national_agreement(world, browser_of):
    officer, leader = browser_of(world.person("service_officer", "35.10.04.2003")), browser_of(world.leader)

    for browser, path in ((officer, "/desk/villages/35.10.04.2003/"), (leader, "/desk/regencies/35.10/"), (leader, "/programme/")):
        text = browser.get(path).content.decode()
        assert "Migrant CARE Jakarta" in text
        assert "Bappenas" in text


def test_a_regency_page_tells_implementer_cohorts_and_villages(world, browser_of):
    text = browser_of(world.leader).get("/desk/regencies/35.10/").content.decode()

    assert "Migrant CARE Banyuwangi menjalankan Program INKLUSI di sini" in text
    assert "<b>5</b><span>desa dampingan" in text
    assert "<b>3</b><span>desa perluasan" in text
    assert "Siliragung" in text
