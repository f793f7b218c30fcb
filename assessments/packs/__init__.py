"""Question packs put to work: the shipped questions as a company asks them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from assessments import question_files, toml_values
from assessments.packs import files as pack_files
from assessments.packs.changes import changed
from assessments.packs.files import Pack
from assessments.question_blocks import require_free
from assessments.question_checks import check
from assessments.questionnaire import (
    AppliedPack,
    Area,
    Framework,
    LeftOut,
    Probe,
    Question,
    Questionnaire,
)
from data.errors import SettingsError


def load(folder: Path, files: Sequence[Path | str] = ()) -> Questionnaire:
    """Return the shipped questions with the packs of these files put to work, one after another.

    Raises:
        SettingsError: naming the file, the question, the key and the mend.
    """
    asked = question_files.load()
    for file in files:
        asked = apply(asked, pack_files.read(folder, str(file)))
    return asked


def apply(asked: Questionnaire, pack: Pack) -> Questionnaire:
    """Return a questionnaire as a pack leaves it.

    Raises:
        SettingsError: naming the file, the question, the key and the mend.
    """
    _require_each_once(asked, pack)
    frameworks = {**asked.frameworks, **{each.id: each for each in pack.frameworks}}
    require_free(pack.file, pack.probes, asked.probes)
    probes = {**asked.probes, **pack.probes}
    questions = _changed(asked.questions, pack, probes)
    areas = _areas(asked.areas, pack)
    _require_areas(pack, areas)
    kept = [each for each in questions if each.id not in {one.question for one in pack.left_out}]
    everything = sorted(
        (*kept, *pack.questions), key=lambda each: [area.id for area in areas].index(each.area)
    )
    _check(pack, everything, probes, frameworks)
    areas = tuple(_without(area, pack, questions) for area in areas)
    _require_something_asked(pack, areas, everything)
    return replace(
        asked,
        areas=areas,
        questions=tuple(everything),
        probes=probes,
        frameworks=frameworks,
        packs=(*asked.packs, _applied(pack)),
    )


def _require_each_once(asked: Questionnaire, pack: Pack) -> None:
    """Refuse an id that is taken, and a question that is spoken of twice."""
    file, there = pack.file, "the questions that stand"
    for kind, taken, new in (
        ("framework", asked.frameworks, [each.id for each in pack.frameworks]),
        ("area", {each.id for each in asked.areas}, [each.id for each in pack.areas]),
        ("question", {each.id for each in asked.questions}, [each.id for each in pack.questions]),
    ):
        toml_values.all_different(
            (
                *((there, kind, "id", id) for id in taken),
                *((file, f"{kind} {id}", "id", id) for id in new),
            )
        )
    own = {each.id for each in pack.questions}
    spoken = [each.question for each in pack.changes] + [each.question for each in pack.left_out]
    for id in spoken:
        if id in own:
            raise SettingsError(
                f"{file}, question {id}: is of this pack: change or remove its [[question]] block"
            )
        if spoken.count(id) > 1:
            raise SettingsError(
                f"{file}, question {id}: is changed or left out twice: keep one block of it"
            )
        _require_known(file, id, asked)


def _require_known(file: str, id: str, asked: Questionnaire) -> None:
    known = [each.id for each in asked.questions]
    if id in known:
        return
    raise SettingsError(f"{file}: `question` {id!r} is not asked: write one of {', '.join(known)}")


def _changed(questions: Sequence[Question], pack: Pack, probes: dict[str, Probe]) -> list[Question]:
    """Return the questions with the changes of a pack; what is attested is put into `probes`."""
    changes = {each.question: each for each in pack.changes}
    result = []
    for question in questions:
        change = changes.get(question.id)
        if change is None:
            result.append(question)
            continue
        new, attested = changed(question, change, pack.file, probes)
        probes.update(attested)
        result.append(new)
    return result


def _areas(areas: Sequence[Area], pack: Pack) -> tuple[Area, ...]:
    """Return the areas with those that a pack adds, in their order."""
    last = max((each.order for each in areas), default=0)
    added = []
    for at, new in enumerate(pack.areas, start=1):
        order = last + at if new.order is None else new.order
        added.append(Area(id=new.id, title=new.title, order=order, question=new.question))
    stand = [("the questions that stand", each) for each in areas]
    for key in ("order", "title"):
        toml_values.all_different(
            (file, f"area {each.id}", key, getattr(each, key))
            for file, each in (*stand, *((pack.file, each) for each in added))
        )
    return tuple(sorted((*areas, *added), key=lambda each: each.order))


def _require_areas(pack: Pack, areas: Sequence[Area]) -> None:
    known = [each.id for each in areas]
    for question in pack.questions:
        if question.area not in known:
            raise SettingsError(
                f"{pack.file}, question {question.id}: `area` {question.area!r} is no area: write "
                f"one of {', '.join(known)}, or add it as an [[area]]"
            )


def _check(
    pack: Pack,
    questions: Sequence[Question],
    probes: Mapping[str, Probe],
    frameworks: Mapping[str, Framework],
) -> None:
    """Hold every question that the pack touches against the probes and frameworks."""
    touched = {each.id for each in pack.questions} | {each.question for each in pack.changes}
    for question in questions:
        if question.id in touched:
            check(pack.file, question, probes, frameworks)


def _without(area: Area, pack: Pack, questions: Sequence[Question]) -> Area:
    """Return an area that tells what is left out of it, and why."""
    titles = {each.id: each.title for each in questions if each.area == area.id}
    left_out = tuple(
        LeftOut(
            question=each.question, title=titles[each.question], reason=each.reason, pack=pack.name
        )
        for each in pack.left_out
        if each.question in titles
    )
    return area.model_copy(update={"left_out": (*area.left_out, *left_out)}) if left_out else area


def _require_something_asked(
    pack: Pack, areas: Sequence[Area], questions: Sequence[Question]
) -> None:
    """Refuse an area in which nothing is asked."""
    asking = {each.area for each in questions}
    for area in areas:
        if area.id in asking:
            continue
        if area.id in {each.id for each in pack.areas}:
            raise SettingsError(
                f"{pack.file}, area {area.id}: asks nothing: add a [[question]] with "
                f"area = {area.id!r}, or remove it"
            )
        raise SettingsError(
            f"{pack.file}: `leave_out` takes every question of the area {area.id!r}: keep one"
        )


def _applied(pack: Pack) -> AppliedPack:
    return AppliedPack(
        file=pack.file,
        name=pack.name,
        version=pack.version,
        changed=tuple(each.question for each in pack.changes),
        added=tuple(each.id for each in pack.questions),
        left_out=tuple(each.question for each in pack.left_out),
    )
