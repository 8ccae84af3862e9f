"""Makes the virtual environment on a machine that has only Python, then starts the site or the tests in it.

Nothing but the standard library is imported, and the syntax is that of Python 3.6, so that a Python that is too old
can read this file and say so.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    import ensurepip
    import venv
except ImportError:  # Debian and its kin leave them out of python3
    ensurepip = venv = None

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
BUCKET_ONLY = "# For pictures in a bucket only (STORAGE_URL)\n"
TESTS_ONLY = "# For tests only\n"


class Refusal(Exception):
    """What is wrong and what to do, in a sentence for whoever typed the command."""


def main(arguments):
    command = arguments[0] if arguments else "run"
    try:
        check_python(command)
        if command == "run":
            python = installed(ROOT / ".venv", with_tests=False)
            run([python, "manage.py", "start"])
        elif command == "test":
            python = installed(ROOT / ".venv", with_tests=True)
            run([python, "-m", "tests.run"])
        elif command == "bench":
            python = installed(ROOT / ".venv", with_tests=False)
            run([python, "-m", "tests.bench"])
        elif command == "install":  # FOLDER: an environment for tests beside the usual one
            installed(Path(arguments[1]).resolve(), with_tests=True)
        else:
            raise Refusal(f"There is no command {command!r}. Choose run, test, bench or install FOLDER.")
    except Refusal as refusal:
        sys.exit(str(refusal))
    except KeyboardInterrupt:
        sys.exit(130)


def check_python(command):
    if sys.version_info < (3, 11):
        raise Refusal(
            f"Python 3.11 or newer is needed; this is {sys.version_info[0]}.{sys.version_info[1]}. "
            f"Install one, or name it: make {command} PYTHON=python3.12"
        )


def run(command):
    """Becomes the command, so that signals reach it and its exit status is ours."""
    os.chdir(ROOT)
    sys.stdout.flush()
    os.execv(command[0], [str(part) for part in command])


# The virtual environment


def installed(folder, with_tests):
    """The environment's Python, after everything in the lock is installed; costs nothing when it already is."""
    parts = wanted_parts(with_tests)
    stamp, python = folder / ".lock-hash", folder / "bin" / "python"
    wanted = [this_python()] + [mark(part) for part in parts]
    turn = os.open(str(ROOT), os.O_RDONLY)
    try:
        fcntl.flock(turn, fcntl.LOCK_EX)  # of two commands at once, one installs and the other finds it done
        found = stamp.read_text().split() if stamp.exists() and python.exists() else []
        if set(wanted) <= set(found):
            return python
        # No stamp: there is no environment yet, or an installation was interrupted. Begin from nothing.
        if this_python() not in found:
            say(f"Making a place for Python packages in {folder.name} …")
            make_environment(folder)
        else:
            stamp.unlink()
        say("Installing what the " + ("tests need" if with_tests else "site needs") + ", once …")
        install(python, "".join(parts))
        stamp.write_text("\n".join(wanted) + "\n")
    except OSError as trouble:
        raise Refusal(
            f"{folder} can't be written ({trouble.strerror}). "
            "Change who may write there, or copy the project to a folder of your own."
        ) from None
    finally:
        os.close(turn)
    return python


def wanted_parts(with_tests):
    """The packages for a bucket are large, so they are installed only where there is one, and for tests."""
    site, bucket, tests = lock_parts(LOCK.read_text())
    if with_tests:
        return [site, bucket, tests]
    return [site, bucket] if os.environ.get("STORAGE_URL", "").strip() else [site]


def lock_parts(text):
    """What the site runs on, what only a bucket needs, and what only its tests need."""
    rest, _, tests = text.partition(TESTS_ONLY)
    site, _, bucket = rest.partition(BUCKET_ONLY)
    return site, bucket, tests


def mark(part):
    return hashlib.sha256(part.encode()).hexdigest()


def this_python():
    return "python-{}.{}".format(*sys.version_info)


def make_environment(folder):
    if venv is None:
        raise Refusal(
            "This Python can't make virtual environments: its venv module is missing. "
            "On Debian or Ubuntu: apt install python3-venv. Or name another Python: make run PYTHON=python3.12"
        )
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    made = subprocess.run([sys.executable, "-m", "venv", str(folder)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if made.returncode:
        raise Refusal(f"A virtual environment can't be made in {folder}. Python says:\n" + last_lines(made.stdout))


def install(python, requirements):
    """Exactly what the lock names, each file checked against its hash."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(requirements)
        file.flush()
        strict = ["--require-hashes", "--no-deps", "--no-input", "--disable-pip-version-check", "--quiet"]
        done = subprocess.run(
            [str(python), "-m", "pip", "install", *strict, "-r", file.name],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
    if done.returncode:
        raise Refusal(
            "The packages can't be installed: look at the network connection and the room on the disk, then run the "
            "same command again. pip says:\n" + last_lines(done.stdout)
        )


def last_lines(output, count=6):
    return "\n".join("  " + line for line in output.decode(errors="replace").strip().splitlines()[-count:])


def say(sentence):
    print(sentence, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
