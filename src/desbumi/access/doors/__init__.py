"""The door: what a session is, one-time links, the own account, passkeys."""
