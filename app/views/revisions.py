"""One answer's revisions in words: what was said first, what it was changed to, and when."""

from collections.abc import Sequence
from dataclasses import dataclass

from app import text
from app.wording import say
from data.written import Answer


@dataclass(frozen=True)
class RevisionView:
    """One revision of one answer."""

    choice: str
    when: str
    told: str
    """`before the evidence was shown`, `comment or link changed`; empty: nothing to tell."""


def revision_views(revisions: Sequence[Answer]) -> tuple[RevisionView, ...]:
    """Return every revision, the first one first."""
    before = (None, *revisions)
    return tuple(
        RevisionView(text.choice(each.choice), text.moment(each.made_at), _told(each, last))
        for each, last in zip(revisions, before, strict=False)
    )


def _told(answer: Answer, last: Answer | None) -> str:
    if answer.choice == "withdrawn":
        return ""
    if last is not None and last.choice == answer.choice:
        return say("comment or link changed")
    if answer.evidence_shown:
        return say("after the evidence was shown")
    return say("before any evidence")


def changed_words(revisions: Sequence[Answer]) -> str | None:
    """Return `First answered 4 Measured, changed to 3 Working on 5 Nov 2026`; None: never changed.

    A revision that changes a comment alone is no other answer.
    """
    told = [
        each
        for each, last in zip(revisions, (None, *revisions), strict=False)
        if last is None or last.choice != each.choice
    ]
    if len(told) < 2:
        return None
    first, latest = told[0], told[-1]
    if first.choice == latest.choice:
        return say(
            "First answered {first}, changed, and back to it on {day}",
            first=text.choice(first.choice),
            day=text.day(latest.made_at),
        )
    return say(
        "First answered {first}, changed to {latest} on {day}",
        first=text.choice(first.choice),
        latest=text.choice(latest.choice),
        day=text.day(latest.made_at),
    )
