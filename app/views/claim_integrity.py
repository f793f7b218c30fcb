"""Of the claims that can be checked, how many hold: in all, and by area."""

from collections.abc import Mapping
from dataclasses import dataclass

from app import text
from app.views.areas import titles
from app.views.parts import Part
from app.wording import many, say
from assessments.scorecard import ClaimIntegrity, Scorecard
from assessments.scoring import Verdict


@dataclass(frozen=True)
class IntegrityRow:
    """Claim integrity of one area."""

    area: str
    title: str
    sentence: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class IntegrityView:
    """Of the claims that can be checked, how many hold."""

    sentence: str
    parts: tuple[Part, ...]
    """Empty: no claim can be checked."""
    notes: tuple[tuple[str, str], ...]
    """Claims on words alone, and questions that nobody could answer: key and sentence."""
    by_area_title: str
    """Which area has the most contradicted claims."""
    by_area: tuple[IntegrityRow, ...]


def integrity_view(scorecard: Scorecard) -> IntegrityView:
    """Return claim integrity as a whole and by area."""
    held = scorecard.integrity
    names = titles(scorecard)
    return IntegrityView(
        sentence=integrity_sentence(held),
        parts=_integrity_parts(held),
        notes=_integrity_notes(held),
        by_area_title=_by_area_title(scorecard.integrity_by_area, names),
        by_area=tuple(
            IntegrityRow(
                area, names.get(area, area), integrity_sentence(each), _integrity_parts(each)
            )
            for area, each in scorecard.integrity_by_area.items()
        ),
    )


def _by_area_title(by_area: Mapping[str, ClaimIntegrity], names: Mapping[str, str]) -> str:
    """Return `Rollback speed has the most contradicted claims: 24 of 129`."""
    if not any(each.checkable for each in by_area.values()):
        return say("No claim of any area can be checked yet")
    area, worst = min(
        by_area.items(), key=lambda each: (-each[1].contradicted, names.get(each[0], each[0]))
    )
    if not worst.contradicted:
        return say("No claim is contradicted in any area")
    return say(
        "{area} has the most contradicted claims: {contradicted} of {claims}",
        area=names.get(area, area),
        contradicted=text.number(worst.contradicted),
        claims=text.number(worst.checkable),
    )


def integrity_sentence(held: ClaimIntegrity) -> str:
    """Return `Of 96 claims that can be checked, 51 % are confirmed and 24 % contradicted`."""
    if not held.checkable:
        return say("No claim can be checked yet")
    first, *others = _integrity_parts(held)
    if held.checkable == 1:
        return say("The one claim that can be checked is {verdict}", verdict=first.word)
    said = say(
        "Of {claims} that can be checked, {share} are {verdict}",
        claims=text.count(held.checkable, "claim", "claims"),
        share=first.share_text,
        verdict=first.word,
    )
    return text.listed([said, *map(_share_and_verdict, others)])


def _share_and_verdict(part: Part) -> str:
    return say("{share} {verdict}", share=part.share_text, verdict=part.word)


def _integrity_parts(held: ClaimIntegrity) -> tuple[Part, ...]:
    verdicts = (Verdict.CONFIRMED, Verdict.UNPROVEN, Verdict.CONTRADICTED)
    numbers = (held.confirmed, held.unproven, held.contradicted)
    return tuple(
        Part(
            key=text.verdict_group(verdict),
            group=text.verdict_group(verdict),
            word=text.verdict(verdict),
            amount=text.number(number),
            share=number / held.checkable,
            share_text=share,
        )
        for verdict, number, share in zip(verdicts, numbers, integrity_shares(held), strict=True)
        if number
    )


def integrity_shares(held: ClaimIntegrity) -> tuple[str, str, str]:
    """Return what is confirmed, unproven and contradicted of the claims that can be checked."""
    confirmed, unproven, contradicted = text.shares(
        (held.confirmed, held.unproven, held.contradicted)
    )
    return confirmed, unproven, contradicted


def _integrity_notes(held: ClaimIntegrity) -> tuple[tuple[str, str], ...]:
    notes = []
    if held.claim_only:
        said = many(
            "{number} claim stands on words alone",
            "{number} claims stand on words alone",
            held.claim_only,
        )
        notes.append(("verdict:claim_only", said))
    if held.nobody_could_say:
        said = many(
            "{number} question nobody could answer",
            "{number} questions nobody could answer",
            held.nobody_could_say,
        )
        notes.append(("verdict:nobody", said))
    return tuple(notes)
