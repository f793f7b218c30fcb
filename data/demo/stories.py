"""The plan of the evidence: which story each model's rows tell, and what that story proves."""

from dataclasses import dataclass

from data.demo.files import table


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


def story(question: str, model: str) -> str | None:
    """Return the story of one question on one production model; None: nothing is told."""
    told: str | None = table("plan")["models"].get(question, {}).get(model)
    return told


def plan() -> tuple[Planned, ...]:
    """Return the whole plan, the organisation's questions first."""
    told = table("plan")
    own = [_planned(question, None, name) for question, name in told["organisation"].items()]
    return (
        *own,
        *(
            _planned(question, model, name)
            for question, by_model in told["models"].items()
            for model, name in by_model.items()
        ),
    )


def _planned(question: str, model: str | None, name: str) -> Planned:
    proven, ruled_out = table("plan")["stories"][question][name] or (None, None)
    return Planned(question, model, name, proven, ruled_out)
