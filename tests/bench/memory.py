"""What the whole site holds in memory over time: python -m tests.bench.memory FOLDER MINUTES, with a filled database.

Pages of all kinds and thousands of entries are read at a steady pace, searches made and comments written; a line a minute.
"""

import json
import sys
import time
from pathlib import Path

from tests.bench import pace, processes, servers
from tests.bench.__main__ import FORGET, manage

READS_A_SECOND, COMMENTS_A_SECOND = 60, 2
PATHS = """
import json
from blog.models import Entry
from tests.bench.pages import newest, pages
entries = [f"/{path}" for path in Entry.objects.posts().published().order_by("?").values_list("path", flat=True)[:3000]]
print(json.dumps([newest()[0].pk, [page.path for page in pages()], entries]))
"""


def main(folder: Path, minutes: int) -> None:
    entry, kinds, entries = json.loads(manage(folder, PATHS))
    # As many lists, feeds and searches as entries.
    reads = pace.read(*entries, *(kinds * (len(entries) // len(kinds))))
    with servers.site(folder) as site:
        time.sleep(5)  # the background worker has started too
        print(f"at rest: {held(site)}", flush=True)
        with (
            pace.meanwhile(site.address, reads, READS_A_SECOND) as read,
            pace.meanwhile(site.address, pace.comment(f"/comments/{entry}/"), COMMENTS_A_SECOND) as said,
        ):
            for minute in range(1, minutes + 1):
                time.sleep(60)
                print(f"after {minute} min: {held(site)}", flush=True)
        print(f"{read[0].requests} pages read, {said[0].requests} comments written.")
    manage(folder, FORGET)


def held(site: servers.Server) -> str:
    return f"{processes.megabytes(processes.family(site.process.pid)):.0f} MB"


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
