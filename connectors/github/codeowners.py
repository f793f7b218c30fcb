"""Who owns a path by a CODEOWNERS file: of all its lines that match, the last one counts."""

import re
from dataclasses import dataclass

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
"""Where GitHub looks for the file, in this order; the first that is there counts."""


@dataclass(frozen=True)
class Rule:
    """One line of the file."""

    pattern: str
    owners: tuple[str, ...]
    """As they are written: `@login`, `@org/team` or an address; empty: nobody."""


def rules(text: str) -> list[Rule]:
    """Return the lines of a CODEOWNERS file that say something, in their order."""
    found = []
    for line in text.splitlines():
        words = re.sub(r"(^|\s)#.*", "", line.replace("\\ ", "\0").replace("\\#", "\1")).split()
        if words:
            pattern = words[0].replace("\0", " ").replace("\1", "#")
            found.append(Rule(pattern, tuple(words[1:])))
    return found


def owners_of(path: str, text: str) -> tuple[str, ...]:
    """Return the owners of a path below the repository's root; of the root itself for ``.

    Empty: no line matches it, or the last that does names nobody.
    """
    wanted = path.strip("/")
    last: tuple[str, ...] = ()
    for rule in rules(text):
        if _matcher(rule.pattern).fullmatch(wanted):
            last = rule.owners
    return last


def people(owners: tuple[str, ...]) -> list[str]:
    """Return the logins and addresses among owners; a team is no person."""
    logins = (each.removeprefix("@") for each in owners if "/" not in each)
    return list(dict.fromkeys(each for each in logins if each))


def _matcher(pattern: str) -> re.Pattern[str]:
    """Return what matches the paths of a pattern, and all below them (gitignore's rules).

    `*` stays within one folder, `**` does not; a pattern with a slash that is not its last
    character starts at the root; one that ends with `/*` matches files of that folder only.
    """
    if pattern.strip("/") in ("*", "**"):
        return re.compile(r".*")
    anchored = "/" in pattern.rstrip("/")
    body = "".join(
        _part(each) for each in re.split(r"(/\*\*/|\*\*/|/\*\*|\*\*|\*|\?)", pattern.strip("/"))
    )
    below = "" if pattern.endswith("/*") else r"(/.*)?"
    return re.compile(("" if anchored else r"(.*/)?") + body + below, re.DOTALL)


def _part(text: str) -> str:
    wild = {
        "/**/": r"/(.*/)?",
        "**/": r"(.*/)?",
        "/**": r"/.*",
        "**": r".*",
        "*": r"[^/]*",
        "?": r"[^/]",
    }
    return wild.get(text, re.escape(text))
