"""Writes rows as fast as it can, in every way Django writes: python -m tests.config.writers FILE ROWS."""

import sys

import django
from django.conf import settings
from django.db import connection, transaction

INSERT = "INSERT INTO rows_ (words) VALUES (%s)"


def main(file: str, rows: int) -> None:
    database = {"ENGINE": "config.sqlite", "NAME": file, "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20}}
    settings.configure(DATABASES={"default": database})
    django.setup()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode=WAL")
        # SQLite itself doesn't wait: whoever gets past the gate while another commits fails.
        cursor.execute("PRAGMA busy_timeout=0")
        for number in range(rows):
            match number % 4:
                case 0:
                    cursor.execute(INSERT, ["alone"])
                case 1:
                    cursor.execute(f"{INSERT} RETURNING id", ["with its number"])
                    assert cursor.fetchone()[0]
                case 2:
                    cursor.executemany(INSERT, [["one of many"]])
                case 3:
                    with transaction.atomic():
                        cursor.execute("SELECT count(*) FROM rows_").fetchone()
                        with transaction.atomic():
                            cursor.execute(INSERT, ["in a transaction"])
            if number % 20 == 0:
                connection.checkpoint()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
