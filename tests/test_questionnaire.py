"""The questions as files: what is shipped, and what a wrong file is told."""

import re
from pathlib import Path
from typing import Any

import pytest
from portfolios import NOW, fact
from worlds import World

from app.bringing import brought_by, settling
from assessments import question_files
from assessments.evidence import ENTITY_WORDS, bringers, observe
from assessments.frameworks import coverage, load_frameworks, references
from assessments.questionnaire import (
    Area,
    Condition,
    Level,
    Probe,
    Question,
    Questionnaire,
    fingerprint,
)
from data.errors import SettingsError
from data.records import entities

CRITICAL = ("O1", "O2", "R1", "R3", "E1", "E3", "C1", "K1", "K2")
PROBES = {
    "owner_active": fact("owner_active"),
    "spend_share": fact("spend_share", per="organisation"),
    "recovery_hours": fact("recovery_hours", kind="sample"),
    "fail_share": fact("fail_share", kind="share"),
}
AREA = """\
[area]
id = "ownership"
title = "Ownership"
order = 1
question = "Who answers?"
"""
QUESTION = """\
[[question]]
id = "O1"
version = 1
scope = "model"
weight = 3
critical = true
title = "Named owner"
text = "Who answers for this model?"
why = "Somebody must."
grounded_in = ["nist-ai-rmf/GOVERN 2.1"]
[[question.levels]]
answer = "Nobody."
[[question.levels]]
answer = "Somebody."
conditions = [
    { text = "the owner works here", probe = "owner_active", equals = 1 },
]
[[question.levels]]
answer = "Somebody, fast."
conditions = [
    { text = "it is fast", probe = "recovery_hours", test = "median", at_most = 24 },
]
[[question.levels]]
answer = "Somebody, safely."
[[question.levels]]
answer = "Always."
"""


