"""Records to SQLite: tables, views, and what is read back from them. Knows the parsers' records, nothing else."""
