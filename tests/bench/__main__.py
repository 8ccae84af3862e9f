"""Fills databases of growing size, measures every page, prints a table: `make bench`, `make bench QUICK=1`.

KEEP=FOLDER keeps the filled databases there and finds them again the next time. SIZES="1000 100000" measures these alone.
"""

import json
import os
import pickle
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from tests.bench import load, pace, processes, servers
from tests.bench.fronted import behind_nginx
from tests.bench.table import Page, Row, growth, table
from tests.services import Missing, found_nginx

COMMENTS = {1_000: 30_000, 10_000: 300_000, 100_000: 1_000_000}  # by entries
QUICK = os.environ.get("QUICK", "") not in {"", "0", "no"}
SIZES = os.environ.get("SIZES", "1000" if QUICK else "1000 10000 100000").split()
ROUNDS, SECONDS, FLOOR_EVERY = (3, 1, 10) if QUICK else (5, 2, 1)
POSTS = Path(__file__).with_name("posts.lua")
COUNT = "from comments.models import Comment; print(Comment.objects.count())"
# One kept from before may be of an older shape; and of a blog that stands the worker has read every comment long ago.
SETTLE = """
from django.core.management import call_command
from comments.models import Comment
call_command("migrate", verbosity=0)
Comment.objects.unread().update(gist=Comment.Gist.TALK)
"""
# What was written is taken out again: kept databases are the same the next time.
FORGET = """
from comments.models import Comment, Discussion
Comment.objects.pending().delete()
for discussion in Discussion.objects.filter(pending_count__gt=0):
    discussion.recount()
"""
READS_A_SECOND, COMMENTS_A_SECOND, STEADY_SECONDS = 200, 100, 60
# What is written to the wire differs from what the application says: the server adds its own.
SERVERS_OWN = {"date", "server", "connection", "transfer-encoding"}


def main() -> None:
    load.wrk()
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        kept = Path(os.environ.get("KEEP") or scratch)
        done = [measured(filled(kept, entries, comments), entries, comments) for entries, comments in sizes()]
        if len(done) > 1:
            print(growth(done))


def sizes() -> list[tuple[int, int]]:
    try:
        return [(int(size), COMMENTS[int(size)]) for size in SIZES]
    except (KeyError, ValueError):
        raise Missing("SIZES may name 1000, 10000 and 100000, with spaces between.") from None


def filled(kept: Path, entries: int, comments: int) -> Path:
    folder = kept / f"{entries}-{comments}"
    if not folder.exists():
        print(f"Filling {entries:,} entries and {comments:,} comments …", flush=True)
        manage(folder, f"from tests.bench.filling import fill; fill({entries}, {comments})")
    manage(folder, SETTLE)
    return folder


