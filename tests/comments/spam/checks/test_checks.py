"""What each check finds, and the sentence it says."""

import pytest

from comments.spam.checks import CHECKS, POINTS
from comments.spam.reasons import sentence
from comments.spam.submission import Submission, Twins, words_of

ENTRY = words_of("Vitamin K2 <p>helps calcium to bind to bones; natto holds most of it. A loan of cows.</p>")

TABLE = [
    # Praise that would fit any page, from mild to nothing else.
    ({"text": "Nice post! Thanks for sharing."}, "praise:only"),
    ({"text": "What a wonderful website, keep up the good work"}, "praise:only"),
    ({"text": "Great info. Lucky me I ran across your blog by chance."}, "praise:mostly"),
    ({"text": "Nice post. My granddaughter breaks bones too, and the natto tasted like old cheese."}, "praise:some"),
    ({"text": "How much natto a day?"}, None, "praise"),
    ({"text": "Natto and calcium and bones"}, "topic:3"),
    ({"text": "I take vitamins"}, "topic:1"),
    ({"text": "Hello everybody"}, "topic:0"),
    ({"text": "Hello everybody", "entry_words": frozenset()}, None, "topic"),
    ({"text": "Why so much?"}, "question:yes"),
    ({"text": "لماذا؟"}, "question:yes"),
    ({"text": "I could write a guest post for you"}, "exchange:yes"),
    ({"text": "articles in exchange for a link back to mine"}, "exchange:yes"),
    ({"text": "check out my channel"}, "calls:1"),
    ({"text": "check out my channel and please subscribe to my page"}, "calls:2"),
    ({"text": "I checked the dose on the packet"}, None, "calls"),
    ({"text": "online casino"}, "trade:1"),
    ({"text": "payday loans, viagra, cheap handbags"}, "trade:3"),
    ({"text": "I took a loan for a cow"}, None, "trade"),
    ({"text": "http://a.example http://b.example"}, "links:2"),
    ({"text": "http://a.example"}, "mostly-links:yes"),
    ({"text": "no link"}, None, "links"),
    ({"text": "[url=http://a.example]a[/url]"}, "markup:forum"),
    ({"text": '<a href="http://a.example">a</a>'}, "markup:html"),
    ({"text": "kidsmedia . com"}, "disguise:address"),
    ({"text": "vi\u200bagra"}, "disguise:letters"),
    ({"text": "v\u0456agra"}, "disguise:letters"),
    ({"text": "👩‍👩‍👧 und Grüße"}, None, "disguise"),
    ({"text": "write to joe@example.com"}, "contact:yes"),
    ({"text": "call +1 (555) 010-0000"}, "contact:yes"),
    ({"text": "in 2012 and 2013"}, None, "contact"),
    ({"entry_age_days": 265.9}, "age:90"),
    ({"entry_age_days": -1}, "age:0"),
    ({"seconds": 2}, "speed:faster-than-typing"),
    ({"seconds": 5, "text": "x" * 400}, "speed:fast"),
    ({"seconds": 60}, "speed:slow"),
    ({"has_script": False}, "script:no"),
    ({"has_script": True}, "script:yes"),
    ({"honeypot_filled": True}, "honeypot:filled"),
    ({"name": "STEVEN CARNEY", "author_names": ("Steven Carney",)}, "impostor:yes"),
    ({"name": "Stеven Саrney", "author_names": ("Steven Carney",)}, "impostor:yes"),
    ({"name": "St3ven  Carney", "author_names": ("Steven Carney",)}, "impostor:yes"),
    ({"name": "Steven", "author_names": ("Steven Carney",)}, None, "impostor"),
    ({"name": "", "author_names": ("",)}, None, "impostor"),
    ({"name": ""}, "name:none"),
    ({"name": "payday loans"}, "name:trade"),
    ({"name": "www.example.com"}, "name:address"),
    ({"name": "best way to win"}, "name:sentence"),
    ({"name": "Joe99"}, "name:digits"),
    ({"name": "Ana María López"}, "name:ordinary"),
    ({"website": ""}, "website:none"),
    ({"website": "https://ada.example"}, "website:plain"),
    ({"website": "https://ada.example/shop/bags-2"}, "website:page"),
    ({"website": "https://cheap-essays.example"}, "website:trade"),
    ({"is_known_writer": True}, "known:yes"),
    ({"is_reply": True}, "reply:yes"),
    ({"twins": Twins(2, 0)}, "twins:2"),
    ({"twins": Twins(9, 0)}, "twins:3"),
    ({"twins": Twins(1, 1)}, "twins:spam"),
    ({"text": "THIS IS SO VERY GOOD"}, "capitals:many"),
    ({"text": "OK, USA"}, None, "capitals"),
    ({"text": "wow!!!"}, "exclamations:3"),
    ({"text": "Купить дешево сейчас"}, "letters:foreign"),
    ({"text": "شكرا جزيلا لكم", "language": "ar"}, None, "letters"),
    ({"text": "Größe, œuvre, año"}, None, "letters"),
    ({"text": "sdkfjhwrt qwrtpsdfg"}, "gibberish:keys"),
    ({"text": "buy it " * 10}, "gibberish:repeats"),
    ({"text": "🎉🎉🎉🎉"}, "emoji:4"),
    ({"text": "two words"}, "length:0"),
]


@pytest.mark.parametrize("row", TABLE)
def test_a_check_finds_what_it_is_for(row):
    given, wanted, *absent = row
    submission = Submission(**{"text": "Something", "name": "Ada", "entry_words": ENTRY} | given)
    found = {finding.key: finding for check in CHECKS if (finding := check.found(submission))}
    if wanted:
        assert wanted in found
        assert sentence(found[wanted].code, found[wanted].params).endswith(".")
    for code in absent:
        assert code not in {finding.code for finding in found.values()}


def test_every_key_with_points_can_be_found():
    found = {row[1] for row in TABLE} | {"rule:hold", "rule:spam"}
    counted = {"links", "length", "age", "emoji", "twins", "topic", "trade"}
    assert {key for key in POINTS if key.partition(":")[0] not in counted} <= found


def test_a_word_of_the_entry_is_nothing_for_sale():
    entry = words_of("On casino architecture")
    assert "trade" not in {
        finding.code
        for check in CHECKS
        if (finding := check.found(Submission("The casino has a fine roof", entry_words=entry)))
    }


def test_sentences_name_no_code():
    for row in TABLE:
        submission = Submission(**{"text": "Something", "name": "Ada", "entry_words": ENTRY} | row[0])
        for check in CHECKS:
            if finding := check.found(submission):
                assert finding.key not in sentence(finding.code, finding.params)
