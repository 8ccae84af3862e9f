"""What a question costs SQLite, in steps: the same on every machine."""

from django.db import connection


def steps(ask) -> int:
    """How many steps SQLite needs for what is asked."""
    counted = []
    ask()
    connection.connection.set_progress_handler(lambda: counted.append(1) and None, 1)
    try:
        ask()
    finally:
        connection.connection.set_progress_handler(None, 1)
    return len(counted)
