"""What becomes of entries: headings, places to link to, pictures, tables, players."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from blog import html

SEED = Path(__file__).parents[2].parent / "shared" / "data" / "seed-entry.wxr.xml"
REGION = 'role="region" tabindex="0"'


def body(source: str, format: str = "html", **options) -> str:
    return html.clean_entry(source, format, **options).body


def findings(source: str) -> html.Findings:
    return html.clean_entry(source, "html").findings


@pytest.mark.parametrize(
    ("levels", "printed"),
    [
        ("1 2 3", "2 3 4"),
        ("1 2 3 4 5 6", "2 3 4 5 6 6"),
        ("2 3 2", "2 3 2"),
        ("3 3", "2 2"),
        ("2 4 4 3", "2 3 3 3"),
        ("3 2", "2 2"),
    ],
)
def test_headings_begin_below_the_title_and_leave_no_level_out(levels, printed):
    source = "".join(f"<h{level}>x</h{level}>" for level in levels.split())
    found = [tag[2] for tag in body(source).split("\n")]
    assert found == printed.split()


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("<h2>How much?</h2>", '<h2 id="text-how-much">How much?</h2>'),
        ("<h2>A</h2><h2>A</h2>", '<h2 id="text-a">A</h2>\n<h2 id="text-a-2">A</h2>'),
        ("<h2>Πίνακες</h2>", '<h2 id="text-πίνακες">Πίνακες</h2>'),
        ("<h2>?!</h2>", '<h2 id="text-section">?!</h2>'),
        ("<h2>A</h2><p id=a>x</p>", '<h2 id="text-a-2">A</h2>\n<p id="text-a">x</p>'),
        ("<h2 id=comments>A</h2>", '<h2 id="text-comments">A</h2>'),
        ("<h2> <br></h2><p>x</p>", "<p>x</p>"),
        ("<h2>a<p>b</p>c</h2>", '<h2 id="text-a-b-c">a b c</h2>'),
    ],
)
def test_headings_have_names_of_their_own(source, printed):
    assert body(source) == printed


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ('<p>x<sup id=r1><a href="#n1">1</a></sup></p><ol><li id=n1>n <a href="#r1">back</a></ol>',
         '<p>x<sup id="text-r1"><a href="#text-n1">1</a></sup></p>\n'
         '<ol><li id="text-n1">n <a href="#text-r1">back</a></li></ol>'),
        ('<a href="#old">to</a><h2><a name="old"></a>Old</h2>', '<p><a href="#text-old">to</a></p>\n<h2 id="text-old">Old</h2>'),
        ("<a name=x></a><p>a</p>", '<p id="text-x">a</p>'),
        ("<p>a<a name=x></a>b</p>", '<p>a<span id="text-x"></span>b</p>'),
        ("<div id=x><p>a</p></div>", '<p id="text-x">a</p>'),
        ("<p>a</p><a name=end></a>", '<p>a<span id="text-end"></span></p>'),
        ('<a href="#comments">c</a>', '<p><a href="#comments">c</a></p>'),
        ('<a href="#how-much">h</a><h2>How much</h2>', '<p><a href="#text-how-much">h</a></p>\n<h2 id="text-how-much">How much</h2>'),
        ('<p id="ä b">a</p><a href="#%C3%A4%20b">l</a>', '<p id="text-ä-b">a</p>\n<p><a href="#text-ä-b">l</a></p>'),
        ("<p id=x>a</p><p id=x>b</p>", '<p id="text-x">a</p>\n<p>b</p>'),
    ],
)  # fmt: skip
def test_places_in_the_text_are_named_apart_and_still_found(source, printed):
    assert body(source) == printed


def test_bodies_that_share_a_page_can_have_names_of_their_own():
    assert body("<h2>A</h2><a href='#a'>l</a>", anchors="note-2-") == (
        '<h2 id="note-2-a">A</h2>\n<p><a href="#note-2-a">l</a></p>'
    )


@pytest.mark.parametrize("mark", ["<!--more-->", "<!--more Go on-->", "<!-- more -->"])
def test_the_opening_is_what_stands_before_the_mark_and_has_no_names(mark):
    entry = html.clean_entry(f'<h2>A</h2><p id=x>b <a href="#c">c</a> <b>d{mark} e</b></p><p id=c>f</p>', "html")
    assert entry.opening == "<h2>A</h2>\n<p>b c <b>d</b></p>"
    assert entry.body == (
        '<h2 id="text-a">A</h2>\n<p id="text-x">b <a href="#text-c">c</a> <b>d e</b></p>\n<p id="text-c">f</p>'
    )


def test_an_entry_without_the_mark_has_no_opening():
    assert html.clean_entry("<p>a</p>", "html").opening == ""


def test_the_mark_inside_code_is_code():
    assert html.clean_entry("```\n<!--more-->\n```", "markdown").opening == ""


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("Loose words\nin lines\n\nand <em>more</em>", "<p>Loose words<br>in lines</p>\n<p>and <em>more</em></p>"),
        ("<p>one<p>two", "<p>one</p>\n<p>two</p>"),
        ("<p></p><p>&nbsp;</p><p>a</p>", "<p>a</p>"),
        ("<div><section><p>a</p>b</section></div>", "<p>a</p>\n<p>b</p>"),
        ('<div lang="ar" dir="rtl"><p>a</p><p lang="de">b</p></div>', '<p lang="ar" dir="rtl">a</p>\n<p lang="de" dir="rtl">b</p>'),
        ('<p class="x" style="color:red" onclick="x">a</p>', "<p>a</p>"),
        ("<font color=red>a</font> <big>b</big>", "<p>a b</p>"),
        ('<a href="/x"><h2>a</h2><p>b</p></a>', '<h2 id="text-a"><a href="/x">a</a></h2>\n<p><a href="/x">b</a></p>'),
        ("<details><p>a</p></details>", "<details><summary>More</summary><p>a</p></details>"),
        ("<details open><summary>s</summary>a</details>", '<details open><summary>s</summary><p>a</p></details>'),
        ("<dl><dt>t<dd>d</dl>", "<dl><dt>t</dt><dd>d</dd></dl>"),
        ("<dl><dd>d</dl>", "<ul><li>d</li></ul>"),
        ("<ruby>漢<rt>kan</rt></ruby> <ruby>字</ruby>", "<p><ruby>漢<rt>kan</rt></ruby> 字</p>"),
        ("<time datetime=2012-07-05>then</time> <time>now</time>", '<p><time datetime="2012-07-05">then</time> now</p>'),
        ("<figure><figcaption>c</figcaption><p>a</p><figcaption>d</figcaption></figure>",
         "<figure><figcaption>c</figcaption><p>a</p><p>d</p></figure>"),
        ("<figure><p>a</p><figcaption>c</figcaption><p>b</p></figure>",
         "<figure><p>a</p><p>b</p><figcaption>c</figcaption></figure>"),
        ("<ol start=3 type=a reversed><li value=7>x</ol>", '<ol start="3" type="a" reversed=""><li value="7">x</li></ol>'),
        ("<form><label>a</label><input><select><option>b</select><button>c</button></form>d", "<p>a</p>\n<p>d</p>"),
        ("<svg><text>a</text></svg><math><mi>b</mi></math><script>c</script><noscript>d</noscript>e", "<p>e</p>"),
    ],
)  # fmt: skip
def test_every_element_stands_where_it_may(source, printed):
    assert body(source) == printed


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("https://x.example/a b", "https://x.example/a%20b"),
        ("//x.example/a", "https://x.example/a"),
        ("/about/", "/about/"),
        ("mailto:a@x.example?subject=b", "mailto:a@x.example?subject=b"),
        ("https://x.example/ä?q=a&amp;b=c", "https://x.example/ä?q=a&amp;b=c"),
        ("  https://x.example/\n", "https://x.example/"),
        ("/\\x.example", "/%5Cx.example"),
        ("page.html", None),
        ("ftp://x.example", None),
        ("javascript:alert(1)", None),
        ("\x01javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("https:x.example", None),
        ("/\t/x.example", "https://x.example"),
        ("https://user:pw@x.example/", None),
    ],
)
def test_links_of_the_author_lead_to_the_web_mail_and_the_own_site(written, printed):
    expected = f'<p><a href="{printed}">w</a></p>' if printed else "<p>w</p>"
    assert body(f'<a href="{written}">w</a>') == expected


def test_the_author_says_what_a_link_is_to_search_engines():
    assert body('<a href="/x" rel="sponsored nofollow opener" target="_blank">w</a>') == (
        '<p><a href="/x" rel="sponsored nofollow">w</a></p>'
    )


# Pictures


def test_own_pictures_are_loaded_late_and_keep_their_size():
    assert body('<img src="/media/pictures/a-480w.webp" alt="a bowl" width=400 height="30%" onerror=x>') == (
        '<p><img src="/media/pictures/a-480w.webp" alt="a bowl" width="400" loading="lazy" decoding="async"></p>'
    )


def test_own_pictures_are_known_by_the_whole_address_too(settings):
    printed = body(f'<img src="{settings.SITE_URL}/media/pictures/a.webp" alt="">')
    assert printed == '<p><img src="/media/pictures/a.webp" alt="" loading="lazy" decoding="async"></p>'


def test_the_library_is_asked_once_and_says_the_rest():
    asked = []

    def library(names):
        asked.append(names)
        return {
            "pictures/a.webp": {
                "srcset": "/media/pictures/a-480w.webp 480w, /media/pictures/a.webp 900w",
                "sizes": "(min-width: 62rem) 32rem, calc(100vw - 2rem)",
                "width": 900,
                "height": 600,
                "alt": "a bowl",
                "onerror": "alert(1)",
            }
        }

    entry = html.clean_entry('<img src="/media/pictures/a.webp" width=1><!--more-->x', "html", library)
    assert asked == [{"pictures/a.webp"}]
    assert entry.opening == (
        '<p><img src="/media/pictures/a.webp" alt="a bowl" width="900" height="600" '
        'srcset="/media/pictures/a-480w.webp 480w, /media/pictures/a.webp 900w" '
        'sizes="(min-width: 62rem) 32rem, calc(100vw - 2rem)" loading="lazy" decoding="async"></p>'
    )


def test_a_picture_elsewhere_is_shown_once_the_library_has_it():
    library = {"http://x.example/a.jpg": {"name": "pictures/a.webp", "width": 9, "height": 6}}
    printed = body('<img src="http://x.example/a.jpg" alt="a">', pictures=lambda names: library)
    assert printed == (
        '<p><img src="/media/pictures/a.webp" alt="a" width="9" height="6" loading="lazy" decoding="async"></p>'
    )


@pytest.mark.parametrize("srcset", ["http://x.example/a.webp 480w", "/media/a.webp 480w, //x.example/b 900w"])
def test_not_even_the_library_can_name_a_source_elsewhere(srcset):
    printed = body('<img src="/media/a.webp">', pictures=lambda names: {"a.webp": {"srcset": srcset}})
    assert "srcset" not in printed


ELSEWHERE = '<a class="elsewhere" href="http://x.example/a.jpg">Picture: a bowl</a>'


@pytest.mark.parametrize(
    ("around", "printed"),
    [
        ("{}", "<p>{}</p>"),
        ("<p>b {} c</p>", "<p>b {} c</p>"),
        ("<ul><li>{}</ul>", "<ul><li>{}</li></ul>"),
        ("<h2>{}</h2>", '<h2 id="text-picture-a-bowl">{}</h2>'),
        ("<figure>{}<figcaption>c</figcaption></figure>", "<figure>{}<figcaption>c</figcaption></figure>"),
        ("<table><tr><td>{}</table>",
         f'<div class="scroll" aria-label="Table" {REGION}><table><tbody><tr><td>{{}}</td></tr></tbody></table></div>'),
        ('<a href="http://x.example/a.jpg">{}</a>', "<p>{}</p>"),
        ('<a href="http://y.example/page">{}</a>', '<p>{} <a href="http://y.example/page">y.example</a></p>'),
        ('<a href="/page">{} b</a>', '<p>{}<a href="/page"> b</a></p>'),
    ],
)  # fmt: skip
def test_a_picture_elsewhere_becomes_a_link_wherever_it_stood(around, printed):
    image = '<img src="http://x.example/a.jpg" alt="a bowl">'
    assert body(around.format(image)) == printed.format(ELSEWHERE)


@pytest.mark.parametrize(
    ("image", "printed"),
    [
        ('<img src="//x.example/a.jpg">', '<a class="elsewhere" href="https://x.example/a.jpg">Picture: a.jpg</a>'),
        ('<img src="/old/a%20b.jpg" alt="">', '<a class="elsewhere" href="/old/a%20b.jpg">Picture: a b.jpg</a>'),
        ('<img src="data:," data-src="http://x.example/a.jpg" alt="a bowl">', ELSEWHERE),
        ('<img src="data:image/gif;base64,AAAA" alt="a bowl">', "Picture: a bowl"),
        ('<img src="images/a.jpg" alt="a bowl">', "Picture: a bowl"),
        ('<img src="/media/../a.jpg" alt="a bowl">', '<a class="elsewhere" href="/media/../a.jpg">Picture: a bowl</a>'),
        ('<img src="https://s.w.org/images/core/emoji/1/72x72/1f642.png" alt="🙂">', "🙂"),
        ('<img src="http://x.example/count.gif" width="1" height="1">', ""),
    ],
)
def test_pictures_of_every_kind_become_words(image, printed):
    assert body(f"<p>x {image}</p>") == f"<p>x {printed}</p>".replace(" </p>", "</p>")


@pytest.mark.parametrize(
    ("source", "address", "words"),
    [
        ('<iframe src="//player.example/1"><p>f</iframe>', "https://player.example/1", "Embedded page: player.example"),
        ('<embed src="http://x.example/a.swf">', "http://x.example/a.swf", "Embedded page: x.example"),
        ('<object data="http://x.example/a"><b>f</b></object>', "http://x.example/a", "Embedded page: x.example"),
        ('<object><embed src="http://x.example/a"></object>', "http://x.example/a", "Embedded page: x.example"),
        ('<video><source src="http://x.example/a.mp4">f</video>', "http://x.example/a.mp4", "Video: x.example"),
        ('<audio src="/media/talk.ogg"></audio>', "/media/talk.ogg", "Sound: talk.ogg"),
    ],
)
def test_players_and_pages_of_others_become_links(source, address, words):
    assert body(source) == f'<p><a class="elsewhere" href="{address}">{words}</a></p>'
    assert findings(source).embeds == [address]


def test_what_stood_in_an_iframe_cannot_swallow_what_follows():
    assert body('<iframe src="/x"><!-- <script></iframe><p>after</p>').endswith("<p>after</p>")


# Tables and code


def test_a_table_scrolls_under_a_caption_that_names_it():
    assert body("<table><caption>A <b>week</b></caption><tr><th scope=col>Day<td align=right>45</table>") == (
        f'<figure><figcaption>A <b>week</b></figcaption><div class="scroll" aria-label="A week" {REGION}><table>'
        '<tbody><tr><th scope="col">Day</th><td class="number">45</td></tr></tbody></table></div></figure>'
    )


def test_a_table_in_a_figure_is_named_by_its_caption():
    printed = body("<figure><table><tr><td>a</table><figcaption>A week</figcaption></figure>")
    assert f'<div class="scroll" aria-label="A week" {REGION}>' in printed


def test_tables_without_captions_are_numbered():
    printed = body("<table><tr><td>a</table>" * 2)
    assert 'aria-label="Table 1"' in printed
    assert 'aria-label="Table 2"' in printed


def test_a_table_inside_another_scrolls_with_it():
    assert body("<table><tr><td><table><tr><td>a</table></table>").count('class="scroll"') == 1


def test_markdown_has_tables_with_numbers_set_apart():
    printed = body("| a | b |\n|---|--:|\n| c | 1 |", "markdown")
    assert '<th>a</th><th class="number">b</th>' in printed
    assert '<td>c</td><td class="number">1</td>' in printed


def test_code_that_may_be_too_wide_for_a_telephone_can_take_the_focus():
    assert body(f"<pre><code>{'x' * 40}</code></pre>") == (
        f'<pre aria-label="Code" {REGION}><code>{"x" * 40}</code></pre>'
    )
    assert body("<pre aria-label='Formula'>" + "x" * 40) == f'<pre aria-label="Formula" {REGION}>{"x" * 40}</pre>'
    assert body("<pre>short\ncode</pre>") == "<pre>short\ncode</pre>"


# Markdown


def test_markdown_of_authors_may_hold_html():
    assert body("# T\n\nline\nend <mark>x</mark> ~~y~~\n\n<script>x</script>\n\n- a", "markdown") == (
        '<h2 id="text-t">T</h2>\n<p>line\nend <mark>x</mark> <s>y</s></p>\n<ul><li>a</li></ul>'
    )


def test_deep_markdown_keeps_its_words():
    source = "> " * 60 + "words\n\n" + "".join(f"{'  ' * depth}- word{depth}\n" for depth in range(40))
    printed = body(source, "markdown")
    assert "words" in printed
    assert all(f"word{depth}" in printed for depth in range(40))


# Findings


def test_findings_say_what_was_changed():
    found = findings(
        '<h1>a</h1><h2>b</h2><img src="/media/a.webp"><img src="/media/b.webp" alt="">'
        '<img src="http://x.example/c.jpg"><form><marquee>d</marquee></form><script>e</script>'
    )
    assert found.shifted_headings == 2
    assert found.empty_alt == 1
    assert found.own_pictures == {"a.webp", "b.webp"}
    assert found.foreign_pictures == ["http://x.example/c.jpg"]
    assert found.dropped_tags == ["marquee", "script"]
    assert found.fault == ""


@pytest.mark.skipif(not SEED.exists(), reason="needs the seed entry in ../shared/data")
def test_the_seed_entry_gets_paragraphs_and_headings():
    namespace = "{http://purl.org/rss/1.0/modules/content/}encoded"
    source = [node.text for node in ElementTree.parse(SEED).iter(namespace)][1]
    printed = body(source)
    assert printed.count("<h2 id=") == source.count("<h3>")
    assert html.plain_text(printed).split() == html.plain_text(source).split()
    assert all(line.startswith(("<p>", "<h2 ", "<ul>")) for line in printed.split("\n"))
