"""The plan of the evidence: which story each model's rows tell, and what that story proves."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

MODEL_QUESTIONS = ("O1", "R1", "R3", "E1", "E3", "K1", "K2")


@dataclass(frozen=True)
class Planned:
    """What the evidence of one question on one model is made to show."""

    question: str
    model: str | None
    """None: the organisation."""
    story: str
    proven: int | None
    """None, as the next: the evidence says nothing."""
    ruled_out_above: int | None


@cache
def _table() -> dict[str, Any]:
    text = (Path(__file__).parent / "plan.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def story(question: str, model: str) -> str:
    """Return the story of one question on one production model."""
    return str(_table()["models"][model][question])


def plan() -> tuple[Planned, ...]:
    """Return the whole plan, the organisation's questions first."""
    own = [_planned(question, None, name) for question, name in _table()["organisation"].items()]
    return (
        *own,
        *(
            _planned(question, model, stories[question])
            for model, stories in _table()["models"].items()
            for question in MODEL_QUESTIONS
        ),
    )


def _planned(question: str, model: str | None, name: str) -> Planned:
    proven, ruled_out = _table()["stories"][question][name] or (None, None)
    return Planned(question, model, name, proven, ruled_out)
