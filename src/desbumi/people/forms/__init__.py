"""The spelling of deeds about people."""
