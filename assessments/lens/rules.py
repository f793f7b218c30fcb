"""The risk rules of a custom lens: conditions over choices, read, folded and put into words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

DEFAULT = "default"
HIGH, MEDIUM, NONE = "HIGH_RISK", "MEDIUM_RISK", "NO_RISK"
LONGEST, DEEPEST = 500, 50
_TOKEN = re.compile(r"\s*(?:(\w+)|(&&|\|\||[!()]))")


@dataclass(frozen=True)
class Choice:
    """A choice that is made."""

    id: str


@dataclass(frozen=True)
class Not:
    """What must not hold."""

    part: "Rule"


@dataclass(frozen=True)
class Both:
    """Two parts that must hold together."""

    left: "Rule"
    right: "Rule"


@dataclass(frozen=True)
class Either:
    """Two parts of which one must hold."""

    left: "Rule"
    right: "Rule"


Rule: TypeAlias = Choice | Not | Both | Either | bool


def parse(condition: str) -> Rule:
    """Return a condition such as `(a || b) && !c` as a rule.

    Raises:
        ValueError: it is none; its text says where and why.
    """
    tokens = _tokens(condition)
    rule, rest = _either(tokens, 0)
    if rest:
        raise ValueError(f"goes on with {rest[0]!r} where it should end")
    return rule


def _tokens(condition: str) -> list[str]:
    tokens: list[str] = []
    text, at = condition.rstrip(), 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            odd = text[at:].strip()[0]
            raise ValueError(f"has {odd!r}, where only choices, &&, ||, ! and ( ) stand")
        if len(tokens) == LONGEST:
            raise ValueError(f"has more than {LONGEST} parts")
        tokens.append(found[1] or found[2])
        at = found.end()
    return tokens


def _either(tokens: Sequence[str], depth: int) -> tuple[Rule, Sequence[str]]:
    rule, tokens = _both(tokens, depth)
    while tokens[:1] == ["||"]:
        right, tokens = _both(tokens[1:], depth)
        rule = Either(rule, right)
    return rule, tokens


def _both(tokens: Sequence[str], depth: int) -> tuple[Rule, Sequence[str]]:
    rule, tokens = _one(tokens, depth)
    while tokens[:1] == ["&&"]:
        right, tokens = _one(tokens[1:], depth)
        rule = Both(rule, right)
    return rule, tokens


def _one(tokens: Sequence[str], depth: int) -> tuple[Rule, Sequence[str]]:
    if depth > DEEPEST:
        raise ValueError(f"is nested more than {DEEPEST} deep")
    if not tokens:
        raise ValueError("ends where a choice should stand")
    first, rest = tokens[0], tokens[1:]
    if first == "!":
        part, rest = _one(rest, depth + 1)
        return Not(part), rest
    if first == "(":
        part, rest = _either(rest, depth + 1)
        if rest[:1] != [")"]:
            raise ValueError("opens a bracket that it does not close")
        return part, rest[1:]
    if not re.fullmatch(r"\w+", first):
        raise ValueError(f"has {first!r} where a choice should stand")
    return Choice(first), rest


def named(rule: Rule) -> frozenset[str]:
    """Return the choices that a rule names, whether they must be made or not."""
    match rule:
        case Choice():
            return frozenset((rule.id,))
        case Not():
            return named(rule.part)
        case Both() | Either():
            return named(rule.left) | named(rule.right)
        case bool():
            return frozenset()


def wanted(rule: Rule, *, wanted_here: bool = True) -> frozenset[str]:
    """Return the choices that a rule names as made, not as left out."""
    match rule:
        case Choice():
            return frozenset((rule.id,)) if wanted_here else frozenset()
        case Not():
            return wanted(rule.part, wanted_here=not wanted_here)
        case Both() | Either():
            left = wanted(rule.left, wanted_here=wanted_here)
            return left | wanted(rule.right, wanted_here=wanted_here)
        case bool():
            return frozenset()


def holds(rule: Rule, made: frozenset[str]) -> bool:
    """Tell whether a rule holds for the choices that are made."""
    match rule:
        case Choice():
            return rule.id in made
        case Not():
            return not holds(rule.part, made)
        case Both():
            return holds(rule.left, made) and holds(rule.right, made)
        case Either():
            return holds(rule.left, made) or holds(rule.right, made)
        case bool():
            return rule


def accepting(rules: Sequence[tuple[Rule, bool]], default: bool) -> Rule:
    """Return the one rule that holds where the first rule that holds is accepted.

    Args:
        rules: in their order, each with whether its risk is accepted.
        default: whether the risk is accepted where none of them holds.
    """
    result: Rule = default
    for rule, accepted in reversed(rules):
        result = _or(rule, result) if accepted else _and(Not(rule), result)
    return result


def _or(left: Rule, right: Rule) -> Rule:
    if right is True:
        return True
    return left if right is False else Either(left, right)


def _and(left: Rule, right: Rule) -> Rule:
    if right is False:
        return False
    return left if right is True else Both(left, right)


def words(rule: Rule, titles: Mapping[str, str]) -> str:
    """Return a rule in words: `“Backups are made” and not “Nobody restores them”`."""
    match rule:
        case Choice():
            return f"“{titles[rule.id]}”"
        case Not(part=Choice() as part):
            return f"not {words(part, titles)}"
        case Not():
            return f"not ({words(rule.part, titles)})"
        case Both():
            return " and ".join(
                _bracketed(part, titles, Either) for part in (rule.left, rule.right)
            )
        case Either():
            return " or ".join(_bracketed(part, titles, Both) for part in (rule.left, rule.right))
        case bool():
            return "always" if rule else "never"


def _bracketed(rule: Rule, titles: Mapping[str, str], kind: type[Both] | type[Either]) -> str:
    """Return a part in words, in brackets if it is of the other kind."""
    told = words(rule, titles)
    return f"({told})" if isinstance(rule, kind) else told
