"""Everything a change has to pass, in one command (`make test`): the quick things first, then the other Django, the
other database and a browser. What can't be tried here is said at the end; with CI=true that counts as a failure.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from tests import services

ROOT = Path(__file__).resolve().parent.parent
HTTPS = {"SITE_URL": "https://blog.example.org"}  # so that no check is silenced for a plain-HTTP trial


def main() -> int:
    run = Run()
    signal.signal(signal.SIGTERM, run.stop)
    with ExitStack() as stack:
        scratch = stack.enter_context(tempfile.TemporaryDirectory(prefix="blog-checks-"))
        run.check("Style", "ruff", "check", ".")
        run.check("Format", "ruff", "format", "--check", ".")
        for title, *command in (
            ("Migrations", "makemigrations", "--check", "--dry-run"),
            ("Deployment", "check", "--deploy", "--fail-level", "WARNING"),
        ):
            run.check(title, "manage", *command, variables=HTTPS | {"DATA_DIR": scratch})
        run.have("Redis", services.redis_program)
        run.have("nginx", services.nginx)
        run.tests("Tests on SQLite")
        if other := run.have("Another Python", another_environment):
            run.tests(f"Tests in {other.parent.parent.name}", python=str(other))
        if address := run.have("PostgreSQL", lambda: stack.enter_context(services.postgres())):
            run.tests("Tests on PostgreSQL", DATABASE_URL=address)
        if browser := run.have("Chromium", services.chromium):
            run.tests("Tests in Chromium", which="browser", at_once="0", CHROMIUM=browser)
    return run.summary()


def another_environment() -> Path:
    """The interpreter for the other supported Django, with everything installed beside it."""
    python, version = services.other_python()
    folder = ROOT / f".venv-{version}"
    if subprocess.run([python, "-m", "config.bootstrap", "install", folder], cwd=ROOT).returncode:
        raise services.Missing(f"The packages can't be installed for {python}")
    return folder / "bin" / "python"


class Run:
    """Steps taken one after the other; a failed one stops none of the others."""

    def __init__(self):
        self.counts = Counter()
        self.failed: list[str] = []
        self.left_out: list[str] = []
        self.command: subprocess.Popen | None = None

    def stop(self, *_) -> None:
        """Ends what is under way, and with it the servers that were started for it."""
        if self.command:
            self.command.terminate()
        sys.exit(143)

    def have(self, name: str, fetch):
        """What `fetch` finds; nothing, and a note for the end, when it isn't here."""
        try:
            return fetch()
        except services.Missing as missing:
            self.left_out.append(f"{name}: {missing}.")
            return None

    def check(self, title: str, program: str, *arguments: str, variables: dict[str, str] | None = None) -> None:
        command = ["manage.py"] if program == "manage" else ["-m", program]
        status, _ = self.step(title, [sys.executable, *command, *arguments], variables or {})
        self.counts["failed" if status else "passed"] += 1

    def tests(self, title: str, *, python: str = sys.executable, which="not browser", at_once="auto", **variables: str):
        """The tests with one interpreter and one database, or those that drive a browser (which stand in one order)."""
        self.count(*self.step(title, [python, "-m", "pytest", "-m", which, "-n", at_once], variables))

    def count(self, status: int, last_line: str) -> None:
        found = {word.rstrip("s"): int(count) for count, word in re.findall(r"(\d+) (\w+)", last_line)}
        for word in ("passed", "failed", "skipped"):
            self.counts[word] += found.get(word, 0)
        self.counts["failed"] += found.get("error", 0) or (status != 0 and not found.get("failed"))

    def step(self, title: str, command: list[str], variables: dict[str, str]) -> tuple[int, str]:
        """Shows what the command prints; gives its exit status and last line."""
        begun_at, line = time.monotonic(), ""
        print(f"\n── {title}", flush=True)
        with subprocess.Popen(
            command, cwd=ROOT, env=os.environ | variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as self.command:
            for line in self.command.stdout:
                print(line, end="", flush=True)
        status, self.command = self.command.returncode, None
        print(f"   {'FAILED' if status else 'good'}, {time.monotonic() - begun_at:.0f} s", flush=True)
        if status:
            self.failed.append(title)
        return status, line

    def summary(self) -> int:
        print()
        for reason in self.left_out:
            print(f"LEFT OUT: {reason}")
        for title in self.failed:
            print(f"FAILED: {title}")
        if os.environ.get("CI") == "true":
            self.counts["failed"] += len(self.left_out)
        print("{passed} passed, {failed} failed, {skipped} skipped".format_map(self.counts))
        return 1 if self.counts["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
