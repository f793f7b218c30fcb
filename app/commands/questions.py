"""The questions on the command line: all of them, one of them whole, and those of a custom lens."""

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from textwrap import TextWrapper

import click

from app.commands.shared.options import CONFIG, OUTPUT, Commands
from app.commands.shared.output import write
from app.config import load
from app.context import Context
from app.views.questionnaire import (
    AreaLines,
    QuestionSheet,
    RungView,
    question_lists,
    question_sheet,
)
from assessments import lens, packs
from assessments.lens import pack as lens_pack
from assessments.questionnaire import Question, Questionnaire
from data.errors import SettingsError

WIDTH = 80


@click.group("questions", cls=Commands)
def command() -> None:
    """Print what is asked and how it is proven, or import questions."""


@command.command("list")
@CONFIG
def list_questions(config: Path | None) -> None:
    """List the questions by area, with what would settle each."""
    asked = _asked(config)
    for area in question_lists(asked):
        _say(_area_lines(area))
    for pack in asked.packs:
        _say([f"Pack {pack.name} {pack.version} ({pack.file})"])


def _area_lines(area: AreaLines) -> Iterable[str]:
    yield f"{area.title}: {area.question}"
    for line in area.lines:
        yield f"  {line.id:<4} {line.title}"
        yield f"       {line.asked}, {line.weight}, {line.version}"
        yield f"       settled by {line.settled_by}"
    for each in area.left_out:
        yield f"  left out: {each}"
    yield ""


@command.command("show")
@click.argument("question", metavar="ID")
@CONFIG
def show_question(question: str, config: Path | None) -> None:
    """Print one question: its answers, what would prove each, and what it rests on."""
    asked = _asked(config)
    _say(_sheet_lines(question_sheet(_question(question, asked), asked)))


def _question(id: str, asked: Questionnaire) -> Question:
    known = {each.id: each for each in asked.questions}
    if id in known:
        return known[id]
    near = get_close_matches(id.upper(), known, n=1)
    mend = f"did you mean {near[0]!r}?" if near else f"it is one of {', '.join(known)}"
    raise SettingsError(f"There is no question {id!r}: {mend}")


def _sheet_lines(sheet: QuestionSheet) -> Iterable[str]:
    line = sheet.line
    yield f"{line.id} {line.title}"
    yield f"{sheet.area}; {line.asked}, {line.weight}, {line.version}"
    for pack in sheet.packs:
        yield f"As the pack {pack} asks it"
    yield ""
    yield sheet.text
    yield sheet.why
    yield ""
    for rung in sheet.rungs:
        yield from _rung_lines(rung)
    yield "Rests on"
    for cited, about in sheet.grounds:
        yield f"  {cited}: {about}"
    yield ""
    yield f"Settled by {sheet.settled_by}"
    for need, titles in sheet.brings:
        yield f"  {need}: from {titles}"


def _rung_lines(rung: RungView) -> Iterable[str]:
    yield rung.level
    yield f"  {rung.answer}"
    for each in rung.conditions:
        yield f"  - {each.text}"
        yield f"    {each.measured}"
        if each.threshold_from:
            yield f"    limit from {each.threshold_from}"
        yield f"    settled by {each.settled_by}"
    yield ""


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@OUTPUT
@click.option("--area", help="Put all questions into this area, instead of one for each pillar.")
@click.option(
    "--scope",
    type=click.Choice(("organisation", "model")),
    default="organisation",
    show_default=True,
    help="What the questions are asked of.",
)
def import_lens(file: Path, output: Path | None, area: str | None, scope: str) -> None:
    """Make a question pack of FILE, an AWS Well-Architected custom lens (JSON)."""
    asked = packs.load(Path())
    text = lens_pack.pack_text(lens.read(file), scope, area, asked)
    lens_pack.require_it_loads(text, str(output or file), asked)
    if output is None:
        click.echo(text, nl=False)
        return
    write(output, text.encode())
    click.echo(f"{output}  name it in the settings as one of question_packs, then run check")


def _asked(config: Path | None) -> Questionnaire:
    with Context(load(config)) as context:
        return context.questionnaire


def _say(lines: Iterable[str]) -> None:
    """Print lines in eighty columns; what is typed by others cannot steer the terminal."""
    for line in lines:
        inset = len(line) - len(line.lstrip(" -"))
        wrapper = TextWrapper(WIDTH, subsequent_indent=" " * inset, break_on_hyphens=False)
        click.echo(wrapper.fill(_printable(line)))


def _printable(line: str) -> str:
    return "".join(each if each.isprintable() else "\ufffd" for each in line)
