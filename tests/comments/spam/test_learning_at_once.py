"""Several app servers teach and learn at the same time."""

import threading

import pytest
from django.db import connection

from comments.models import Comment, SpamExample, SpamFeature
from comments.spam import learning
from comments.spam.model import BIAS
from tests import factories

SERVERS, VERDICTS = 3, 40


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_verdicts_on_several_servers_are_counted_once_each(author, entry):
    for number in range(SERVERS * VERDICTS):
        factories.comment(entry, f"Words number {number}, with natto and pills for all of us", name=f"n{number}")
    comments = list(Comment.objects.order_by("pk").select_related("discussion__entry"))
    troubles = []

    def serve(own):
        try:
            for comment in own:
                learning.teach(comment, comment.pk % 2 == 0, author)
                learning.learn()
        except Exception as trouble:
            troubles.append(trouble)
        finally:
            connection.close()

    threads = [threading.Thread(target=serve, args=(comments[at::SERVERS],)) for at in range(SERVERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    while learning.learn():
        pass
    assert troubles == []
    assert not SpamExample.objects.due().exists()
    for key in (BIAS, "w:natto"):
        feature = SpamFeature.objects.get(key=key)
        assert feature.spam_count + feature.reader_count == SERVERS * VERDICTS