def written(folder: Path, text: str, name: str = "ownership.toml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def shipped() -> Questionnaire:
    return question_files.load()


def test_a_file_becomes_an_area_and_its_questions(tmp_path: Path) -> None:
    read = question_files.load(written(tmp_path, AREA + QUESTION), PROBES)
    asked = Question(
        id="O1",
        version=1,
        area="ownership",
        scope="model",
        weight=3,
        critical=True,
        title="Named owner",
        text="Who answers for this model?",
        why="Somebody must.",
        grounded_in=("nist-ai-rmf/GOVERN 2.1",),
        levels=(
            Level(answer="Nobody."),
            Level(
                answer="Somebody.",
                conditions=(
                    Condition(text="the owner works here", probe="owner_active", equals=1),
                ),
            ),
            Level(
                answer="Somebody, fast.",
                conditions=(
                    Condition(text="it is fast", probe="recovery_hours", test="median", at_most=24),
                ),
            ),
            Level(answer="Somebody, safely."),
            Level(answer="Always."),
        ),
    )
    area = Area(id="ownership", title="Ownership", order=1, question="Who answers?")
    assert read == Questionnaire((area,), (asked,), PROBES, load_frameworks())
    assert read.questions_of("ownership") == (asked,)
    assert read.questions_of("cost") == ()


def test_a_condition_may_rest_on_a_statement_alone(tmp_path: Path) -> None:
    text = QUESTION.replace('probe = "owner_active", equals = 1', 'attest = "owner_there"')
    read = question_files.load(written(tmp_path, AREA + text), PROBES)
    assert read.questions[0].levels[1].conditions == (
        Condition(text="the owner works here", probe="owner_there", equals=1),
    )
    assert dict(read.probes) == PROBES | {
        "owner_there": Probe(
            name="owner_there",
            title="the owner works here",
            unit="yes or no",
            needs=(),
            per="model",
            kind="fact",
            ttl_days=365,
            attestable=True,
            sql="",
        )
    }


def test_one_statement_may_bear_on_many_conditions_of_one_scope_only(tmp_path: Path) -> None:
    text = QUESTION.replace('probe = "owner_active", equals = 1', 'attest = "owner_there"')
    other = text.replace('"O1"', '"O2"')
    shared = question_files.load(written(tmp_path, AREA + text + other), PROBES)
    assert shared.probes.keys() - PROBES.keys() == {"owner_there"}
    elsewhere = other.replace('scope = "model"', 'scope = "organisation"')
    written(tmp_path, AREA + text + elsewhere)
    with pytest.raises(SettingsError) as error:
        question_files.load(tmp_path, PROBES)
    assert str(error.value) == (
        "ownership.toml, question O2: `attest` 'owner_there' is said of the model elsewhere, here "
        "of the organisation: choose another name"
    )


def test_a_fingerprint_tells_other_content_under_the_same_version(tmp_path: Path) -> None:
    [asked] = question_files.load(written(tmp_path, AREA + QUESTION), PROBES).questions
    renumbered = asked.model_copy(update={"version": 2})
    reworded = asked.model_copy(update={"why": "Nobody else will."})
    assert fingerprint(renumbered) == fingerprint(asked)
    assert fingerprint(reworded) != fingerprint(asked)
    assert len({fingerprint(each) for each in question_files.load().questions}) == len(
        question_files.load().questions
    )


def test_areas_come_in_their_order_whatever_their_files_are_called(tmp_path: Path) -> None:
    last = AREA.replace('"ownership"', '"cost"').replace('"Ownership"', '"Cost"')
    last = last.replace("order = 1", "order = 4")
    written(tmp_path, last, "a.toml")
    written(tmp_path, AREA, "b.toml")
    assert [area.id for area in question_files.load(tmp_path, {}).areas] == ["ownership", "cost"]


LEVEL_2 = '{ text = "the owner works here", probe = "owner_active", equals = 1 }'


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            'probe = "owner_active"',
            'probe = "owner_activ"',
            ("question O1, level 2, condition 1: `probe` 'owner_activ' is no probe: did you mean "
             "'owner_active'?"),
        ),
        (
            'probe = "owner_active"',
            'probe = "pen_test"',
            ("question O1, level 2, condition 1: `probe` 'pen_test' is no probe: write the name "
             "of one, or `attest` for what only a statement can show"),
        ),
        (
            "at_most = 24",
            "at_most = nan",
            ("question O1: `levels 3, conditions 1, at_most` input should be a finite number: "
             "correct it"),
        ),
        (
            'probe = "owner_active"',
            'probe = "spend_share"',
            ("question O1, level 2, condition 1: `probe` 'spend_share' is asked per organisation, "
             "the question per model: choose a probe of the same scope"),
        ),
        (
            ", equals = 1",
            "",
            ("question O1, level 2, condition 1: `equals` or at_least or at_most: "
             "exactly one is needed, here: none"),
        ),
        (
            ", equals = 1",
            ", equals = 1, at_most = 2",
            ("question O1, level 2, condition 1: `equals` or at_least or at_most: "
             "exactly one is needed, here: equals and at_most"),
        ),
        (
            'test = "median", at_most = 24',
            'test = "median", equals = 24',
            ("question O1, level 3, condition 1: `equals` cannot be met by a median test: "
             "give at_least or at_most"),
        ),
        (
            'test = "median", at_most',
            "at_most",
            ("question O1, level 3, condition 1: `test` 'direct' does not fit a sample: "
             "write test = 'median'"),
        ),
        (
            'probe = "recovery_hours", test = "median"',
            'probe = "fail_share", test = "median"',
            ("question O1, level 3, condition 1: `test` 'median' does not fit a share: "
             "write test = 'share'"),
        ),
        (
            'answer = "Nobody."',
            f'answer = "Nobody."\nconditions = [{LEVEL_2}]',
            ("question O1, level 1: `conditions`: level 1 is what is left when nothing is proven: "
             "move them to level 2"),
        ),
        ('title = "Named owner"\n', "", "question O1: `title` is missing: add it"),
        (
            'why = "Somebody must."',
            'wy = "Somebody must."',
            "question O1: `why` is missing: add it",
        ),
        (
            "critical = true",
            "critical = true\ncritcal = true",
            ("question O1: `critcal` is no key that is known here: "
             "correct its spelling or remove it"),
        ),
        (
            "weight = 3",
            "weight = 4",
            "question O1: `weight` input should be less than or equal to 3: correct it",
        ),
        (
            '[[question.levels]]\nanswer = "Always."\n',
            "",
            "question O1: `levels 5` is missing: add it",
        ),
        (
            'equals = 1 },',
            'equals = "yes" },',
            ("question O1: `levels 2, conditions 1, equals` input should be a valid number, "
             "unable to parse string as a number: correct it"),
        ),
        (
            'id = "O1"',
            'id = "O1"\narea = "cost"',
            "question O1: `area`: the file's [area] says it: remove this line",
        ),
        ('id = "O1"\n', "", "question number 1: `id` is missing: add it"),
        ('question = "Who answers?"', "", "area: `question` is missing: add it"),
        (
            'grounded_in = ["nist-ai-rmf/GOVERN 2.1"]',
            "grounded_in = []",
            ("question O1: `grounded_in` is empty: name what it rests on, as "
             "'nist-ai-rmf/GOVERN 2.1'"),
        ),
        (
            "nist-ai-rmf/GOVERN 2.1",
            "NIST AI RMF 1.0, GOVERN 2.1",
            ("question O1: `grounded_in` 'NIST AI RMF 1.0, GOVERN 2.1' is no reference: write "
             "framework/section, as 'nist-ai-rmf/GOVERN 2.1'"),
        ),
        (
            "nist-ai-rmf/GOVERN 2.1",
            "nist-ai-rfm/GOVERN 2.1",
            ("question O1: `grounded_in` 'nist-ai-rfm/GOVERN 2.1' names no framework that is "
             "known: did you mean 'nist-ai-rmf'?"),
        ),
        (
            "nist-ai-rmf/GOVERN 2.1",
            "nist-ai-rmf/GOVERNS 2.1",
            ("question O1: `grounded_in` 'nist-ai-rmf/GOVERNS 2.1' names no section of "
             "nist-ai-rmf: did you mean 'GOVERN 2.1'?"),
        ),
        (
            "nist-ai-rmf/GOVERN 2.1",
            "dora/bucks",
            ("question O1: `grounded_in` 'dora/bucks' names no section of dora: write "
             "one of its sections, or add it to its file"),
        ),
        (
            "version = 1",
            "version = 0",
            "question O1: `version` input should be greater than or equal to 1: correct it",
        ),
        (
            'probe = "owner_active", equals = 1',
            'attest = "owner_active"',
            ("question O1: `attest` 'owner_active' is a probe that sources answer: write "
             "probe = 'owner_active', or choose another name"),
        ),
        (
            'probe = "owner_active", equals = 1',
            'attest = "Owner Active"',
            ("question O1, level 2, condition 1: `attest` 'Owner Active' is no name: write a "
             "lower-case letter, then lower-case letters, digits and _, as "
             "'penetration_test_done'"),
        ),
        (
            'probe = "owner_active", equals = 1',
            'probe = "owner_active", attest = "owner_there"',
            ("question O1, level 2, condition 1: `attest` stands beside `probe`: remove one of "
             "the two"),
        ),
        (
            'probe = "owner_active", equals = 1',
            'attest = "owner_there", at_least = 3',
            ("question O1, level 2, condition 1: `at_least`: what is attested is yes or no, and "
             "must be yes: remove this key"),
        ),
    ],
)  # fmt: skip
def test_a_wrong_question_is_told_by_file_question_key_and_mend(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    text = (AREA + QUESTION).replace(old, new)
    assert text != AREA + QUESTION
    with pytest.raises(SettingsError) as error:
        question_files.load(written(tmp_path, text), PROBES)
    assert str(error.value) == f"ownership.toml, {told}"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[areas]\nid = 1\n" + AREA, "`areas`: only [area] and [[question]] stand here"),
        (AREA + "[question]\nid = 1\n", "`question`: write each one as a [[question]] block"),
        ("[area\n", "this is not TOML: "),
    ],
)
def test_a_file_of_another_shape_is_told_so(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(SettingsError) as error:
        question_files.load(written(tmp_path, text), PROBES)
    assert str(error.value).startswith(f"ownership.toml: {told}")


@pytest.mark.parametrize(
    ("second", "told"),
    [
        (AREA, "b.toml, area: `id` 'ownership' is taken in a.toml: choose another"),
        (
            AREA.replace('"ownership"', '"cost"'),
            "b.toml, area: `order` 1 is taken in a.toml: choose another",
        ),
        (
            AREA.replace('"ownership"', '"cost"').replace("order = 1", "order = 2"),
            "b.toml, area: `title` 'Ownership' is taken in a.toml: choose another",
        ),
        (
            AREA.replace('"ownership"', '"cost"')
            .replace("order = 1", "order = 2")
            .replace('"Ownership"', '"Cost"')
            + QUESTION,
            "b.toml, question O1: `id` 'O1' is taken in a.toml: choose another",
        ),
    ],
)
def test_an_id_or_a_place_can_be_taken_only_once(tmp_path: Path, second: str, told: str) -> None:
    written(tmp_path, AREA + QUESTION, "a.toml")
    written(tmp_path, second, "b.toml")
    with pytest.raises(SettingsError) as error:
        question_files.load(tmp_path, PROBES)
    assert str(error.value) == told


def test_a_folder_without_question_files_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="holds no question file: add one TOML per area"):
        question_files.load(tmp_path, PROBES)


