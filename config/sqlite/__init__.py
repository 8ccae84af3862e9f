"""Django's SQLite engine with one queue for all writers of a site."""
