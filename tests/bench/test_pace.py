"""A pace is kept, and what is late is seen."""

from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread

from tests.bench import pace


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self):
        self.server.seen.append(self.path)
        with self.server.lock:
            self.send_response(503 if self.path == "/refused" else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

    def do_POST(self):
        self.server.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.do_GET()

    def log_message(self, *_):
        pass


@contextmanager
def listening():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.seen, server.bodies, server.lock, server.daemon_threads = [], [], Lock(), True
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server, f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def test_as_many_are_sent_as_the_pace_says_and_refusals_are_counted():
    with listening() as (server, address):
        done = pace.keep_pace(address, pace.read("/", "/refused"), 200, 0.5)
    assert done.requests == len(server.seen) == 100
    assert done.failures == server.seen.count("/refused") > 0
    # The last of a hundred is due a two-hundredth before the end.
    assert done.seconds > 0.49 and 0 < done.median <= done.p99


def test_who_has_to_wait_for_others_is_late():
    with listening() as (server, address), server.lock:
        Thread(target=lambda: (pace.Event().wait(0.3), server.lock.release())).start()
        late = pace.keep_pace(address, pace.read("/"), 100, 0.2)
        server.lock.acquire()
    assert late.requests == 20 and late.median > 50


def test_comments_are_sent_beside_what_is_measured_and_none_twice():
    with listening() as (server, address):
        with pace.meanwhile(address, pace.comment("/comments/1/"), 100) as comments:
            pace.keep_pace(address, pace.read("/"), 20, 0.5)
        assert comments[0].requests == len(server.bodies) > 10
        assert len(set(server.bodies)) == len(server.bodies)


def test_a_server_that_is_gone_is_a_failure():
    with listening() as (_server, address):
        pass
    assert pace.keep_pace(address, pace.read("/"), 40, 0.25).failures == 10
