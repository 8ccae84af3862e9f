"""A page ready to be sent: encodings, ETags, dates."""

import gzip

import brotli
import pytest

from blog.page_cache.page import Page, chosen_encoding

TEXT = b"<p>Words that come again and again.</p>" * 40


def page(text=TEXT, made_at=1000.7):
    made = Page.rendered([("Content-Type", "text/html; charset=utf-8"), ("X-Own", "1")], text, None, made_at)
    made.compress("gzip", "br")
    return made


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("GZIP", "gzip"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("br;q=0, gzip;q=0.1", "gzip"),
        ("br;q=0, gzip;q=0", "identity"),
        ("*", "br"),
        ("*;q=0", "identity"),
        ("identity", "identity"),
        ("gzip; q=0.8", "gzip"),
        ("br;q=much, gzip", "gzip"),
        ("", "identity"),
        (";;,,=", "identity"),
        ("br;", "br"),
    ],
)
def test_the_encoding_is_one_that_the_browser_takes(accepted, encoding):
    assert chosen_encoding(accepted) == encoding


def test_every_encoding_holds_the_same_words_and_tells_its_length():
    unpacked = {"identity": bytes, "gzip": gzip.decompress, "br": brotli.decompress}
    for encoding, unpack in unpacked.items():
        answer = page().answer(encoding)
        headers = dict(answer.headers)
        assert unpack(answer.parts[0]) == TEXT
        assert headers["Content-Length"] == str(len(answer.parts[0]))
        assert headers.get("Content-Encoding", "identity") == encoding
        assert headers["Vary"] == "Accept-Encoding" and headers["X-Own"] == "1"
    assert len({page().answer(encoding).etag for encoding in unpacked}) == 3


def test_what_compressing_makes_no_smaller_is_sent_as_it_is():
    answer = page(b"short").answer("br")
    assert answer.parts[0] == b"short" and "Content-Encoding" not in dict(answer.headers)


@pytest.mark.parametrize("known", ['"X"', '"a", "X"', 'W/"X"', '"a",W/"X"', "*"])
def test_a_known_etag_is_recognised(known):
    answer = page().answer("gzip")
    environ = {"HTTP_IF_NONE_MATCH": known.replace('"X"', answer.etag)}
    assert answer.is_what_they_have(environ, 2000)


@pytest.mark.parametrize("known", ['"other"', "", "X", '""'])
def test_another_etag_is_not(known):
    answer = page().answer("gzip")
    assert not answer.is_what_they_have({"HTTP_IF_NONE_MATCH": known}, 2000)
    dated = {"HTTP_IF_NONE_MATCH": known, "HTTP_IF_MODIFIED_SINCE": answer.last_modified}
    assert not answer.is_what_they_have(dated, 2000)


def test_the_date_counts_once_its_second_has_passed():
    first, second = page(made_at=1000.2).answer("br"), page(b"changed", made_at=1000.7).answer("br")
    assert first.last_modified == second.last_modified == "Thu, 01 Jan 1970 00:16:40 GMT"
    asked = {"HTTP_IF_MODIFIED_SINCE": first.last_modified}
    assert not first.is_what_they_have(asked, 1000.9)
    assert first.is_what_they_have(asked, 1001.0)
    assert "Last-Modified" not in dict(first.headers)
    assert dict(first.dated_headers)["Last-Modified"] == first.last_modified


def test_the_stamp_of_the_files_tells_the_text():
    assert page().stamp == page(made_at=5).stamp != page(b"other").stamp
    assert 0 <= page().stamp < 2**31
