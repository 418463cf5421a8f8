"""Pages and deeds of journeys and sheets."""
