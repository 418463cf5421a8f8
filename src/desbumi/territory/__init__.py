"""Territory: the official register of places, nation to village, for every other room.

For whom: everyone who names a place. Deeds: none by people; the register is loaded from a file that ships with
the package (idn-area-data, ODbL), a programme marks its places. The Kemendagri code is the key (Permendagri
72/2019 and its successors); no statistics-office codes, for no sourced table is shipped.
"""
