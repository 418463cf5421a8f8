"""Journeys: the migrations of the people of a village, from the wish to leave to the return, and how a village's sheets become a register.

For whom: service officers, board and cadres write down where their neighbours are; the regency's team accompanies them. Deeds:
bring a sheet, say what its columns hold, agree to what it will do, decide about rows that need a look, undo an import. Laws: UU
18/2017 art. 42 (the village verifies data of migrants and registers them, and monitors departures and returns).
"""
