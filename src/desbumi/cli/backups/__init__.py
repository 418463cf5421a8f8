"""Backup, restore, upgrade: what an installation is, in one encrypted file, and back."""