# What is shipped


def test_the_five_areas_stand_in_their_order(shipped: Questionnaire) -> None:
    assert [(area.id, area.title) for area in shipped.areas] == [
        ("ownership", "Ownership"),
        ("rollback", "Rollback speed"),
        ("explainability", "Explainability"),
        ("cost", "Cost control"),
        ("knowledge", "Institutional knowledge"),
    ]


def test_thirty_questions_are_asked_six_in_each_area(shipped: Questionnaire) -> None:
    assert [q.id for q in shipped.questions] == [
        f"{letter}{number}" for letter in "ORECK" for number in range(1, 7)
    ]


def test_the_nine_critical_questions_are_asked(shipped: Questionnaire) -> None:
    critical = [(q.id, q.weight) for q in shipped.questions if q.critical]
    assert critical == [(identity, 3) for identity in CRITICAL]
    scopes = {q.id for q in shipped.questions if q.scope == "organisation" and q.critical}
    assert scopes == {"O2", "C1"}


def test_every_level_above_the_first_can_be_proven(shipped: Questionnaire) -> None:
    assert [
        (q.id, at) for q in shipped.questions for at in (1, 2, 3, 4) if not q.levels[at].conditions
    ] == []


def test_every_answer_is_a_sentence_of_its_own(shipped: Questionnaire) -> None:
    answers = [level.answer for q in shipped.questions for level in q.levels]
    assert [each for each in answers if not each.endswith(".") or not each[0].isupper()] == []
    assert len(set(answers)) == len(answers)


