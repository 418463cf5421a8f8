"""Desk: the pages that gather from several rooms: home, a village's page, a regency's page, history.

For whom: everyone with an account. Deeds: none of its own.
"""
