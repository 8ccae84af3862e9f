"""The report says what was taken, skipped and is to be looked at."""

import json

from blog.importers.records import Remark, Skipped
from blog.importers.report import NAMED, Report, counted


def lines(report: Report) -> list[str]:
    return list(report.lines())


def test_what_was_taken_stands_by_kind_and_state():
    report = Report()
    report.take("comment", "pending", 3)
    report.take("comment", "approved", 26)
    report.take("post", "published")
    assert lines(report) == ["Taken over", "  1 post: 1 published", "  29 comments: 26 approved, 3 waiting"]


def test_an_import_without_news_says_so():
    report = Report()
    report.known["page"] += 2
    assert lines(report) == ["Taken over", "  nothing new", "Here already, left as they are", "  2 pages"]


def test_what_was_skipped_stands_with_its_reason_and_the_first_by_name():
    report = Report()
    report.skipped = [Skipped("attachment", f"File {number}", "Not in an export.") for number in range(NAMED + 2)]
    report.skip("product", "Natto", "No place.")
    found = lines(report)[3:]
    assert found[0] == "  12 files of the media library: Not in an export."
    assert found[1] == "    File 0"
    assert found[-2] == "    … and 2 more, all in the report that --report writes"
    assert found[-1] == "  1 × product (Natto): No place."


def test_remarks_stand_together():
    report = Report()
    report.remarks = [
        Remark("Was private", "A"),
        Remark("Has no title", "b"),
        Remark("Was private", "C"),
        Remark("Alone"),
    ]
    assert lines(report)[2:] == ["To look at", "  Was private (2)", "    A", "    C", "  Has no title: b", "  Alone"]


def test_a_break_stands_last():
    report = Report(broken="The file stops at line 3.")
    assert lines(report)[-1] == "The file stops at line 3."


def test_the_json_report_has_everything():
    report = Report()
    report.take("post", "published", 2)
    report.known["comment"] += 1
    report.skip("attachment", "File", "Not in an export.")
    report.remark("Was private", "A")
    assert json.loads(json.dumps(report.as_json())) == {
        "taken": {"post": {"published": 2}},
        "known": {"comment": 1},
        "skipped": [{"kind": "attachment", "label": "File", "reason": "Not in an export."}],
        "to_look_at": [{"words": "Was private", "label": "A"}],
        "broken": "",
    }


def test_kinds_without_words_of_their_own_are_named_as_they_are():
    assert (counted("post", 1), counted("post", 2), counted("product", 3)) == ("1 post", "2 posts", "3 × product")
