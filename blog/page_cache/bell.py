"""Where there is a Redis, whoever changed something rings, and other machines look at once instead of a moment later.
Loaded only where REDIS_URL names one.

What changed stands in the database alone. A ring that nobody heard, or a Redis that is gone, costs the time until the
next look, which every machine takes twice a second anyway.
"""

import logging
import time
from collections.abc import Callable
from contextlib import suppress

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

log = logging.getLogger(__name__)

CHANNEL = "afterword.changed"
# Somebody waits for an answer meanwhile.
IMPATIENT = {"socket_connect_timeout": 0.2, "socket_timeout": 0.2, "retry": Retry(NoBackoff(), 0)}
REST = 5.0  # seconds without a try after one that failed


class Bell:
    """The bell of the Redis at an address."""

    def __init__(self, address: str):
        self.address = address
        self.rests_until = 0.0
        self._client = redis.Redis.from_url(address, **IMPATIENT)

    def ring(self) -> None:
        if time.monotonic() < self.rests_until:
            return
        try:
            self._client.publish(CHANNEL, "")
        except redis.RedisError as trouble:
            self.rests_until = time.monotonic() + REST
            log.warning("Redis can't be reached; other servers learn of changes half a second later. (%s)", trouble)

    def listen(self, act: Callable[[], object]) -> None:
        """Acts at each ring, for ever."""
        while True:
            client = redis.Redis.from_url(self.address, socket_keepalive=True)
            with suppress(redis.RedisError), client, client.pubsub() as heard:
                heard.subscribe(CHANNEL)
                for _message in heard.listen():
                    act()
            time.sleep(REST)
