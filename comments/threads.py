"""A discussion as rows: a pure function from comments in order of time to a flat list that opens and closes lists."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple


class Row(NamedTuple):
    """One comment in its place, with the one it answers and the one its thread begins with.

    `level` counts from 0. `opens` says that a list begins before this row; `closes` holds one item for each list that
    ends after it, and is None when the next row goes a level deeper (so that this row's own item stays open).
    """

    comment: Any
    parent: Any
    root: Any
    level: int
    opens: bool
    closes: range | None
    # Whom it answers, where the place on the page alone does not tell: under the deepest level, or parted from its parent.
    is_flattened: bool
    is_tombstone: bool


def rows(roots: Sequence, replies: Sequence, levels: int, elsewhere: Mapping[int, Any] | None = None) -> list[Row]:
    """The comments of some threads in reading order, at most `levels` deep.

    `replies` come oldest first. A reply whose parent is not among them stands directly under its root; `elsewhere` are
    such parents, by their keys. Removed comments stay only where something visible stands beneath them.
    """
    # All first: an imported clock may put a reply before what it answers.
    here = {comment.pk: comment for comment in (*roots, *replies)}
    children: dict[int, list] = {key: [] for key in here}
    parents = {**(elsewhere or {}), **here}
    for reply in replies:
        children[reply.parent_id if reply.parent_id in children else reply.root_id].append(reply)

    ordered = _pruned([pair for root in roots for pair in _preorder(root, children)])
    deepest = levels - 1
    shown = [min(depth, deepest) for _comment, depth in ordered]
    made, previous = [], 0
    for index, (comment, depth) in enumerate(ordered):
        level = shown[index]
        following = shown[index + 1] if index + 1 < len(shown) else 0
        made.append(
            Row(
                comment=comment,
                parent=parents.get(comment.parent_id),
                root=here.get(comment.root_id),
                level=level,
                opens=level > previous,
                closes=None if following > level else range(level - following),
                is_flattened=depth > deepest or (depth > 0 and comment.parent_id not in here),
                is_tombstone=not comment.is_approved,
            )
        )
        previous = level
    return made


def folds(shown: Sequence[Row]) -> dict[int, int]:
    """Where folded comments follow each other: the index of the first, and how many. Only what has no reply is folded."""
    found: dict[int, int] = {}
    first = None
    for index, row in enumerate(shown):
        if row.closes is None or row.is_tombstone or not row.comment.is_folded:
            first = None
            continue
        first = index if first is None else first
        found[first] = index - first + 1
        if row.closes:
            first = None
    return found


def _preorder(root, children: dict[int, list]):
    """(comment, depth), each before its replies; a loop, since a chain may be ten thousand long."""
    waiting = [(root, 0)]
    while waiting:
        comment, depth = waiting.pop()
        yield comment, depth
        waiting.extend((reply, depth + 1) for reply in reversed(children[comment.pk]))


def _pruned(ordered: list[tuple[Any, int]]) -> list[tuple[Any, int]]:
    """Without the removed comments that have nothing visible beneath them."""
    kept, depth_below = [], 0
    for comment, depth in reversed(ordered):
        if comment.is_approved or depth_below > depth:
            kept.append((comment, depth))
            depth_below = depth
        # A removed comment without visible replies leaves what stands below for the rows above it as it was.
    return kept[::-1]
