"""Setting a source up: what each kind brings in plain words, and a form from its settings."""

import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Union

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from app import text
from app.views import grid
from app.views.grid import Grid
from app.wording import many, phrase, say
from connectors.base import Connector

Control = Literal["text", "yes or no", "number", "choice", "list", "pairs", "variable"]

GROUPS: Mapping[str, tuple[str, ...]] = {
    phrase("Models"): ("model", "model_version", "assignment", "ownership"),
    phrase("The bill"): ("cost_daily", "budget", "spend_limit"),
    phrase("Incidents"): ("incident", "on_call"),
    phrase("Deployments"): ("deployment", "drill"),
    phrase("People"): ("person",),
    phrase("Documents"): ("document",),
    phrase("Monitoring"): ("metric_daily", "monitor"),
}
"""What a source may bring, in the words of somebody who connects one."""
OTHER = phrase("Other")

_WORDS = {
    "model": phrase("models"),
    "ownership": phrase("owners"),
    "model_version": phrase("versions"),
    "assignment": phrase("what is in production"),
    "deployment": phrase("deployments"),
    "cost_daily": phrase("costs"),
    "budget": phrase("budgets"),
    "spend_limit": phrase("spending limits"),
    "cost_alert": phrase("cost alerts"),
    "incident": phrase("incidents"),
    "incident_action": phrase("what was done in incidents"),
    "on_call": phrase("who is on call"),
    "document": phrase("documents"),
    "person": phrase("people"),
    "metric_daily": phrase("daily metrics"),
    "monitor": phrase("monitors"),
    "evaluation": phrase("evaluations"),
    "review": phrase("reviews"),
    "drill": phrase("rehearsals"),
    "attestation": phrase("attestations"),
    "selector": phrase("rules for what belongs to a model"),
}

_WANTED = frozenset({"token_env", "path"})
"""What may be left out and most still need."""


@dataclass(frozen=True)
class KindView:
    """One kind of source, to choose."""

    kind: str
    title: str
    brings: str
    """`models, owners and versions`."""


@dataclass(frozen=True)
class FieldView:
    """One setting of a source."""

    name: str
    label: str
    help: str
    control: Control
    required: bool
    default: Any
    """What stands there at first: text, a truth, or a number."""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class FormView:
    """The settings of one kind: those that must be filled in, and all others."""

    kind: str
    title: str
    reads: str
    needs: str
    never_reads: str
    first: tuple[FieldView, ...]
    more: tuple[FieldView, ...]
    by_hand: tuple[str, ...]
    """Settings whose form is for the file alone."""


def kinds_view(kinds: Mapping[str, type[Connector]]) -> dict[str, tuple[KindView, ...]]:
    """Return the kinds by what they bring; one that brings several things stands with each."""
    grouped = {
        group: tuple(_kind_view(each) for each in kinds.values() if _brings(each) & set(entities))
        for group, entities in GROUPS.items()
    }
    found = {group: views for group, views in grouped.items() if views}
    told = {view.kind for views in found.values() for view in views}
    rest = tuple(_kind_view(each) for name, each in kinds.items() if name not in told)
    return {**found, OTHER: rest} if rest else found


def offered(kinds: Mapping[str, type[Connector]]) -> Grid:
    """Return every kind of source, with what it brings and what it must be allowed to do."""
    return Grid(
        caption=many(
            "{number} kind of source can be connected",
            "{number} kinds of source can be connected",
            len(kinds),
        ),
        columns=grid.columns(say("Source"), say("Brings"), (say("Needs"), "opt")),
        rows=tuple(
            (
                grid.words(kind.title),
                grid.words(_kind_view(kind).brings),
                grid.words(kind.least_privilege.replace("`", "")),
            )
            for kind in sorted(kinds.values(), key=lambda each: each.title.casefold())
        ),
    )


def form_view(kind: type[Connector]) -> FormView:
    """Return the form of one kind, from its settings."""
    fields, by_hand = [], []
    for name, info in kind.model_fields.items():
        if name == "name":
            continue
        made = _field(name, info)
        if made is None:
            by_hand.append(name)
        else:
            fields.append(made)
    return FormView(
        kind=kind.kind,
        title=kind.title,
        reads=kind.reads,
        needs=kind.least_privilege,
        never_reads=kind.never_reads,
        first=tuple(each for each in fields if each.required or each.name in _WANTED),
        more=tuple(each for each in fields if not (each.required or each.name in _WANTED)),
        by_hand=tuple(by_hand),
    )