def manage(folder: Path, code: str) -> str:
    """What some Python says on the site in the folder."""
    command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", code]
    return subprocess.run(
        command,
        cwd=servers.ROOT,
        env=os.environ | {"DATA_DIR": str(folder)},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout


def measured(folder: Path, entries: int, comments: int) -> tuple[int, list[Row]]:
    """Prints the table of one size; (entries, rows)."""
    pages = [Page(**fields) for fields in json.loads(manage(folder, "from tests.bench.pages import write; write()"))]
    with ExitStack() as stack:
        site = stack.enter_context(servers.site(folder))
        print(f"First answer {site.seconds_to_first_answer:.1f} s after the start.")
        at_rest = memory(site)
        answers = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-answers-")))
        rows = [Row(page, keep_answer(site, page, answers / f"{number}.answer")) for number, page in enumerate(pages)]
        misses = stack.enter_context(servers.floor("misses", DATA_DIR=str(folder)))
        constant = stack.enter_context(servers.floor("constant"))
        bare = stack.enter_context(servers.floor("bytes", str(answers)))
        for number, row in enumerate(rows):
            for _round in range(1 if QUICK else ROUNDS):
                row.bare.append(cost(bare, f"/{number}", 1)[0])
                row.hits.append(cost(site, row.page.path, 1)[0])
        for _round in range(ROUNDS):
            for number, row in enumerate(rows):
                if number % FLOOR_EVERY == 0:
                    floor = cost(constant, "/", 1)[0]
                row.floors.append(floor)
                spent, driven = cost(misses, row.page.path, SECONDS)
                row.costs.append(spent)
                row.loads.append(driven)
        print(table(entries, comments, rows))
        print(hits(rows))
        if found_nginx():
            print(behind_nginx(site, folder / "pages", rows[0].page.path, ROUNDS, SECONDS))
        print(written(site, constant, folder))
        if not QUICK:
            print(steady(site, folder, pages))
        manage(folder, FORGET)
        print(
            f"Memory of the whole site (PSS): {at_rest:.0f} MB at rest, {memory(site):.0f} MB after the load.",
            flush=True,
        )
        return entries, rows


def memory(site: servers.Server) -> float:
    return processes.megabytes(processes.family(site.process.pid))


def hits(rows: list[Row]) -> str:
    """What the site adds to the bytes, for the pages that it keeps."""
    kept = [
        median(row.hits) / median(row.bare) for row in rows if "?" not in row.page.path and row.page.name != "not found"
    ]
    return f"A kept page costs {median(kept):.2f} times the bare bytes (median of {len(kept)} pages; {max(kept):.2f} at most)."


def written(site: servers.Server, constant: servers.Server, folder: Path) -> str:
    """What a comment costs, in a small discussion and in the longest."""
    lines = []
    for place, name in ((0, "33"), (1, "10,000")):
        entry = manage(folder, f"from tests.bench.pages import newest; print(newest()[{place}].pk)").strip()
        before = int(manage(folder, COUNT))
        row = Row(Page(name, f"/comments/{entry}/"), 0)
        for _round in range(ROUNDS):
            row.floors.append(cost(constant, "/", 1)[0])
            spent, driven = cost(site, row.page.path, 2 * SECONDS, script=POSTS)
            row.costs.append(spent)
            row.loads.append(driven)
        stored = int(manage(folder, COUNT)) - before
        a_second, p50, p99 = row.driven
        lines.append(
            f"A comment accepted among {name}: {median(row.costs):.2f} ms of processor ({row.in_d:.1f} D), "
            f"{a_second:.0f} a second with 8 clients, p50 {p50:.0f} ms, p99 {p99:.0f} ms; "
            f"{sum(one.requests for one in row.loads)} answered, {sum(one.failures for one in row.loads)} of them refused, "
            f"{stored} stored."
        )
    return "\n".join(lines)


def steady(site: servers.Server, folder: Path, pages: list[Page]) -> str:
    """Comments at a steady pace, and what readers notice of them."""
    reads = pace.read(*(page.path for page in pages if "?" not in page.path and page.name != "not found"))
    entry = manage(folder, "from tests.bench.pages import newest; print(newest()[0].pk)").strip()
    before = int(manage(folder, COUNT))
    alone = pace.keep_pace(site.address, reads, READS_A_SECOND, STEADY_SECONDS / 2)
    with pace.meanwhile(site.address, pace.comment(f"/comments/{entry}/"), COMMENTS_A_SECOND) as said:
        beside = pace.keep_pace(site.address, reads, READS_A_SECOND, STEADY_SECONDS)
    stored = int(manage(folder, COUNT)) - before
    return (
        f"{COMMENTS_A_SECOND} comments a second for {STEADY_SECONDS} s: {said[0].requests} answered, {said[0].failures} of "
        f"them refused, {stored} stored; p50 {said[0].median:.0f} ms, p99 {said[0].p99:.0f} ms. {READS_A_SECOND} pages read "
        f"a second meanwhile: p50 {beside.median:.1f} ms, p99 {beside.p99:.0f} ms, {beside.failures} refused; without "
        f"comments: p50 {alone.median:.1f} ms, p99 {alone.p99:.0f} ms."
    )


def keep_answer(site: servers.Server, page: Page, file: Path) -> int:
    """What the site says of a page, for the bare application; how many bytes its body has."""
    _status, headers, body = site.answer(page.path)
    file.write_bytes(pickle.dumps(([pair for pair in headers if pair[0].lower() not in SERVERS_OWN], body)))
    return len(body)


def cost(server: servers.Server, path: str, seconds: int, **more) -> tuple[float, load.Load]:
    """Milliseconds of processor a request, without those of the background worker."""
    pids = [pid for pid in processes.family(server.process.pid) if not processes.is_background_worker(pid)]
    before = processes.cpu_seconds(pids)
    done = load.drive(server.address + path, seconds, **more)
    return (processes.cpu_seconds(pids) - before) * 1000 / done.requests, done


if __name__ == "__main__":
    try:
        main()
    except Missing as missing:
        sys.exit(str(missing))
