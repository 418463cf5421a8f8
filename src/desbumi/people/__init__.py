"""People: whom the house knows by name: persons of villages with household and relatives, contact persons of organisations.

For whom: cadres, board and service officers register and find their neighbours; the regency's team accompanies them; whoever
is written about has rights over it. Deeds: register and change a person, a household, a relative; look at a whole number; ask
for consent and take it back; answer requests about data; decide whether two are one; take a list out; forget someone. Laws: UU
18/2017 art. 42 (the village registers its migrants), UU 27/2022 (consent, access, correction, erasure, breaches).
"""
