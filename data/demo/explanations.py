"""How decisions are explained: accounts of the models, explainers, samples and what is stored."""

from collections.abc import Iterable, Iterator

from data.demo.scene import Scene, whole
from data.demo.tables import DOMAIN, ModelRow, models, written
from data.demo.timeline import timeline
from data.records import Document, DocumentState, MetricDaily

WIKI = f"https://wiki.{DOMAIN}/models"
RUNS = f"https://registry.{DOMAIN}/models"
ATTACHED = frozenset({"stored", "mostly_stored", "sampled", "attached", "sample_failed"})
"""Stories in which an explainer comes with the version that serves."""
FOUND = {
    "stored": (29, 30),
    "mostly_stored": (29, 30),
    "sampled": (29, 30),
    "sample_failed": (21, 26),
}
"""By story: of 30 decisions asked about, how many could be explained."""
STORED = {"stored": (0.9935, 0.9997), "mostly_stored": (0.962, 0.984)}
"""By story: the share of a day's decisions that is stored with its explanation."""
ASKED = 30
COUNTED_DAYS = 45


def documents(scene: Scene) -> Iterator[Document]:
    """Yield what is written of what drives each model."""
    for model in models():
        story = model.story("E2")
        if story in ATTACHED:
            yield from _attached(scene, model, timeline(scene, model).serving)
        elif story == "other_version":
            yield from _attached(scene, model, timeline(scene, model).previous)
        elif story == "model_level":
            yield _account(scene, model, DocumentState.EXISTS)
        elif story in ("missing", "unreachable"):
            yield _account(scene, model, DocumentState(story))


def _attached(scene: Scene, model: ModelRow, version: int) -> Iterator[Document]:
    """Yield the explainer that was logged with a version."""
    act = next(a for a in timeline(scene, model).acts if a.version == version)
    yield Document(
        model=model.name,
        kind="explainer",
        location=f"{RUNS}/{model.name}/versions/{version}/explainer",
        state=DocumentState.EXISTS,
        title=f"Explainer of {model.name}, version {version}",
        version=str(version),
        created_at=act.started,
    )


def _account(scene: Scene, model: ModelRow, state: DocumentState) -> Document:
    """Return the account of what drives a model as a whole, of no one version."""
    chance = scene.chance("account", model.name)
    written_at = scene.office(chance.randrange(130, 420), chance)
    there = state is DocumentState.EXISTS
    return Document(
        model=model.name,
        kind="explainer",
        location=f"{WIKI}/{model.name}/what-drives-it",
        state=state,
        title=f"What drives {model.name}" if there else None,
        author=written("leila.haddad") if there else None,
        created_at=whole(written_at) if there else None,
    )


def metrics(scene: Scene, served: Iterable[MetricDaily]) -> Iterator[MetricDaily]:
    """Yield samples of decisions asked about, tests of fidelity, and what is stored each day.

    Args:
        scene: when it plays.
        served: the requests of each day, of which a part is stored with its explanation.
    """
    for model in models():
        story = model.story("E2")
        if story in FOUND:
            yield from _sampled(scene, model, FOUND[story])
        if story in STORED:
            yield from _tested(scene, model)
    shares = {model.name: STORED.get(model.story("E2")) for model in models()}
    for row in served:
        share = shares.get(row.model)
        if share is not None and row.day >= scene.day(COUNTED_DAYS):
            part = scene.chance("stored", row.model, str(row.day)).uniform(*share)
            yield row.model_copy(
                update={"metric": "explanations_stored", "value": float(int(row.value * part))}
            )


def _sampled(scene: Scene, model: ModelRow, found: tuple[int, int]) -> Iterator[MetricDaily]:
    """Yield a sample each quarter."""
    chance = scene.chance("explained", model.name)
    for days_ago in range(chance.randrange(12, 70), 300, 91):
        yield _metric(scene, model, "explanations_asked", days_ago, ASKED)
        yield _metric(scene, model, "explanations_found", days_ago, chance.randint(*found))


def _tested(scene: Scene, model: ModelRow) -> Iterator[MetricDaily]:
    """Yield the tests of whether the explanations say what the model does."""
    chance = scene.chance("fidelity", model.name)
    for days_ago in range(chance.randrange(20, 80), 300, 120):
        fidelity = round(chance.uniform(0.91, 0.96), 3)
        yield _metric(scene, model, "explanation_fidelity", days_ago, fidelity)


def _metric(scene: Scene, model: ModelRow, metric: str, days_ago: int, value: float) -> MetricDaily:
    return MetricDaily(model=model.name, metric=metric, day=scene.day(days_ago), value=value)
