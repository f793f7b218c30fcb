"""What a pack changes of one question: other words, limits or weight, under a higher version."""

from collections.abc import Mapping, Sequence
from typing import Any

from assessments.packs.files import Change, ConditionChange, LevelChange, level_of
from assessments.question_blocks import require_free
from assessments.questionnaire import Condition, Level, Probe, Question, fingerprint
from data.errors import SettingsError

_LIMITS = ("equals", "at_least", "at_most")
_OWN = ("weight", "critical", "title", "text", "why", "grounded_in")


def changed(
    asked: Question, change: Change, file: str, probes: Mapping[str, Probe]
) -> tuple[Question, dict[str, Probe]]:
    """Return the question as the change leaves it, and the probes of what it lets be attested.

    Raises:
        SettingsError: naming the file, the question, the key and the mend.
    """
    here = f"{file}, change {asked.id}"
    _once(change, here)
    levels, attested = list(asked.levels), dict[str, Probe]()
    for wish in change.levels:
        levels[wish.level - 1] = _level(levels[wish.level - 1], wish, asked, here, attested)
    for other in change.conditions:
        levels[other.level - 1] = _with_condition(levels[other.level - 1], other, change, here)
    require_free(here, attested, probes)
    own = {key: given for key in _OWN if (given := getattr(change, key)) is not None}
    new = asked.model_copy(update=own | {"levels": tuple(levels), "version": change.version})
    _require_a_higher_version(asked, new, here)
    return new, attested


def _once(change: Change, here: str) -> None:
    """Refuse a level or a condition that is addressed twice."""
    levels = [wish.level for wish in change.levels]
    for level in levels:
        if levels.count(level) > 1:
            raise SettingsError(
                f"{here}, level {level}: is given twice: keep one [[change.levels]] block of it"
            )
    places = [(other.level, other.probe) for other in change.conditions]
    for level, probe in places:
        if places.count((level, probe)) > 1:
            raise SettingsError(
                f"{here}, level {level}: `probe` {probe!r} is given twice: keep one "
                "[[change.conditions]] block of it"
            )


def _level(
    rung: Level, wish: LevelChange, asked: Question, here: str, attested: dict[str, Probe]
) -> Level:
    """Return a level with another answer, other conditions, or both."""
    where = f"{here}, level {wish.level}"
    if wish.answer is None and wish.conditions is None:
        raise SettingsError(
            f"{where}: changes nothing: give `answer` or `conditions`, or remove this block"
        )
    if wish.conditions is None:
        return rung.model_copy(update={"answer": wish.answer})
    made, probes = level_of(wish, asked.scope, where)
    attested.update(probes)
    return made if wish.answer else made.model_copy(update={"answer": rung.answer})


def _with_condition(rung: Level, other: ConditionChange, change: Change, here: str) -> Level:
    """Return a level in which the condition on one probe has other values."""
    where = f"{here}, level {other.level}"
    found = [each for each in rung.conditions if each.probe == other.probe]
    if not found:
        there = ", ".join(sorted({each.probe for each in rung.conditions})) or "none"
        raise SettingsError(
            f"{where}: `probe` {other.probe!r} is in no condition of this level: "
            f"write one of those that are: {there}"
        )
    if len(found) > 1:
        raise SettingsError(
            f"{where}: `probe` {other.probe!r} is in {len(found)} conditions of this level: give "
            "all its conditions anew, in [[change.levels]]"
        )
    made = _condition(found[0], other, where)
    _require_the_words(found[0], made, other, change, where)
    return rung.model_copy(
        update={"conditions": tuple(made if each is found[0] else each for each in rung.conditions)}
    )


def _condition(old: Condition, other: ConditionChange, where: str) -> Condition:
    """Return a condition with its new values; a new limit takes the place of the old one."""
    given = {
        key: value
        for key in Condition.model_fields
        if key in ConditionChange.model_fields and (value := getattr(other, key)) is not None
    }
    if set(given) == {"probe"}:
        raise SettingsError(f"{where}: `probe` {other.probe!r}: say what changes, or remove this")
    kept: dict[str, Any] = old.model_dump()
    if any(key in given for key in _LIMITS):
        # A number of one's own is not where the published one is from.
        kept |= dict.fromkeys((*_LIMITS, "source_of_threshold"))
    return Condition(**(kept | given))


def _require_the_words(
    old: Condition, new: Condition, other: ConditionChange, change: Change, where: str
) -> None:
    """Refuse another limit under words that still tell the old one."""
    if _limits(old) == _limits(new):
        return
    if other.text is None:
        raise SettingsError(
            f"{where}: `text` is missing: with another limit, {old.text!r} is no longer true: "
            "write it anew"
        )
    if not any(wish.level == other.level and wish.answer for wish in change.levels):
        raise SettingsError(
            f"{where}: `answer` is missing: with another limit, write in [[change.levels]] what a "
            "respondent now claims at this level"
        )


def _limits(condition: Condition) -> Sequence[float | None]:
    return [getattr(condition, key) for key in _LIMITS]


def _require_a_higher_version(old: Question, new: Question, here: str) -> None:
    if new == old.model_copy(update={"version": new.version}):
        raise SettingsError(f"{here}: changes nothing: say what changes, or remove this block")
    same = fingerprint(new) == fingerprint(old)
    if new.version < old.version or (new.version == old.version and not same):
        raise SettingsError(
            f"{here}: `version` {new.version} is not higher than {old.version}, which stands: a "
            f"changed question needs a version of its own: write version = {old.version + 1}"
        )
