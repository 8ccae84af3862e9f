from tests import factories


def test_entry_and_comment(entry, blog):
    one = factories.comment(entry)
    two = factories.comment(entry, parent=one)
    assert one.discussion.state_at().is_open
    one.refresh_from_db()
    assert one.thread_count == 1
    two.mark_as_spam()
    one.refresh_from_db()
    assert one.thread_count == 0
    one.discussion.refresh_from_db()
    assert one.discussion.approved_count == 1
