"""Desbumi: how Indonesian villages look after their people who work abroad.

SQLite is brought by pysqlite3, so that every machine runs the same, current one (WAL repairs of 3.51.3
and later); the swap must stand before Django loads.
"""

import sys

import pysqlite3

sys.modules["sqlite3"] = pysqlite3
sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2

__version__ = "0.1.0"
