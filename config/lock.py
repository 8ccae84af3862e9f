"""Makes requirements.lock anew from pyproject.toml, for every supported Python (`make lock`).

It wants uv, on the PATH or named by the variable UV. What comes out is pinned and hashed, names no address and
depends on nobody's machine; plain pip installs it.
"""

import os
import subprocess
import sys

from config.bootstrap import BUCKET_ONLY, LOCK, ROOT, TESTS_ONLY, last_lines


def main() -> None:
    everything = blocks(resolved("--extra", "bucket", "--extra", "test"))
    site_names = {name(block) for block in blocks(resolved())}
    bucket_names = {name(block) for block in blocks(resolved("--extra", "bucket"))} - site_names
    site = [block for block in everything if name(block) in site_names]
    bucket = [block for block in everything if name(block) in bucket_names]
    tests = [block for block in everything if name(block) not in site_names | bucket_names]
    LOCK.write_text("".join([*site, "\n", BUCKET_ONLY, *bucket, "\n", TESTS_ONLY, *tests]))
    print(
        f"{LOCK.name}: {len(site)} packages for the site, {len(bucket)} more for a bucket, "
        f"{len(tests)} more for its tests."
    )


def resolved(*options: str) -> str:
    """The newest versions that fit together, each with its hashes."""
    command = [os.environ.get("UV", "uv"), "pip", "compile", "pyproject.toml", "--quiet", "--upgrade"]
    command += ["--universal", "--python-version", "3.11", "--generate-hashes"]
    command += ["--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links", *options]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True)
    except FileNotFoundError:
        sys.exit("Making the lock wants uv. Install it, or name it: make lock UV=/path/to/uv")
    if done.returncode:
        sys.exit("The lock can't be made. uv says:\n" + last_lines(done.stderr, 20))
    return done.stdout.decode()


def blocks(requirements: str) -> list[str]:
    """One text for each pinned package: its line and the indented hashes below it."""
    found: list[str] = []
    for line in requirements.splitlines(keepends=True):
        if line[0].isspace():
            found[-1] += line
        else:
            found.append(line)
    return found


def name(block: str) -> str:
    return block.partition("==")[0]


if __name__ == "__main__":
    main()
