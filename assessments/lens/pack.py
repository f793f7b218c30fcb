"""A custom lens as a question pack: check-boxes and risk rules become five levels.

1 no practice, 2 some practice, 3 no high risk, 4 no risk, 5 every practice; docs/packs.md says why.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import reduce

from assessments import packs, toml_values
from assessments.lens import Lens, LensArea, LensChoice, LensQuestion
from assessments.lens import rules as lens_rules
from assessments.lens.rules import HIGH, MEDIUM, NONE, Both, Choice, Either, Rule
from assessments.packs import files as pack_files
from assessments.questionnaire import Questionnaire

_ID, _SHORT, _WHY, _COMMENT = 60, 48, 200, 160
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_SENTENCE = re.compile(r".+?[.!?](?=\s|$)")


def pack_text(lens: Lens, scope: str, area: str | None, asked: Questionnaire) -> str:
    """Return the pack as TOML; with `area`, all questions go into that one.

    `asked` is what stands already: ids of areas and frameworks keep clear of it.
    """
    slug = re.sub(r"[^a-z0-9]+", "-", lens.name.lower()).strip("-")[:_ID]
    framework = _clear("lens-", slug or "own", asked.frameworks)
    return "\n".join(
        (
            *_head(lens, framework),
            *(line for group, _ in lens.areas if not area for line in _area(group, asked)),
            *(
                line
                for group, questions in lens.areas
                for question in questions
                for line in _question(
                    question, scope, area or _area_id(group, asked), f"{framework}/{group.id}", lens
                )
            ),
        )
    )


def require_it_loads(text: str, file: str, asked: Questionnaire) -> None:
    """Put the pack to work on what stands, as `check` and `serve` will.

    Raises:
        SettingsError: it does not fit, such as an id that is taken.
    """
    packs.apply(asked, pack_files.parsed(toml_values.parse(text, file), file))


def _head(lens: Lens, framework: str) -> Iterator[str]:
    yield "# Made from a custom lens of the AWS Well-Architected Tool (schema 2021-11-01):"
    yield "# a beginning, to be read and edited. How its check-boxes became levels: docs/packs.md."
    yield ""
    yield "[pack]"
    yield f"name = {_quoted(lens.name)}"
    yield 'version = "1"'
    yield ""
    yield "[[framework]]"
    yield f"id = {_quoted(framework)}"
    yield f"title = {_quoted(lens.name)}"
    yield f"cited_as = {_quoted(lens.name)}"
    yield 'version = "custom lens, schema 2021-11-01"'
    yield f"publisher = {_quoted('whoever wrote the lens')}"
    yield ""
    yield "[framework.sections]"
    yield from (f"{_quoted(area.id)} = {_quoted(area.name)}" for area, _ in lens.areas)
    yield ""


def _area(area: LensArea, asked: Questionnaire) -> Iterator[str]:
    yield "[[area]]"
    yield f"id = {_quoted(_area_id(area, asked))}"
    yield f"title = {_quoted(area.name)}"
    yield f"question = {_quoted(f'How does it stand with {area.name}?')}"
    yield ""


def _area_id(area: LensArea, asked: Questionnaire) -> str:
    return _clear("lens_", area.id.lower(), [each.id for each in asked.areas])


def _clear(prefix: str, id: str, taken: Iterable[str]) -> str:
    """Return an id that begins with a letter and is not taken."""
    return id if id[:1].isalpha() and id not in taken else f"{prefix}{id}"


def _question(
    question: LensQuestion, scope: str, area: str, ground: str, lens: Lens
) -> Iterator[str]:
    yield from _improvements(question.choices)
    yield "[[question]]"
    yield f"id = {_quoted(question.id)}"
    yield f"area = {_quoted(area)}"
    yield "version = 1"
    yield f"scope = {_quoted(scope)}"
    yield "weight = 2"
    yield "critical = false"
    yield f"title = {_quoted(_cut(question.title, _SHORT))}"
    yield f"text = {_quoted(question.title)}"
    yield f"why = {_quoted(_why(question, lens))}"
    yield f"grounded_in = [{_quoted(ground)}]"
    for level, (answer, text) in enumerate(_levels(question), start=1):
        yield ""
        yield "[[question.levels]]"
        yield f"answer = {_quoted(answer)}"
        if text:
            name = f"lens_{question.id.lower()}_level_{level}"
            yield f"conditions = [{{ text = {_quoted(text)}, attest = {_quoted(name)} }}]"
    yield ""


def _levels(question: LensQuestion) -> Iterator[tuple[str, str]]:
    """Yield each level's answer, and the clause that would prove it."""
    titles = {each.id: _line(each.title).rstrip(".") for each in question.choices}
    yield "None of it is in place.", ""
    for rule, told in (
        (_joined(Either, _practices(question)), "at least this is in place"),
        (_giving(question, (MEDIUM, NONE)), "no high risk is left, since this is in place"),
        (_giving(question, (NONE,)), "no risk is left, since this is in place"),
        (_joined(Both, _practices(question)), "all of it is in place"),
    ):
        clause = f"{told}: {lens_rules.words(rule, titles)}"
        yield f"{clause[:1].upper()}{clause[1:]}.", clause


