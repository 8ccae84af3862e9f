"""Every language that a blog may have is spoken on all its public pages."""

import re
from datetime import UTC, datetime
from gettext import GNUTranslations
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from blog.models import Addendum
from comments import letters, notifications
from comments.models import Mail, Note
from tests import factories
from tests.public_words import OF_THE_DESK, ROOT, messages

LOCALE = Path(settings.LOCALE_PATHS[0])
OTHERS = [code for code, _name in settings.LANGUAGES if code != "en"]
# Texts that are the same word in the language named.
SAME = {
    "de": {"Feed", "Code", "Video", "Website"},
    "fr": {"Pages", "Page", "page %(number)s", "Code", "Site"},
    "es": {},
    "ar": {},
}
NAMED = re.compile(r"%\((\w+)\)[sd]")
QUOTED = re.compile(r'^(msgid|msgid_plural|msgstr(?:\[\d\])?) "(.*)"$', re.M)


def catalogue(language: str) -> GNUTranslations:
    with (LOCALE / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        return GNUTranslations(file)


def translated(language: str) -> dict[tuple[str, ...], list[str]]:
    """The translations of every text of public pages: one, or one for each kind of number."""
    known = catalogue(language)
    found = {}
    for message in messages():
        if len(message) == 2:
            found[message] = [known._catalog.get((message[0], kind)) for kind in range(kinds_of_number(language))]
        else:
            found[message] = [known._catalog.get(message[0])]
    return found


def kinds_of_number(language: str) -> int:
    return int(re.search(r"nplurals=(\d)", catalogue(language).info()["plural-forms"])[1])


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_of_public_pages_is_translated(language):
    missing = [message for message, texts in translated(language).items() if not all(texts)]
    assert not missing, f"Add these to config/locale/{language}/LC_MESSAGES/django.po and compile it"


@pytest.mark.parametrize("language", OTHERS)
def test_no_translation_is_only_the_english(language):
    same = {message[0] for message, texts in translated(language).items() if message[0] in texts}
    assert same <= set(SAME[language])


@pytest.mark.parametrize("language", OTHERS)
def test_translations_fill_in_what_the_text_does(language):
    """The number itself may be left out, where the word for one or two says it."""
    for message, texts in translated(language).items():
        wanted = set(NAMED.findall(message[-1]))
        for text in texts[-1:]:
            assert set(NAMED.findall(text)) == wanted, message
        for text in texts:
            assert set(NAMED.findall(text)) <= wanted, message


@pytest.mark.parametrize("language", OTHERS)
def test_no_element_is_lost_on_the_way(language):
    for message, texts in translated(language).items():
        for text in texts:
            assert re.findall(r"<[^>]+>", text) == re.findall(r"<[^>]+>", message[-1]), message


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_compiled_is_what_is_written(language):
    """`manage.py compilemessages` brings the one from the other."""
    folder = LOCALE / language / "LC_MESSAGES"
    written = QUOTED.findall((folder / "django.po").read_text())
    texts = [text.replace("\\n", "\n").replace('\\"', '"').replace("\\\\", "\\") for kind, text in written[2:]]
    kinds = [kind for kind, _text in written[2:]]
    compiled = {message: text for message, text in catalogue(language)._catalog.items() if message != ""}
    of_file = [text for kind, text in zip(kinds, texts, strict=True) if kind.startswith("msgstr")]
    assert sorted(of_file) == sorted(compiled.values())


def test_no_catalogue_is_there_without_its_language():
    assert sorted(folder.name for folder in LOCALE.iterdir()) == sorted(OTHERS)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", ["Kommentar schreiben", "1 Kommentar</h2>", "am <time", "Zum Text", "5. Juli 2012</time>"]),
        ("fr", ["Laisser un commentaire", "1 commentaire</h2>", "le <time", "Aller au texte", "5 juillet 2012</time>"]),
        ("es", ["Deja un comentario", "1 comentario</h2>", "el <time", "Ir al texto", "5 de julio de 2012</time>"]),
        ("ar", ["اترك تعليقًا", "تعليق واحد</h2>", "في <time", "إلى النص", "5 يوليو 2012</time>"]),
    ],
)
def test_an_entry_speaks_the_blog_s_language(client, author, language, said):
    factories.blog(language=language)
    entry = factories.entry(author=author, published_at=datetime(2012, 7, 5, 12, tzinfo=UTC))
    factories.comment(entry)
    page = client.get(entry.get_absolute_url()).content.decode()
    assert all(words in page for words in said), [words for words in said if words not in page]
    for english in ("Leave a comment", "Skip to", "Recent entries", "Search", "Reply"):
        assert english not in page


@pytest.mark.django_db
def test_words_that_the_site_puts_into_a_text_are_in_the_text_s_language(author):
    factories.blog(language="fr")
    table = "<table><tr><td>1</td></tr></table>"
    assert 'aria-label="Tableau"' in factories.entry(author=author, source=table).body_html
    german = factories.entry("Brot", author=author, source=table, language="de")
    assert 'aria-label="Tabelle"' in german.body_html
    assert 'aria-label="Tabelle"' in Addendum.objects.create(entry=german, source=table).body_html


@pytest.mark.django_db
def test_the_desk_speaks_english_and_shows_an_entry_as_its_readers_have_it(desk, author):
    factories.blog(language="de")
    entry = factories.entry(author=author)
    start = desk.get("/admin/").content.decode()
    assert '<html lang="en' in start and "Log out" in start
    twin = desk.get(reverse("admin:comments_entry_page", args=[entry.pk])).content.decode()
    assert "Diskussion schließen" in twin


@pytest.mark.django_db
def test_the_page_for_trouble_says_in_which_language_it_speaks(client, monkeypatch):
    factories.blog(language="ar")
    client.raise_request_exception = False
    monkeypatch.setattr("blog.views._list", lambda *_, **__: 1 / 0)
    page = client.get("/").content.decode()
    assert '<html lang="ar" dir="rtl">' in page and "حدث خلل" in page


def test_every_file_said_to_be_of_the_desk_is_there():
    assert all((ROOT / path).is_file() for path in OF_THE_DESK)


@pytest.mark.django_db
def test_mail_to_a_reader_is_in_the_reader_s_language_and_mail_to_an_author_in_that_of_the_desk(author, settings):
    settings.MAIL_CONFIGURED = True
    factories.blog(language="es")
    entry = factories.entry(author=author)
    comment = factories.comment(entry, email="joleen@example.org")
    notifications.subscribe(comment, "joleen@example.org")
    letters.write("note", "note-1", "author@example.org", {"note": Note(entry=entry, text="Hello.")})
    subjects = dict(Mail.objects.values_list("kind", "subject"))
    assert subjects["question"].startswith("¿Quieres avisos de las respuestas")
    assert subjects["note"].startswith("A private note from a reader of")
