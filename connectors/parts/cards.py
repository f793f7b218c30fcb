"""What a document kept beside the inventory says of itself: front matter and filled sections."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from connectors.parts.files import FileProblem, read_text, read_yaml

LARGEST = 2_000_000
MARKDOWN = {".md", ".markdown"}

# A required section, and the headings that count as it, in plain lower-case words.
HEADINGS = {
    "purpose": (
        "purpose", "intended use", "intended uses", "intended uses and limitations", "use",
        "uses", "use case", "use cases", "direct use", "what it is for",
    ),
    "limits": (
        "limits", "limitations", "known limitations", "risks", "risks and limitations",
        "bias risks and limitations", "intended uses and limitations", "out of scope use",
        "caveats and recommendations", "where it fails",
    ),
    "data": (
        "data", "dataset", "datasets", "training data", "evaluation data", "training details",
        "training and evaluation data", "training procedure and data",
    ),
    "results_by_group": (
        "results by group", "performance by group", "disaggregated results",
        "disaggregated evaluation", "quantitative analyses", "subgroup performance",
        "results by slice", "fairness", "bias and fairness", "fairness evaluation",
    ),
    "owner": (
        "owner", "owners", "model owner", "contact", "contacts", "model card contact",
        "maintainer", "maintainers",
    ),
    "version": ("version", "model version", "version details"),
}  # fmt: skip
FRONT_MATTER = re.compile(
    r"---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE
)
UNDERLINE = re.compile(r" {0,3}(=|-)\1+\s*$")
UNFILLED = re.compile(
    r"(|tbd|tba|todo|n/?a|none|unknown|coming soon|more information needed"
    r"|to be (done|defined|added))"
)


@dataclass(frozen=True)
class Card:
    """A document's own words: its front matter as text, and the required sections it fills."""

    front: Mapping[str, Any]
    line_of: Mapping[str, int]
    sections: tuple[str, ...]


def is_markdown(file: Path) -> bool:
    """Tell whether a file is one whose headings can be read."""
    return file.suffix.lower() in MARKDOWN


def read_card(file: Path) -> Card:
    """Read a Markdown document.

    Raises:
        FileProblem: its text or its front matter does not hold together.
        OSError: it cannot be read.
    """
    return card_of(read_text(file, LARGEST))


def card_of(text: str) -> Card:
    """Read the text of a Markdown document.

    Raises:
        FileProblem: its front matter does not hold together.
    """
    front, lines, body = _split_front(text)
    filled = {_words(title) for title, under in _sections(body) if _is_filled(under)}
    sections = tuple(
        section
        for section, headings in HEADINGS.items()
        if filled & set(headings) or (section in {"owner", "version"} and front.get(section))
    )
    return Card(front, lines, sections)


def sections_of(told: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return the required sections among headings that have something written under them."""
    written = {_words(heading) for heading, text in told if _is_filled(text)}
    return tuple(section for section, headings in HEADINGS.items() if written & set(headings))


def _split_front(text: str) -> tuple[dict[str, Any], dict[str, int], str]:
    parts = FRONT_MATTER.match(text)
    if not parts:
        return {}, {}, text
    try:
        marked = read_yaml(parts[1])
    except FileProblem as problem:
        raise FileProblem(problem.line + 1, f"front matter {problem}") from problem
    if not isinstance(marked.value, dict):
        return {}, {}, text[parts.end() :]
    lines = {key: marked.line((key,)) + 1 for key in marked.value}
    return marked.value, lines, text[parts.end() :]


def _sections(body: str) -> Iterator[tuple[str, str]]:
    """Yield each heading with the text under it, its lower headings included."""
    lines = body.splitlines()
    headings = list(_headings(lines))
    for at, (start, level, title) in enumerate(headings):
        later = (line for line, deep, _ in headings[at + 1 :] if deep <= level)
        under = lines[start + 1 : next(later, len(lines))]
        yield title, "\n".join(line for line in under if not line.startswith("#"))


def _headings(lines: list[str]) -> Iterator[tuple[int, int, str]]:
    fence = ""
    for number, (line, below) in enumerate(zip_longest(lines, lines[1:], fillvalue="")):
        if mark := re.match(r" {0,3}(```+|~~~+)", line):
            fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
        elif not fence and (found := re.match(r" {0,3}(#{1,6})\s+(.+?)\s*#*\s*$", line)):
            yield number, len(found[1]), found[2]
        elif not fence and line.strip() and (under := UNDERLINE.match(below)):
            yield number, 1 if under[1] == "=" else 2, line


def _words(title: str) -> str:
    """Bring `**2. Limits & caveats:**` to `limits and caveats`."""
    plain = re.sub(r"[^a-z0-9]+", " ", title.lower().replace("&", " and ")).strip()
    return re.sub(r"^\d+( \d+)* ", "", plain)


def _is_filled(text: str) -> bool:
    """Tell whether someone wrote something: comments and placeholders are nothing."""
    told = re.sub(r"<!--.*?(-->|\Z)", "", text, flags=re.DOTALL)
    left = (re.sub(r"[\[\](){}*_`>.:…-]", "", line).strip().lower() for line in told.splitlines())
    return any(not UNFILLED.fullmatch(line) for line in left)
