"""What people wrote into files that bears on nothing: told, because it is silently left out."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from assessments import queries
from assessments.queries import Rows
from assessments.questionnaire import Probe


def loose_ends(rows: Rows, probes: Mapping[str, Probe]) -> list[tuple[str, str]]:
    """Return each source with a sentence on a statement or rule of it that bears on nothing."""
    return [*_attestations(rows, probes), *_selectors(rows)]


def _attestations(rows: Rows, probes: Mapping[str, Probe]) -> Iterator[tuple[str, str]]:
    for row in queries.run(rows, "loose_ends/attestations"):
        wrong = _wrong(probes, row["probe"], row["written"], row["model"])
        if wrong is not None:
            about = f" for {row['written']}" if row["written"] else ""
            said = f"the attestation of {row['probe']}{about} by {row['attested_by']}"
            yield row["source"], f"{said} bears on nothing: {wrong}"


def _wrong(
    probes: Mapping[str, Probe], name: str, written: str | None, model: str | None
) -> str | None:
    """Return why a statement bears on nothing; None: it does."""
    probe = probes.get(name)
    if probe is None:
        near = get_close_matches(name, probes, n=1)
        mend = f"did you mean {near[0]!r}?" if near else "`questions show` tells a question's own"
        return f"no probe is called {name!r}: {mend}"
    if not probe.attestable:
        return f"{name!r} is measured and cannot be attested: remove it"
    if (written is None) == (probe.per == "model"):
        asked = "of a model: name one" if probe.per == "model" else "of the organisation: name none"
        return f"{name!r} is asked {asked}"
    if written is not None and model is None:
        return f"no source knows a model {written!r}: write it as a source does"
    return None


def _selectors(rows: Rows) -> Iterator[tuple[str, str]]:
    for row in queries.run(rows, "loose_ends/selectors"):
        what = row["field"].replace("tag:", "tag ", 1)
        where = f" of {row['in_source']}" if row["in_source"] else ""
        told = f"no {row['kind']}{where} came in with {what} {row['value']!r}"
        said = f"{row['rule']} gives nothing to {row['model']}"
        yield row["source"], f"{said}: {told}, or another rule goes before it"
