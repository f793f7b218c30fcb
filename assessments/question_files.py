"""The questions as files: one TOML file an area, each answer beside what would prove it."""

from collections.abc import Mapping
from pathlib import Path

from assessments import question_blocks, toml_values
from assessments.frameworks import load_frameworks
from assessments.probe_files import load_probes
from assessments.question_checks import check
from assessments.questionnaire import Area, Framework, Probe, Question, Questionnaire
from data.errors import SettingsError

QUESTIONS = Path(__file__).parent / "questions"
_KEYS = {"area", "question"}


def load(
    folder: Path | None = None,
    probes: Mapping[str, Probe] | None = None,
    frameworks: Mapping[str, Framework] | None = None,
) -> Questionnaire:
    """Return the questionnaire of a folder of area files, by default the one that is shipped.

    Raises:
        SettingsError: naming the file, the question, the key and the mend.
    """
    known = dict(load_probes() if probes is None else probes)
    grounds = load_frameworks() if frameworks is None else frameworks
    areas, questions = _areas(folder, known)
    for file, question in questions:
        check(file, question, known, grounds)
    return Questionnaire(areas, tuple(question for _, question in questions), known, grounds)


def _areas(
    folder: Path | None, probes: dict[str, Probe]
) -> tuple[tuple[Area, ...], list[tuple[str, Question]]]:
    """Return the areas in their order, and their questions, each with its file's name."""
    files = sorted((folder or QUESTIONS).glob("*.toml"))
    if not files:
        raise SettingsError(f"{folder or QUESTIONS}: holds no question file: add one TOML per area")
    read = sorted(((path, *_read(path, probes)) for path in files), key=lambda each: each[1].order)
    toml_values.all_different((path.name, "area", "id", area.id) for path, area, _ in read)
    toml_values.all_different((path.name, "area", "order", area.order) for path, area, _ in read)
    toml_values.all_different((path.name, "area", "title", area.title) for path, area, _ in read)
    named = [(path.name, question) for path, _, questions in read for question in questions]
    toml_values.all_different(
        (file, f"question {question.id}", "id", question.id) for file, question in named
    )
    return tuple(area for _, area, _ in read), named


def _read(path: Path, probes: dict[str, Probe]) -> tuple[Area, list[Question]]:
    """Read one area and its questions; the probes of what is attested are put into `probes`."""
    said = toml_values.read(path, path.name)
    for key in said.keys() - _KEYS:
        raise SettingsError(f"{path.name}: `{key}`: only [area] and [[question]] stand here")
    blocks = toml_values.blocks(said, "question", path.name)
    area = toml_values.value(Area, said.get("area", {}), f"{path.name}, area")
    questions = []
    for at, block in enumerate(blocks, start=1):
        where = f"{path.name}, question {block.get('id', f'number {at}')}"
        if "area" in block:
            raise SettingsError(f"{where}: `area`: the file's [area] says it: remove this line")
        question, attested = question_blocks.read(block | {"area": area.id}, where)
        question_blocks.require_free(where, attested, probes)
        probes.update(attested)
        questions.append(question)
    return area, questions
