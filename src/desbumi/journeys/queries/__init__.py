"""What is asked of journeys and imports."""
