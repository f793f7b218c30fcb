"""Trying the question packs: what each does, and whether one was edited under an old version."""

from collections.abc import Iterator

from app import text
from app.context import Context
from app.syncing import Checked
from assessments.questionnaire import AppliedPack, Question, Questionnaire, fingerprint
from data.errors import SettingsError, StorageError


def check_packs(context: Context) -> list[Checked]:
    """Return a line for each pack that is set, or the one that tells which cannot be used."""
    try:
        asked = context.questionnaire
    except SettingsError as error:
        return [Checked("question_packs", good=False, text=str(error))]
    edited = _edited(context, asked) if asked.packs else {}
    return [_checked(pack, edited) for pack in asked.packs]


def _checked(pack: AppliedPack, edited: dict[str, str]) -> Checked:
    told = [edited[id] for id in (*pack.changed, *pack.added) if id in edited]
    if told:
        return Checked(pack.file, good=False, text="; ".join(told))
    return Checked(
        pack.file, good=True, text=f"pack {pack.name} {pack.version}: {'; '.join(_does(pack))}"
    )


def _does(pack: AppliedPack) -> Iterator[str]:
    for verb, ids in (
        ("changes", pack.changed),
        ("adds", pack.added),
        ("leaves out", pack.left_out),
    ):
        if ids:
            yield f"{verb} {text.listed(ids)}"


def _edited(context: Context, asked: Questionnaire) -> dict[str, str]:
    """Tell which questions have other content than in the last snapshot, under its version."""
    then = {each.id: each for each in _last_asked(context)}
    return {
        each.id: (
            f"question {each.id}: `version` {each.version} stood for other content in the last "
            f"snapshot: a question that was edited needs a version of its own: write "
            f"version = {each.version + 1}"
        )
        for each in asked.questions
        if each.id in then
        and then[each.id].version == each.version
        and fingerprint(then[each.id]) != fingerprint(each)
    }


def _last_asked(context: Context) -> list[Question]:
    """Return the questions of the last snapshot; one that cannot be read tells nothing here."""
    taken = context.trends.taken()
    if not taken:
        return []
    try:
        document = context.trends.document(taken[-1].id)
    except StorageError:
        return []
    return [Question.model_validate(each) for each in document["questions"]]
