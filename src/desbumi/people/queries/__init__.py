"""Questions about people: finding them, a person, contact persons, erasures."""
