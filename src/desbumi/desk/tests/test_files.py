"""A person's file: everything that is kept about her, also where she took part."""

from desbumi.desk.queries import files


def test_the_file_tells_at_which_events_she_was(world):
    person = world.resident("Siti Aminah", sex="female")
    event = world.came(world.event(title="Lokakarya Contoh"), ("Siti Aminah", "resident", person.village_id, "female"))

    ((_on, told),) = files.file_of(person)["events"]
    (plain,) = files.as_document(person)["events"]

    assert told.startswith("Lokakarya Contoh")
    assert plain == {"on": event.starts_on.isoformat(), "event": "Lokakarya Contoh", "role": "resident", "known_by": "paper"}