def _practices(question: LensQuestion) -> list[str]:
    """Return the choices that are practices: not "none of these", nor only named for high risk."""
    rules = question.parsed()
    good = {id for rule, risk in rules if risk != HIGH for id in lens_rules.wanted(rule)}
    named = {id for rule, _ in rules for id in lens_rules.named(rule)}
    offered = [each for each in question.choices if not each.none_of_these]
    practices = [each.id for each in offered if each.id in good or each.id not in named]
    return practices or [each.id for each in offered or question.choices]


def _giving(question: LensQuestion, risks: Collection[str]) -> Rule:
    """Return the rule under which the risk is one of these.

    Where it always is, some practice is asked for, and where it never is, every one.
    """
    rules = [(rule, risk in risks) for rule, risk in question.parsed()]
    rule = lens_rules.accepting(rules, default=question.default in risks)
    if isinstance(rule, bool):
        return _joined(Either if rule else Both, _practices(question))
    return rule


def _joined(kind: type[Both] | type[Either], practices: Sequence[str]) -> Rule:
    parts: list[Rule] = [Choice(each) for each in practices]
    return reduce(kind, parts)


def _improvements(choices: Iterable[LensChoice]) -> Iterator[str]:
    """Yield the improvement plans as comments."""
    for each in choices:
        if each.improvement and each.improvement.text.strip(" -"):
            link = f" ({each.improvement.url})" if each.improvement.url else ""
            yield f"# {_cut(f'{each.title}: {each.improvement.text}', _COMMENT)}{_printed(link)}"


def _why(question: LensQuestion, lens: Lens) -> str:
    """Return the first sentence of the description, or where the question is from."""
    told = _SENTENCE.match(_line(question.description))
    why = told[0] if told else _line(question.description)
    return _cut(why, _WHY) or f"The lens “{_line(lens.name)}” asks it."


def _line(said: str) -> str:
    """Return a text as one line, its links by their words, with nothing unprintable."""
    spaced = " ".join(_LINK.sub(r"\1", said).split())
    return " ".join(_printed(spaced).split())


def _printed(said: str) -> str:
    return "".join(each for each in said if each.isprintable())


def _cut(said: str, most: int) -> str:
    """Return a line that is not longer than this, cut between words."""
    line = _line(said)
    if len(line) <= most:
        return line
    return f"{line[:most].rsplit(' ', 1)[0]} …"


def _quoted(said: str) -> str:
    """Return a text as TOML has it; a line is all that a lens may say here."""
    return json.dumps(_line(said), ensure_ascii=False)
