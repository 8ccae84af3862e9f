"""What is no export is refused with a sentence; what parsers choke on is mended on the way."""

import gzip
from xml.etree.ElementTree import fromstring

import pytest

from blog.importers.exports import BrokenExport, UnreadableExport, opened
from tests.blog.importers.wxr import item, saved, wxr

REFUSED = {
    "a web page": ("<!DOCTYPE html><html><body>Hello", "web page"),
    "a web page without its type": ("\n<html lang='en'>", "web page"),
    "a DOCTYPE": ('<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "b">]><rss>', "DOCTYPE"),
    "a DOCTYPE behind a comment": ("<!-- x --><!doctype rss SYSTEM 'http://evil.example/'><rss>", "DOCTYPE"),
    "another kind of XML": ("<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'/>", "begin with <rss>"),
    "a news feed": ("<rss version='2.0'><channel><title>News</title></channel></rss>", "news feed"),
    "plain text": ("Want bone and heart health?", "begin with <rss>"),
    "nothing": ("  \n", "empty"),
    "a zip archive": (b"PK\x03\x04\x14\x00\xff\xfe", "Unpack"),
    "bytes": (b"\x89PNG\r\n\x1a\n\x00\xff", "begin with <rss>"),
    "an unknown encoding": ("<?xml version='1.0' encoding='klingon'?><rss/>", "klingon"),
    "no encoding at all": ("<?xml version='1.0' encoding='zlib'?><rss/>", "zlib"),
}


@pytest.mark.parametrize(("content", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_no_export_is_refused_with_a_sentence(tmp_path, content, words):
    with pytest.raises(UnreadableExport, match=words), opened(saved(tmp_path, content)):
        pass


def test_a_missing_file_and_a_folder_are_named(tmp_path):
    with pytest.raises(UnreadableExport, match="no file .*nowhere.xml"), opened(tmp_path / "nowhere.xml"):
        pass
    with pytest.raises(UnreadableExport, match="is a folder"), opened(tmp_path):
        pass


def whole(path, size: int = 65_536) -> str:
    with opened(path) as text:
        return "".join(iter(lambda: text.read(size), ""))


def test_a_good_export_is_not_touched(tmp_path):
    text = wxr(item(content__encoded="Fish & chips"), item(title="Ünïcode 🙂"))
    assert whole(saved(tmp_path, text)) == text


@pytest.mark.parametrize(
    ("inside", "mended"),
    [
        ("a & b", "a &amp; b"),
        ("?a=1&b=2", "?a=1&amp;b=2"),
        ("&nbsp;&laquo;", "&amp;nbsp;&amp;laquo;"),
        ("&amp; &lt; &quot; &#8217; &#x2019;", "&amp; &lt; &quot; &#8217; &#x2019;"),
        ("a&#8;b&#x1F;c&#0;", "abc"),
        ("a\x00b\x0bc\x1f", "abc"),
        ("<![CDATA[a & b &nbsp;]]> & c", "<![CDATA[a & b &nbsp;]]> &amp; c"),
        ("<!-- a & b --> & c", "<!-- a & b --> &amp; c"),
        ("<![CDATA[a & ]]]]><![CDATA[> & b]]> & c", "<![CDATA[a & ]]]]><![CDATA[> & b]]> &amp; c"),
        ("<![CDATA[ <!-- & ]]> & <![CDATA[ --> & ]]>", "<![CDATA[ <!-- & ]]> &amp; <![CDATA[ --> & ]]>"),
    ],
)
@pytest.mark.parametrize("size", [1, 7, 65_536])
def test_what_xml_does_not_allow_is_mended_wherever_it_is_cut(tmp_path, inside, mended, size):
    head = wxr().partition("</channel>")[0] + " " * 65_536
    text = whole(saved(tmp_path, f"{head}<title>{inside}</title></channel></rss>"), size)
    assert text.endswith(f"<title>{mended}</title></channel></rss>")
    fromstring(text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_byte_order_marks_are_understood(tmp_path, encoding):
    text = wxr(item(title="Gemüse"))
    assert whole(saved(tmp_path, text.encode(encoding))) == text


def test_a_declared_encoding_is_believed(tmp_path):
    text = wxr(item(title="Gemüse – “natto”")).replace("UTF-8", "ISO-8859-1")
    assert whole(saved(tmp_path, text.encode("cp1252"))) == text


def test_bytes_that_are_no_utf8_are_read_as_windows_1252_and_the_line_is_known(tmp_path):
    head, tail = wxr(item(title="Gemüse"), item(title="Rüben")).split("Rüben")
    path = saved(tmp_path, head.encode() + "Rüben “x”".encode("cp1252") + tail.encode())
    with opened(path) as text:
        read = "".join(iter(text.read, ""))
    assert read == f"{head}Rüben “x”{tail}"
    assert text.first_odd_line == head.count("\n") + 1


def test_a_compressed_export_is_read(tmp_path):
    text = wxr(item())
    assert whole(saved(tmp_path, gzip.compress(text.encode()), "export.xml.gz")) == text


def test_a_damaged_compressed_export_says_so(tmp_path):
    packed = gzip.compress(wxr(item(content__encoded="x" * 100)).encode())
    with pytest.raises(BrokenExport, match="damaged"):
        whole(saved(tmp_path, packed[:-20], "export.xml.gz"))


def test_a_piece_is_never_empty_before_the_end(tmp_path):
    with opened(saved(tmp_path, wxr(item(title="&#8217;" * 20_000)))) as text:
        pieces = list(iter(lambda: text.read(1), ""))
    assert "".join(pieces).endswith("</rss>\n")
