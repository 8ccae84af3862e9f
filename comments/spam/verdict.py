"""What becomes of a submission: published, held or filed as spam, with the points and reasons for it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.db import connection
from django.db.models import BigIntegerField, Q

from blog.prepared import Prepared
from comments.models import Comment, Rule, SpamFeature
from comments.spam import lines, model
from comments.spam.checks import CHECKS
from comments.spam.features import learnt_keys
from comments.spam.finding import Finding
from comments.spam.headlines import headline_code
from comments.spam.lines import Lines
from comments.spam.reasons import Reason, told
from comments.spam.submission import Submission, Twins
from comments.spam.wording import are_twins, first_words, wording_of

PUBLISH, HOLD, SPAM = "publish", "hold", "spam"
MOST_TWINS = 20
TWIN_LETTERS = 2_000
RULES = Prepared(lambda: Rule.objects.all())


def _worded(low, high, pk, below):
    """Of nearly the same wording; without the comment itself, and below a key."""
    others = Comment.objects.filter(Q(wording_low=low) | Q(wording_high=high), pk__lt=below).exclude(pk=pk).order_by()
    return others.values_list("pk", "status", "source")[:MOST_TWINS]


WORDED = Prepared(_worded)


@dataclass(frozen=True)
class Verdict:
    """`reasons` add up to the score; `features` say how strongly each thing counted."""

    outcome: str
    score: float
    reasons: list[Reason]
    headline: str
    features: dict[str, float]

    @property
    def reasons_to_store(self) -> list[list]:
        """For Comment.reasons."""
        return [[reason.code, reason.params, reason.points] for reason in self.reasons]


@dataclass(frozen=True)
class Known:
    """What the filter knows about some features."""

    weights: dict[str, float] = field(default_factory=dict)
    counts: dict[str, tuple[int, int]] = field(default_factory=dict)
    lines: Lines = Lines()

    @classmethod
    def about(cls, keys: Iterable[str]) -> "Known":
        weights, counts = {}, {}
        for key, weight, spam_count, reader_count in _rows([*keys, *lines.KEYS]):
            weights[key], counts[key] = weight, (spam_count, reader_count)
        return cls(weights, counts, Lines.stored(weights))


def _rows(keys: list[str]) -> list[tuple[str, float, int, int]]:
    """By hand, since `key__in` takes longer to write so many keys down than the database takes to find them."""
    table = connection.ops.quote_name(SpamFeature._meta.db_table)
    columns = ", ".join(map(connection.ops.quote_name, ("key", "weight", "spam_count", "reader_count")))
    wanted = ", ".join(["%s"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {table} WHERE {connection.ops.quote_name('key')} IN ({wanted})", keys)  # noqa: S608
        return cursor.fetchall()


def judge(
    submission: Submission, *, hold_first: bool = True, asks_first: bool = False, links_to_wait_at: int | None = None
) -> Verdict:
    """Three queries: the owner's rules, comments of the same wording, and the weights of all features.

    `hold_first` holds whoever has no approved comment yet; `asks_first` holds everything (the discussion is moderated);
    so many links hold a comment whoever wrote it (None: none do).
    """
    submission = replace(submission, rules=tuple(RULES()), twins=twins_of(submission))
    findings = look(submission)
    keys = keys_of(submission, findings)
    verdict = weigh(submission, findings, keys, Known.about(keys))
    held = _held_in_any_case(submission, hold_first, asks_first, links_to_wait_at)
    if not held:
        return verdict
    outcome = HOLD if verdict.outcome == PUBLISH else verdict.outcome
    return replace(verdict, outcome=outcome, reasons=verdict.reasons + held)


def weigh(submission: Submission, findings: list[Finding], keys: list[str], known: Known) -> Verdict:
    """The verdict by what was found and what is known of it, whoever wrote it and wherever it stands."""
    features = model.strengths(keys)
    points = model.contributions(features, known.weights)
    score = sum(points.values())
    reasons = told(submission, findings, points, known.counts)
    outcome = _outcome(submission, findings, score, known.lines)
    return Verdict(outcome, score, reasons, headline_code(score, reasons), features)


def rescore(comment: Comment) -> Verdict | None:
    """Judges a stored comment anew and stores points and reasons; its state stays. None for what authors wrote."""
    if comment.user_id:
        return None
    verdict = judge(Submission.of(comment))
    comment.score, comment.reasons = verdict.score, verdict.reasons_to_store
    Comment.objects.filter(pk=comment.pk).update(score=comment.score, reasons=comment.reasons)
    return verdict


def look(submission: Submission) -> list[Finding]:
    return [finding for check in CHECKS if (finding := check.found(submission))]


def keys_of(submission: Submission, findings: Iterable[Finding]) -> list[str]:
    return [*(finding.key for finding in findings), *learnt_keys(submission)]


def twins_of(submission: Submission, earlier_only: bool = False) -> Twins:
    same = [status for _pk, status in same_wording(submission, earlier_only)]
    return Twins(len(same), same.count(Comment.Status.SPAM))


def same_wording(submission: Submission, earlier_only: bool = False) -> list[tuple[int, str]]:
    """Key and state of other comments that say nearly the same; some of them where there are many."""
    low, high = wording_of(submission.text)
    if low is None:
        return []
    pk = submission.comment_pk
    rows = WORDED(low=low, high=high, pk=pk or 0, below=pk if pk and earlier_only else BigIntegerField.MAX_BIGINT)
    if not rows:
        return []
    mine = first_words(submission.text[:TWIN_LETTERS])
    return [(other, status) for other, status, text in rows if are_twins(mine, first_words(text[:TWIN_LETTERS]))]


def _outcome(submission: Submission, findings: list[Finding], score: float, drawn: Lines) -> str:
    decided = {finding.outcome for finding in findings}
    if SPAM in decided or (drawn.is_spam(score) and not submission.is_known_writer):
        return SPAM
    return HOLD if HOLD in decided or score > drawn.hold else PUBLISH


def _held_in_any_case(
    submission: Submission, hold_first: bool, asks_first: bool, links_to_wait_at: int | None
) -> list[Reason]:
    held = []
    if links_to_wait_at is not None and len(submission.links) >= links_to_wait_at:
        held.append(Reason("many-links", {"count": len(submission.links)}))
    if hold_first and not submission.is_known_writer:
        held.append(Reason("first-comment"))
    if asks_first:
        held.append(Reason("asks-first"))
    return held
