"""A comment is on its way while the discussion closes, by hand or by its date: before or after, never in between.

ROUNDS=1000 makes as many rounds of each.
"""

import os
import random
import threading
from datetime import timedelta
from time import sleep

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from comments.models import Comment, Discussion
from tests import factories

ROUNDS = int(os.environ.get("ROUNDS", "40"))
SPREAD_SECONDS = 0.005


@pytest.fixture
def talk(transactional_db, settings) -> Discussion:
    settings.RATE_LIMITS = False
    factories.blog()
    return Discussion.on(factories.entry())


def at_once(*acts):
    """Runs the acts in threads of their own, each a few milliseconds early or late."""
    start = threading.Barrier(len(acts))

    def run(act, delay):
        start.wait()
        sleep(delay)
        act()
        connection.close()

    threads = [threading.Thread(target=run, args=(act, random.uniform(0, 2 * SPREAD_SECONDS))) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def sent(talk: Discussion, text: str, answers: list):
    def send():
        answers.append(Client().post(f"/comments/{talk.entry_id}/", {"text": text}, HTTP_SEC_FETCH_SITE="same-origin"))

    return send


def check(answer, text: str, closed_at) -> str:
    stored = Comment.objects.filter(source=text).first()
    if answer.status_code == 303:
        assert stored and stored.created_at < closed_at
        return "accepted"
    assert answer.status_code == 403 and stored is None
    assert text in answer.content.decode()
    return "refused"


def test_closing_by_hand(talk):
    outcomes = []
    for number in range(ROUNDS):
        talk.reopen()
        text, answers = f"Round {number} by hand.", []
        at_once(sent(talk, text, answers), lambda: Discussion.on(talk.entry).close())
        outcomes.append(check(answers[0], text, Discussion.on(talk.entry).chosen_at))
    assert len(outcomes) == ROUNDS


def test_closing_by_its_date(talk):
    for number in range(ROUNDS):
        text, answers = f"Round {number} by date.", []
        closes_at = timezone.now() + timedelta(seconds=random.uniform(0, 4 * SPREAD_SECONDS))
        talk.close_on(closes_at)
        at_once(sent(talk, text, answers))
        check(answers[0], text, closes_at)
