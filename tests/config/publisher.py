"""Publishes and withdraws pairs of rows with a picture each until it is ended: python -m tests.config.publisher FOLDER.

A row names a file that is there before it and gone after it; there are always as many left rows as right ones.
"""

import sqlite3
import sys
from itertools import count
from pathlib import Path

from config.sqlite.gate import Gate


def main(folder: Path) -> None:
    gate = Gate(str(folder / "blog.sqlite3.gate"))
    database = sqlite3.connect(folder / "blog.sqlite3", isolation_level=None)
    database.execute("CREATE TABLE IF NOT EXISTS pairs (number INTEGER, side TEXT)")
    for number in count():
        (folder / "media" / str(number)).write_text(f"picture {number}")
        gate.enter(20)
        database.execute("BEGIN IMMEDIATE")
        database.executemany("INSERT INTO pairs VALUES (?, ?)", [(number, "left"), (number, "right")])
        database.execute("DELETE FROM pairs WHERE number = ?", [number - 20])
        database.execute("COMMIT")
        gate.leave()
        (folder / "media" / str(number - 20)).unlink(missing_ok=True)
        if number == 20:
            print("at work", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
