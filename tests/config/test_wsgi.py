"""The door in front of the site: what is too large, too slow or broken off never reaches a view."""

from io import BytesIO
from threading import Event, Semaphore, Thread

import pytest

from config.wsgi import PUBLIC_LIMIT, RENDERS_AT_ONCE, SENDERS_AT_ONCE, WRITES_AT_ONCE, Door, Turns


class Site:
    """Says what it was sent."""

    def __call__(self, environ, start_response):
        body = environ["wsgi.input"].read() if int(environ.get("CONTENT_LENGTH") or 0) else b""
        start_response("200 OK", [])
        return [body]


def ask(door, body=b"", stream=None, **environ):
    answer = {}
    environ = {"PATH_INFO": "/", "wsgi.input": stream or BytesIO(body)} | environ
    parts = door(environ, lambda status, headers: answer.update(status=status, headers=dict(headers)))
    return answer["status"], b"".join(parts), answer["headers"]


@pytest.mark.parametrize("path", ["/an-entry/", "/admin/login/"])
def test_what_is_sent_in_full_arrives(path):
    assert ask(Door(Site()), b"name=Ada", CONTENT_LENGTH="8", PATH_INFO=path)[:2] == ("200 OK", b"name=Ada")


def test_a_request_without_a_body_passes():
    assert ask(Door(Site()))[0] == "200 OK"
    assert ask(Door(Site()), CONTENT_LENGTH="")[0] == "200 OK"


@pytest.mark.parametrize(
    "environ, status",
    [
        ({"CONTENT_LENGTH": str(PUBLIC_LIMIT + 1)}, "413 Content Too Large"),
        ({"CONTENT_LENGTH": str(10**12), "PATH_INFO": "/admin/"}, "413 Content Too Large"),
        ({"HTTP_TRANSFER_ENCODING": "chunked"}, "411 Length Required"),
        ({"CONTENT_LENGTH": "+5"}, "400 Bad Request"),
        ({"CONTENT_LENGTH": "٥"}, "400 Bad Request"),
        ({"CONTENT_LENGTH": "50"}, "400 Bad Request"),
    ],
)
def test_the_door_refuses_what_no_view_should_read(environ, status):
    got, sentence, headers = ask(Door(Site()), b"five!", **environ)
    assert got == status
    assert sentence.endswith(b".") and headers["Cache-Control"] == "no-store"


def test_the_admin_takes_larger_files_than_readers_may_send():
    length = str(PUBLIC_LIMIT + 1)
    assert ask(Door(Site()), b"a", CONTENT_LENGTH=length, PATH_INFO="/admin/import/")[0] == "200 OK"


class Slow(BytesIO):
    """A body whose sender takes his time."""

    def __init__(self, asked: Event, goes_on: Event):
        super().__init__(b"slow!")
        self.asked, self.goes_on = asked, goes_on

    def read(self, size=-1):
        self.asked.set()
        self.goes_on.wait(20)
        return super().read(size)


def test_slow_senders_keep_each_other_waiting_and_no_reader():
    door, goes_on, answers = Door(Site()), Event(), []
    senders = []
    for _ in range(SENDERS_AT_ONCE):
        asked = Event()
        send = Thread(
            target=lambda stream: answers.append(ask(door, CONTENT_LENGTH="5", stream=stream)),
            args=[Slow(asked, goes_on)],
        )
        send.start()
        assert asked.wait(20)
        senders.append(send)
    assert ask(door)[0] == "200 OK"
    status, _, headers = ask(door, b"quick", CONTENT_LENGTH="5")
    assert (status, headers["Retry-After"]) == ("503 Service Unavailable", "5")
    goes_on.set()
    for sender in senders:
        sender.join(20)
    assert [answer[:2] for answer in answers] == [("200 OK", b"slow!")] * SENDERS_AT_ONCE
    assert ask(door, b"quick", CONTENT_LENGTH="5")[0] == "200 OK"


class Busy(Site):
    """Takes its time with every answer, and knows how many it has in hand."""

    def __init__(self):
        self.begun, self.goes_on = Semaphore(0), Event()
        self.in_hand, self.most = [], 0

    def __call__(self, environ, start_response):
        self.in_hand.append(environ)
        self.most = max(self.most, len(self.in_hand))
        self.begun.release()
        self.goes_on.wait(20)
        self.in_hand.remove(environ)
        return super().__call__(environ, start_response)


@pytest.mark.parametrize(
    "sent, most", [({"path": "/"}, RENDERS_AT_ONCE), ({"path": "/comments/1/", "body": b"text=a"}, WRITES_AT_ONCE)]
)
@pytest.mark.parametrize("other", ["/admin/", "/media/pictures/bones.webp"])
def test_readers_requests_are_worked_on_in_turn_and_an_authors_or_a_pictures_at_once(sent, most, other):
    site, answers = Busy(), []
    door, body = Door(site), sent.get("body", b"")
    length = {"CONTENT_LENGTH": str(len(body))} if body else {}
    threads = [
        Thread(target=lambda: answers.append(ask(door, body, PATH_INFO=sent["path"], **length)[:2])) for _ in range(6)
    ]
    author = Thread(target=lambda: answers.append(ask(door, PATH_INFO=other)[:2]))
    for thread in threads:
        thread.start()
    for _ in range(most):
        assert site.begun.acquire(timeout=20)
    assert not site.begun.acquire(timeout=0.05)
    author.start()
    assert site.begun.acquire(timeout=20)
    site.goes_on.set()
    for thread in [*threads, author]:
        thread.join(20)
    assert sorted(answers) == sorted([("200 OK", body)] * 6 + [("200 OK", b"")])
    assert site.most == most + 1


def test_who_waits_goes_in_before_who_comes_back():
    turns, order = Turns(1), []

    def go_in(number: int) -> None:
        with turns:
            order.append(number)

    threads = [Thread(target=go_in, args=[number]) for number in range(5)]
    with turns:
        for place, thread in enumerate(threads, 1):
            thread.start()
            while len(turns.line) < place:
                thread.join(0.001)
    with turns:
        assert order == [0, 1, 2, 3, 4]


def test_a_turn_is_passed_on_when_something_breaks_in_it():
    turns = Turns(1)
    with pytest.raises(ZeroDivisionError), turns:
        raise ZeroDivisionError
    assert turns.free == 1
