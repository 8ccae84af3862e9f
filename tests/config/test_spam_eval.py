"""The command that measures the filter."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

SEED = Path(__file__).parents[2].parent / "shared" / "data" / "seed-entry.wxr.xml"


def printed(capsys, *args):
    call_command("spam_eval", *args)
    return capsys.readouterr().out


@pytest.fixture
def folder(tmp_path):
    for name in ("one", "two"):
        rows = [f"Cheap pills {number} at http://pills{number}.example,1" for number in range(30)]
        rows += [f"I tried natto number {number} and did not like it,0" for number in range(30)]
        (tmp_path / f"{name}.csv").write_text("\n".join(["text,label", *rows]))
    return tmp_path


def test_measures_are_printed_in_columns(folder, capsys):
    out = printed(capsys, "--data", str(folder), "--protocol", "lovo")
    assert "AUC" in out
    assert "all labels, pooled            1.000   1.000   1.000   1.000" in out
    assert "MB of memory" in out


def test_a_stream_is_measured_at_its_steps(folder, capsys):
    assert "    50   1.000 / 0.000" in printed(capsys, "--data", str(folder), "--protocol", "prequential")


def test_a_folder_without_data_is_refused(tmp_path):
    with pytest.raises(CommandError, match="There is no CSV file"):
        call_command("spam_eval", "--data", str(tmp_path))


@pytest.mark.skipif(not SEED.is_file(), reason="the export is not at ../shared/data/seed-entry.wxr.xml")
def test_the_seed_entrys_flattery_has_reasons_and_its_readers_hardly_any(capsys):
    readers = ["wendy", "Fluffy", "Willes", "lizette"]
    out = printed(capsys, "--data", str(SEED), "--protocol", "seed", "--readers", *readers)
    found, wrong = (line.split(": ")[1].split() for line in out.splitlines() if line.startswith("with a reason"))
    assert (found[2], wrong[2]) == ("19", "4")
    assert int(found[0]) >= 14
    assert int(wrong[0]) <= 2