def test_every_question_says_why_it_matters_and_what_it_is_grounded_in(
    shipped: Questionnaire,
) -> None:
    for each in shipped.questions:
        assert each.text.endswith("?")
        assert each.why.endswith(".")
        assert "\n" not in each.why
        assert each.grounded_in


def test_a_higher_level_never_has_a_looser_limit(shipped: Questionnaire) -> None:
    for each in shipped.questions:
        limits: dict[tuple[str, str], list[float]] = {}
        for level in each.levels:
            for condition in level.conditions:
                for key in ("at_least", "at_most"):
                    limit = getattr(condition, key)
                    if limit is not None:
                        limits.setdefault((condition.probe, key), []).append(limit)
        for (_, key), many in limits.items():
            tightening = sorted(set(many), reverse=key == "at_most")
            assert many == tightening


def test_published_thresholds_name_their_source(shipped: Questionnaire) -> None:
    published: dict[str, list[Any]] = {}
    for each in shipped.questions:
        for level in each.levels:
            for condition in level.conditions:
                if condition.source_of_threshold:
                    limit = condition.at_least if condition.at_most is None else condition.at_most
                    published.setdefault(each.id, []).append(limit)
    assert published == {
        "O2": [0.5, 0.85],
        "O6": [0.03],
        "R1": [168, 24, 1],
        "R2": [1],
        "R4": [0.15, 0.1, 0.05],
        "E3": [183],
        "C1": [0.8, 0.9],
        "C2": [0.2, 0.15, 0.12],
        "C5": [0.03],
    }


def test_every_probe_is_used_by_a_question(shipped: Questionnaire) -> None:
    used = {c.probe for q in shipped.questions for level in q.levels for c in level.conditions}
    assert shipped.probes.keys() - used == set()
    assert all(isinstance(probe, Probe) for probe in shipped.probes.values())


# What it rests on

MAPPED = (
    *("nist-ai-rmf", "eu-ai-act", "iso-42001", "dora", "finops", "ml-test-score"),
    *("google-mlops", "microsoft-mlops"),
)


