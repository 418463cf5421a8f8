"""What can be decided about journeys and sheets without a database."""
