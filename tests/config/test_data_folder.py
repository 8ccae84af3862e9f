import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.data_folder import Locked, locked, prepared, secret_key


def test_the_folder_is_its_owners_alone(tmp_path):
    folder = prepared(tmp_path / "some" / "where")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert (folder / "media").is_dir()


def test_the_key_is_made_once_and_readable_by_its_owner_alone(tmp_path):
    key = secret_key(tmp_path)
    assert len(key) >= 50
    assert secret_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret_key"]


@pytest.mark.parametrize("attempt", [prepared, secret_key])
def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(tmp_path, attempt):
    (tmp_path / "file").touch()
    with pytest.raises(ImproperlyConfigured, match="Choose another with DATA_DIR="):
        attempt(tmp_path / "file" / "folder")


def test_a_lock_keeps_others_out_and_shared_ones_let_each_other_in(tmp_path):
    file = tmp_path / "lock"
    with locked(file, shared=True), locked(file, shared=True), pytest.raises(Locked), locked(file, wait=False):
        pass
    with locked(file, wait=False), pytest.raises(Locked), locked(file, shared=True, wait=False):
        pass
    with locked(file, wait=False):
        pass


def test_a_folder_can_be_locked_without_leaving_a_file(tmp_path):
    with locked(tmp_path), pytest.raises(Locked), locked(tmp_path, wait=False):
        pass
    assert list(tmp_path.iterdir()) == []
