"""Pages and deeds of the programme."""
