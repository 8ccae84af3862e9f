"""Everything a change has to pass, in one command (`make test`): the quick things first, then the other Django, the
other database and a browser. What can't be tried here is said at the end; with CI=true that counts as a failure.
"""

import os
import re
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
    with ExitStack() as stack:
        scratch = stack.enter_context(tempfile.TemporaryDirectory(prefix="blog-checks-"))
        run.check("Style", "ruff", "check", ".")
        run.check("Format", "ruff", "format", "--check", ".")
        for title, *command in (
            ("Migrations", "makemigrations", "--check", "--dry-run"),
            ("Deployment", "check", "--deploy", "--fail-level", "WARNING"),
        ):
            run.check(title, "manage", *command, variables=HTTPS | {"DATA_DIR": scratch})
        if redis := run.have("Redis", lambda: stack.enter_context(services.redis())):
            run.variables["TEST_REDIS_URL"] = redis
        run.tests("Tests on SQLite", sys.executable, "not browser")
        if other := run.have("Another Python", services.other_python):
            run.tests(f"Tests on Python {other[1]}", environment(*other), "not browser")
        if address := run.have("PostgreSQL", lambda: stack.enter_context(services.postgres())):
            run.tests("Tests on PostgreSQL", sys.executable, "not browser", {"DATABASE_URL": address})
        if browser := run.have("Chromium", services.chromium):
            run.tests("Tests in Chromium", sys.executable, "browser", {"CHROMIUM": browser})
    return run.summary()


def environment(python: Path, version: str) -> str:
    folder = ROOT / f".venv-{version}"
    subprocess.run([python, "-m", "config.bootstrap", "install", folder], cwd=ROOT, check=True)
    return str(folder / "bin" / "python")


class Run:
    """Steps taken one after the other; a failed one stops none of the others."""

    def __init__(self):
        self.counts = Counter()
        self.failed: list[str] = []
        self.left_out: list[str] = []
        self.variables: dict[str, str] = {}

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

    def tests(self, title: str, python: str, which: str, variables: dict[str, str] | None = None) -> None:
        status, last_line = self.step(title, [python, "-m", "pytest", "-m", which], variables or {})
        found = {word.rstrip("s"): int(count) for count, word in re.findall(r"(\d+) (\w+)", last_line)}
        for word in ("passed", "failed", "skipped"):
            self.counts[word] += found.get(word, 0)
        self.counts["failed"] += found.get("error", 0) or (status != 0 and not found.get("failed"))

    def step(self, title: str, command: list[str], variables: dict[str, str]) -> tuple[int, str]:
        """Shows what the command prints; gives its exit status and last line."""
        print(f"\n── {title}", flush=True)
        begun_at, line = time.monotonic(), ""
        environment = os.environ | self.variables | variables
        with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
            for line in process.stdout:
                print(line, end="", flush=True)
        if process.returncode:
            self.failed.append(title)
        print(f"   {'FAILED' if process.returncode else 'good'}, {time.monotonic() - begun_at:.0f} s", flush=True)
        return process.returncode, line

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
