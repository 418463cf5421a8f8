"""People: whom the house knows by name; so far the contact persons of organisations, and how someone is forgotten.

For whom: coordinator and programme manager keep contacts and decide about erasures; teams and villages see whom to call;
the auditor sees that something was erased. Deeds: add, change and remove a contact; ask for, confirm and stop an
erasure. Law: UU 27/2022 (whoever is written about may ask to be forgotten; 3 × 24 hours to stop using what is known).
"""