def test_every_framework_names_its_edition_and_its_official_page() -> None:
    for each in load_frameworks().values():
        assert each.version
        assert each.url
        assert each.url.startswith("https://")
    assert load_frameworks().keys() >= {
        *MAPPED,
        *("focus", "marvelous-mlops", "sr-26-2", "iso-33020", "backstage-scorecards"),
        *("sagemaker-model-cards", "mlflow", "truck-factor"),
    }


def test_the_map_between_questions_and_frameworks_goes_both_ways(shipped: Questionnaire) -> None:
    from_questions = {
        (each.framework.id, each.section, question.id)
        for question in shipped.questions
        for each in references(question, shipped.frameworks)
    }
    from_frameworks = {
        (framework, section, id)
        for framework, sections in coverage(shipped).items()
        for section, ids in sections.items()
        for id in ids
    }
    assert from_questions == from_frameworks


@pytest.mark.parametrize("framework", MAPPED)
def test_each_framework_of_the_map_has_a_question(shipped: Questionnaire, framework: str) -> None:
    assert any(coverage(shipped)[framework].values())


def test_every_framework_is_named_by_a_question(shipped: Questionnaire) -> None:
    asked = {framework for framework, each in coverage(shipped).items() if any(each.values())}
    assert shipped.frameworks.keys() - asked == set()


def test_a_reference_reads_as_it_is_cited(shipped: Questionnaire) -> None:
    owner = next(each for each in shipped.questions if each.id == "O1")
    [first, *_] = references(owner, shipped.frameworks)
    assert (first.cited, first.title) == (
        "NIST AI RMF 1.0, GOVERN 2.1",
        "roles, responsibilities and lines of communication are documented",
    )


# What settles it


def probes_of(question: Question, asked: Questionnaire) -> list[Probe]:
    return [asked.probes[each.probe] for level in question.levels for each in level.conditions]


def test_of_thirty_questions_a_connector_settles_a_condition_of_24_alone(
    shipped: Questionnaire,
) -> None:
    settled = [
        each.id
        for each in shipped.questions
        if any(settling(probe.needs) for probe in probes_of(each, shipped))
    ]
    assert len(shipped.questions) == 30
    assert len(settled) >= 24


def test_a_connector_or_an_attestation_can_settle_every_question(shipped: Questionnaire) -> None:
    open_ones = [
        each.id
        for each in shipped.questions
        if not any(probe.attestable or settling(probe.needs) for probe in probes_of(each, shipped))
    ]
    assert open_ones == []


def test_whatever_a_probe_needs_some_connector_brings(shipped: Questionnaire) -> None:
    assert {
        (probe.name, need)
        for probe in shipped.probes.values()
        for need in probe.needs
        if not bringers(need, brought_by()) or need.partition(":")[0] not in ENTITY_WORDS
    } == set()


@pytest.mark.parametrize("need", ["metric_daily", "document", "monitor", "review"])
def test_a_probe_of_numbers_documents_monitors_or_reviews_says_of_which_kind(
    shipped: Questionnaire, need: str
) -> None:
    """Else a source of some kind would be named for what it never brings."""
    asked = {each.name for each in shipped.probes.values() if need in each.needs}
    assert asked <= {"live_signal_age_days", "signal_reverts"}, "any kind of monitor tells these"


def test_every_kind_that_a_probe_needs_may_stand_in_its_column(shipped: Questionnaire) -> None:
    column = {"metric_daily": "metric", "document": "kind", "monitor": "kind", "review": "kind"}
    for need in {need for each in shipped.probes.values() for need in each.needs if ":" in need}:
        entity, _, kind = need.partition(":")
        field = entities()[entity].model_json_schema()["properties"][column[entity]]
        assert re.fullmatch(field["pattern"], kind)
        assert entity != "metric_daily" or kind in field["description"]


def test_a_probe_whose_source_is_missing_knows_nothing_and_names_the_source(
    shipped: Questionnaire,
) -> None:
    with World({}) as world:
        found = observe(world.rows, shipped.probes, ["churn"], NOW, brought_by())
    for (name, _), seen in found.items():
        probe = shipped.probes[name]
        assert (seen.value, seen.low, seen.high) == (None, None, None)
        titles = [title for need in probe.needs for title in bringers(need, brought_by())]
        assert all(title in str(seen.unknown) for title in titles)
