"""Where in a journey somebody is: abroad, or at its end. No database here."""

ABROAD = ("departed", "working")
OVER = ("returned", "stopped", "died_abroad")
