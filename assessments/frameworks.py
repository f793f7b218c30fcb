"""The frameworks as files, and the two-way map between questions and their sections."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from assessments import toml_values
from assessments.questionnaire import Framework, Question, Questionnaire
from data.errors import SettingsError

FRAMEWORKS = Path(__file__).parent / "frameworks"
_MARK = "/"


@dataclass(frozen=True)
class Reference:
    """One section of one framework that a question is grounded in."""

    framework: Framework
    section: str

    @property
    def cited(self) -> str:
        """Return how it is cited: `NIST AI RMF 1.0, GOVERN 2.1`."""
        return f"{self.framework.cited_as}, {self.section}"

    @property
    def title(self) -> str:
        """Return what the section is about."""
        return self.framework.sections[self.section]


def load_frameworks(folder: Path = FRAMEWORKS) -> dict[str, Framework]:
    """Return every framework found by being in this folder, by its id, which is its file's name.

    Raises:
        SettingsError: naming the file, the key and the mend.
    """
    return {
        path.stem: toml_values.value(
            Framework, toml_values.read(path, path.name) | {"id": path.stem}, path.name
        )
        for path in sorted(folder.glob("*.toml"))
    }


def references(question: Question, frameworks: Mapping[str, Framework]) -> tuple[Reference, ...]:
    """Return the sections that a question is grounded in, in its own order."""
    return tuple(_reference(entry, frameworks) for entry in question.grounded_in)


def _reference(entry: str, frameworks: Mapping[str, Framework]) -> Reference:
    framework, _, section = entry.partition(_MARK)
    return Reference(frameworks[framework], section)


def coverage(questionnaire: Questionnaire) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return the ids of the questions by framework and section, also where there are none."""
    asked: dict[str, list[str]] = {}
    for question in questionnaire.questions:
        for entry in question.grounded_in:
            asked.setdefault(entry, []).append(question.id)
    return {
        id: {
            section: tuple(asked.get(f"{id}{_MARK}{section}", ())) for section in framework.sections
        }
        for id, framework in questionnaire.frameworks.items()
    }


def require_known(where: str, question: Question, frameworks: Mapping[str, Framework]) -> None:
    """Hold the references of a question against the frameworks; `where` begins the complaint.

    Raises:
        SettingsError: one names no framework, or no section of it.
    """
    for entry in question.grounded_in:
        problem = _problem(entry, frameworks)
        if problem:
            raise SettingsError(f"{where}: `grounded_in` {entry!r} {problem}")


def _problem(entry: str, frameworks: Mapping[str, Framework]) -> str | None:
    """Say what is wrong with one reference, with the mend."""
    framework, mark, section = entry.partition(_MARK)
    if not mark:
        return "is no reference: write framework/section, as 'nist-ai-rmf/GOVERN 2.1'"
    if framework not in frameworks:
        near = _near(framework, frameworks) or f"write one of {', '.join(frameworks)}"
        return f"names no framework that is known: {near}"
    if section not in frameworks[framework].sections:
        sections = frameworks[framework].sections
        near = _near(section, sections) or "write one of its sections, or add it to its file"
        return f"names no section of {framework}: {near}"
    return None


def _near(word: str, known: Mapping[str, object]) -> str | None:
    near = get_close_matches(word, known, n=1)
    return f"did you mean {near[0]!r}?" if near else None
