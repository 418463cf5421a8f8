"""Pure decisions of the programme: a village's way, events and what belongs to them, understanding, targets."""