def values(form: FormView, typed: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was filled in and is not the default, as the settings file has it."""
    said: dict[str, Any] = {}
    for field in (*form.first, *form.more):
        value = _read(field, typed.get(field.name))
        # A default is left to the product: it may become a better one.
        if value not in ("", None) and (field.required or value != _read(field, field.default)):
            said[field.name] = value
    return said


def missing(form: FormView, said: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the labels of what must be filled in and is not."""
    return tuple(each.label for each in form.first if each.required and not said.get(each.name))


def variable_sentence(variable: str, *, known: bool) -> str:
    """Say whether an environment variable is set where the server runs."""
    if known:
        return say("{variable} is set in the server's environment.", variable=variable)
    return say(
        "{variable} is not set in the server's environment: stop the server, export it, "
        "and start again.",
        variable=variable,
    )


def _kind_view(kind: type[Connector]) -> KindView:
    words = [say(word) for entity, word in _WORDS.items() if entity in _brings(kind)]
    brings = text.listed(words) if words else say("what other sources need")
    return KindView(kind.kind, kind.title, brings)


def _brings(kind: type[Connector]) -> set[str]:
    return {each.partition(":")[0] for each in kind.brings}


def _field(name: str, info: FieldInfo) -> FieldView | None:
    """Return a setting's control; None: its form is for the file."""
    default = (
        None if info.default is PydanticUndefined else info.get_default(call_default_factory=True)
    )
    control, choices = _control(name, _bare(info.annotation))
    if control is None:
        return None
    return FieldView(
        name=name,
        label=_label(name, control),
        help=text.capital(info.description or ""),
        control=control,
        required=info.is_required(),
        default=_shown(control, default),
        choices=choices,
    )


def _label(name: str, control: Control) -> str:
    setting = text.capital(name.replace("_env", "").replace("_", " "))
    if control == "variable":
        return say("{setting}, name of the variable", setting=setting)
    return setting


def _control(name: str, kind: Any) -> tuple[Control | None, tuple[str, ...]]:
    origin, inside = typing.get_origin(kind), typing.get_args(kind)
    if name.endswith("_env"):
        return "variable", ()
    if origin is Literal and all(isinstance(each, str) for each in inside):
        return "choice", tuple(inside)
    if kind is bool:
        return "yes or no", ()
    if kind in (int, float):
        return "number", ()
    if kind in (str, Path):
        return "text", ()
    if origin is tuple and _bare(inside[0]) is str:
        return "list", ()
    if origin is dict and (
        _bare(inside[1]) in (str, int) or typing.get_origin(_bare(inside[1])) is Literal
    ):
        return "pairs", ()
    return None, ()


def _bare(kind: Any) -> Any:
    """Return a type without what is said about it, and without the None that it may be."""
    if typing.get_origin(kind) is typing.Annotated:
        return _bare(typing.get_args(kind)[0])
    if typing.get_origin(kind) in (Union, types.UnionType):
        real = [each for each in typing.get_args(kind) if each is not type(None)]
        return _bare(real[0]) if len(real) == 1 else kind
    return kind


def _shown(control: Control, default: Any) -> Any:
    match control:
        case "list":
            return "\n".join(default or ())
        case "pairs":
            return "\n".join(f"{key} = {value}" for key, value in (default or {}).items())
        case "text" | "variable":
            return "" if default is None else str(default)
        case _:
            return default


def _read(field: FieldView, typed: Any) -> Any:
    """Return what was typed as the settings file has it."""
    match field.control:
        case "list":
            return _typed_lines(typed)
        case "pairs":
            pairs = (line.rpartition("=") for line in _typed_lines(typed))
            return {key.strip(): _number(value.strip()) for key, _, value in pairs}
        case "number" if isinstance(typed, float) and typed.is_integer():
            return int(typed)
        case "text" | "variable" if isinstance(typed, str):
            return typed.strip()
        case _:
            return typed


def _typed_lines(typed: Any) -> list[str]:
    return [line.strip() for line in str(typed or "").splitlines() if line.strip()]


def _number(value: str) -> str | int:
    return int(value) if value.isascii() and value.isdigit() else value
