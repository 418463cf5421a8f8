"""What the gathering pages ask of several rooms at once."""
