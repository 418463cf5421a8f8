"""Book: the append-only journal (buku jejak) of every change that a territory's people make.

For whom: every room writes through it and reads its history. Deeds: none of its own; `writing` is how deeds are
recorded. Each entry is sealed with the data key of its subject and chained by hash; keys lie in a store apart
from the database, so that destroying a key forgets a person while the chain still verifies (UU 27/2022).
The bytes of an entry: `docs/book-format.md`.
"""
