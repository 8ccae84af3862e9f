"""From a bare Python to an environment with everything in it, and a sentence where that can't be."""

import ast
import re
import subprocess
import sys
import tomllib

import pytest

from config import bootstrap
from config.bootstrap import LOCK, ROOT, Refusal, installed, lock_parts

SITE, BUCKET, TESTS = lock_parts(LOCK.read_text())


def pinned(part: str) -> set[str]:
    return {line.partition("==")[0] for line in part.splitlines() if "==" in line and not line.startswith(" ")}


def test_a_python_that_is_too_old_can_read_the_file_and_is_told_so(monkeypatch):
    ast.parse((ROOT / "config" / "bootstrap.py").read_text(), feature_version=(3, 6))
    monkeypatch.setattr(sys, "version_info", (3, 8, 10))
    with pytest.raises(Refusal, match=r"Python 3.11 or newer is needed; this is 3.8. .*make test PYTHON=python3.12"):
        bootstrap.check_python("test")


def test_the_lock_pins_every_package_with_hashes_and_names_no_address():
    blocks = re.split(r"\n(?=[a-z])", SITE + BUCKET + TESTS)
    assert len(blocks) > 30
    for block in blocks:
        assert re.match(r"[a-z0-9-]+==[\w.]+( ; [^\\]+)? \\\n    --hash=sha256:", block.lstrip("\n")), block[:80]
    assert not re.search(r"https?:|file:|index|@", SITE + BUCKET + TESTS)


def test_the_lock_holds_what_the_project_asks_for_apart_from_what_its_tests_do():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    def names(wishes):
        return {re.match(r"[\w-]+", wish)[0].lower() for wish in wishes}

    assert names(project["dependencies"]) <= pinned(SITE)
    assert names(project["optional-dependencies"]["bucket"]) <= pinned(BUCKET)
    assert names(project["optional-dependencies"]["test"]) <= pinned(TESTS)
    assert not pinned(SITE) & pinned(TESTS) and not pinned(BUCKET) & (pinned(SITE) | pinned(TESTS))
    assert {"django==5.2", "django==6.1"} <= {line[:11] for line in SITE.splitlines()}


@pytest.fixture
def done(monkeypatch):
    """What would have been done, in order."""
    steps = []

    def make_environment(folder):
        steps.append("environment")
        (folder / "bin").mkdir(parents=True, exist_ok=True)
        (folder / "bin" / "python").touch()
        (folder / ".lock-hash").unlink(missing_ok=True)

    monkeypatch.setattr(bootstrap, "make_environment", make_environment)

    def install(python, part):
        steps.append("tests" if TESTS in part else "bucket" if BUCKET in part else "site")

    monkeypatch.setattr(bootstrap, "install", install)
    monkeypatch.delenv("STORAGE_URL", raising=False)
    return steps


def test_an_environment_is_made_once(tmp_path, done):
    python = installed(tmp_path / "venv", with_tests=False)
    assert python == tmp_path / "venv" / "bin" / "python"
    assert installed(tmp_path / "venv", with_tests=False) == python
    assert done == ["environment", "site"]


def test_the_tests_packages_come_on_top_and_serve_the_site_too(tmp_path, done):
    for with_tests in (False, True, True, False):
        installed(tmp_path / "venv", with_tests)
    assert done == ["environment", "site", "tests"]


def test_the_packages_for_a_bucket_come_only_where_one_is_named(tmp_path, done, monkeypatch):
    installed(tmp_path / "venv", with_tests=False)
    for value in ("", "s3://pictures/", "s3://pictures/", ""):
        monkeypatch.setenv("STORAGE_URL", value)
        installed(tmp_path / "venv", with_tests=False)
    assert done == ["environment", "site", "bucket"]


def test_a_changed_lock_is_installed_into_the_same_environment(tmp_path, done, monkeypatch):
    installed(tmp_path / "venv", with_tests=False)
    changed = tmp_path / "requirements.lock"
    changed.write_text(LOCK.read_text().replace("asgiref==", "asgiref==9"))
    monkeypatch.setattr(bootstrap, "LOCK", changed)
    installed(tmp_path / "venv", with_tests=False)
    assert done == ["environment", "site", "site"]


def test_another_python_gets_a_new_environment(tmp_path, done, monkeypatch):
    installed(tmp_path / "venv", with_tests=False)
    monkeypatch.setattr(bootstrap, "this_python", lambda: "python-3.99")
    installed(tmp_path / "venv", with_tests=False)
    assert done == ["environment", "site"] * 2


def test_an_interrupted_installation_begins_from_nothing(tmp_path, done, monkeypatch):
    def breaks_off(python, part):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(bootstrap, "install", breaks_off)
        with pytest.raises(KeyboardInterrupt):
            installed(tmp_path / "venv", with_tests=False)
    installed(tmp_path / "venv", with_tests=False)
    assert done == ["environment", "environment", "site"]


def test_packages_that_cannot_be_fetched_are_a_sentence_with_the_installers_last_words(monkeypatch):
    failed = subprocess.CompletedProcess([], 1, stdout=b"\n".join(b"line %d" % number for number in range(20)))
    monkeypatch.setattr(bootstrap.subprocess, "run", lambda *arguments, **options: failed)
    with pytest.raises(
        Refusal, match=r"(?s)look at the network connection.*run the same command again.*line 19"
    ) as said:
        bootstrap.install("python", "django==5.2\n")
    assert "line 3" not in str(said.value)


def test_a_python_without_its_venv_module_is_told_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setattr(bootstrap, "venv", None)
    with pytest.raises(Refusal, match="apt install python3-venv"):
        bootstrap.make_environment(tmp_path / "venv")


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(Refusal, match="can't be written"):
        installed(tmp_path / "file" / "venv", with_tests=False)


def test_an_environment_really_holds_its_own_python(tmp_path):
    bootstrap.make_environment(tmp_path / "venv")
    asked = [str(tmp_path / "venv" / "bin" / "python"), "-c", "import pip, sys; print(sys.prefix)"]
    assert subprocess.run(asked, capture_output=True, text=True).stdout.strip() == str(tmp_path / "venv")
