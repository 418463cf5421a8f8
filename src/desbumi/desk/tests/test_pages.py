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
