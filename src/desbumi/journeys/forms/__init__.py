"""The spelling of the deeds about journeys and sheets."""
