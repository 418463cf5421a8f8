"""The world builder: makes people, places and their past by calling actions. Tests and the demo are made with it."""
