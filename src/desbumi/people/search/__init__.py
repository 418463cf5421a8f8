"""By what people are found: marks of sealed numbers, sounds of names, and the full-text index over them.

`marks` are HMACs of numbers, `fulltext` is the one interface over SQLite's FTS5 and PostgreSQL's GIN, `keeping` keeps
both true to what is stored. What is asked, and in which order it is answered, stands in `queries.finding`.
"""
