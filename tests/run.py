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
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
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
        run.tests(Suite("Tests on SQLite"))
        rest = []
        if other := run.have("Another Python", another_environment):
            rest.append(Suite(f"Tests in {other.parent.parent.name}", python=str(other)))
        if address := run.have("PostgreSQL", lambda: stack.enter_context(services.postgres())):
            rest.append(Suite("Tests on PostgreSQL", variables={"DATABASE_URL": address}))
        run.tests(*rest)
        if browser := run.have("Chromium", services.chromium):
            run.tests(Suite("Tests in Chromium", which="browser", variables={"CHROMIUM": browser}))
    return run.summary()


def another_environment() -> Path:
    """The interpreter for the other supported Django, with everything installed beside it."""
    python, version = services.other_python()
    folder = ROOT / f".venv-{version}"
    if subprocess.run([python, "-m", "config.bootstrap", "install", folder], cwd=ROOT).returncode:
        raise services.Missing(f"The packages can't be installed for {python}")
    return folder / "bin" / "python"


@dataclass(frozen=True)
class Suite:
    """The tests with one interpreter and one database, or those that drive a browser."""

    title: str
    python: str = sys.executable
    which: str = "not browser"
    variables: dict[str, str] = field(default_factory=dict)


class Run:
    """Steps taken one after the other; a failed one stops none of the others."""

    def __init__(self):
        self.counts = Counter()
        self.failed: list[str] = []
        self.left_out: list[str] = []
        self.variables: dict[str, str] = {}
        self.commands: set[subprocess.Popen] = set()

    def stop(self, *_) -> None:
        """Ends what is under way, and with it the servers that were started for it."""
        for command in self.commands:
            command.terminate()
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

    def tests(self, *suites: Suite) -> None:
        """Several at once print only when they are done."""
        is_alone = len(suites) == 1

        def result(suite: Suite) -> tuple[int, str]:
            command = [suite.python, "-m", "pytest", "-m", suite.which]
            return self.step(suite.title, command, suite.variables, is_alone)

        with ThreadPoolExecutor() as pool:
            for status, last_line in pool.map(result, suites):
                self.count(status, last_line)

    def count(self, status: int, last_line: str) -> None:
        found = {word.rstrip("s"): int(count) for count, word in re.findall(r"(\d+) (\w+)", last_line)}
        for word in ("passed", "failed", "skipped"):
            self.counts[word] += found.get(word, 0)
        self.counts["failed"] += found.get("error", 0) or (status != 0 and not found.get("failed"))

    def step(self, title: str, command: list[str], variables: dict[str, str], is_alone: bool = True) -> tuple[int, str]:
        """Shows what the command prints; gives its exit status and last line."""
        begun_at = time.monotonic()
        lines = [f"\n── {title}\n"]
        if is_alone:
            print(lines.pop(), end="", flush=True)
        environment = os.environ | self.variables | variables
        with subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as process:
            self.commands.add(process)
            for line in process.stdout:
                lines.append(line)
                if is_alone:
                    print(line, end="", flush=True)
        self.commands.discard(process)
        verdict = f"   {'FAILED' if process.returncode else 'good'}, {time.monotonic() - begun_at:.0f} s"
        print(verdict if is_alone else "".join([*lines, verdict]), flush=True)
        if process.returncode:
            self.failed.append(title)
        return process.returncode, lines[-1] if lines else ""

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
