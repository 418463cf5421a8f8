"""Papers: the sealed file store, the opening of strange bytes in a cell, and print (Typst to PDF/A).

For whom: every room that keeps a scan or prints a sheet. Deeds: none of its own.
"""
