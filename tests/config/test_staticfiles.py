import json

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static

from config import staticfiles
from config.staticfiles import HashedFiles, collect


@pytest.fixture
def folder(tmp_path, settings):
    settings.STATIC_ROOT = tmp_path / "static"
    return settings.STATIC_ROOT


def test_names_are_plain_until_they_have_been_collected():
    assert static("img/favicon.svg") == "/static/img/favicon.svg"


def test_collected_files_carry_their_hash_and_are_compressed_ahead(folder):
    collect()
    paths = json.loads((folder / "staticfiles.json").read_text())["paths"]
    name = paths["admin/css/base.css"]
    assert name != "admin/css/base.css"
    assert HashedFiles(folder, "/static/").url("admin/css/base.css") == f"/static/{name}"
    assert (folder / f"{name}.br").stat().st_size < (folder / f"{name}.gz").stat().st_size
    library = paths["admin/js/vendor/jquery/jquery.js"]
    assert (folder / library).exists() and not (folder / f"{library}.br").exists()


def test_what_was_collected_is_collected_again_only_when_something_changed(folder, monkeypatch):
    called = []
    monkeypatch.setattr(staticfiles, "call_command", lambda *words, **options: called.append(words))
    folder.mkdir()
    collect()
    collect()
    assert called == [("collectstatic",)]
    (folder / ".sources").write_text("those of the last release")
    collect()
    assert called == [("collectstatic",)] * 2


def test_every_static_file_is_copied_however_old_it_is():
    with pytest.raises(NotImplementedError):
        staticfiles_storage.get_modified_time("img/favicon.svg")
