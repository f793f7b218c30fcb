"""An AWS Well-Architected custom lens becomes a pack; a broken one is told what is wrong."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import lens, packs, toml_values
from assessments.frameworks import references
from assessments.lens import pack as lens_pack
from assessments.lens import rules as lens_rules
from assessments.lens.rules import Both, Choice, Either, Not, Rule
from assessments.packs import files as pack_files
from assessments.questionnaire import Condition, Questionnaire
from data.errors import SettingsError

PUBLISHED = Path(__file__).parent / "fixtures" / "lens" / "company-policy.json"
STANDING = packs.load(Path())
Json = dict[str, Any]


def published() -> Json:
    said: Json = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    return said


def written(folder: Path, said: object) -> Path:
    file = folder / "lens.json"
    file.write_text(json.dumps(said), encoding="utf-8")
    return file


def imported(file: Path, scope: str = "organisation", area: str | None = None) -> Questionnaire:
    """Make a pack of a lens and put it to work on the shipped questions."""
    text = lens_pack.pack_text(lens.read(file), scope, area, STANDING)
    lens_pack.require_it_loads(text, "lens.toml", STANDING)
    return packs.apply(STANDING, pack_files.parsed(toml_values.parse(text, "x"), "lens.toml"))


def test_a_lens_in_the_published_format_becomes_areas_and_questions() -> None:
    after = imported(PUBLISHED)
    added = after.areas[len(STANDING.areas) :]
    assert [(area.id, area.title, area.question) for area in added] == [
        (
            "company_privacy",
            "Privacy Excellence",
            "How does it stand with Privacy Excellence?",
        ),
        ("company_security", "Security", "How does it stand with Security?"),
    ]
    [privacy], [security] = (after.questions_of(area.id) for area in added)
    assert (privacy.id, privacy.version, privacy.scope, privacy.weight, privacy.critical) == (
        *("privacy01", 1, "organisation", 2, False),
    )
    assert (privacy.text, privacy.why) == (
        "How do you ensure HR conversations are private?",
        (
            "Career and benefits discussions should occur on secure channels only and be audited "
            "regularly for compliance."
        ),
    )
    assert (security.title, security.why) == (
        "Is your team following the company security …",
        "The lens “Company Policy ABC” asks it.",
    )
    assert [each.cited for each in references(privacy, after.frameworks)] == [
        "Company Policy ABC, company_Privacy"
    ]


def test_its_check_boxes_and_risk_rules_become_five_levels() -> None:
    after = imported(PUBLISHED)
    privacy = next(each for each in after.questions if each.id == "privacy01")
    assert [level.answer for level in privacy.levels] == [
        "None of it is in place.",
        "At least this is in place: “Option 1” or “Option 2” or “Option 3”.",
        (
            "No high risk is left, since this is in place: (“Option 1” and “Option 2” and “Option "
            "3”) or ((“Option 1” or “Option 2”) and “Option 3”) or (not “Option 1” and “Option "
            "3”)."
        ),
        "No risk is left, since this is in place: “Option 1” and “Option 2” and “Option 3”.",
        "All of it is in place: “Option 1” and “Option 2” and “Option 3”.",
    ]
    assert privacy.levels[4].conditions == (
        Condition(
            text="all of it is in place: “Option 1” and “Option 2” and “Option 3”",
            probe="lens_privacy01_level_5",
            equals=1,
        ),
    )
    probe = after.probes["lens_privacy01_level_5"]
    assert (probe.per, probe.attestable, probe.sql) == ("organisation", True, "")


def test_a_choice_that_says_no_is_no_practice() -> None:
    after = imported(PUBLISHED)
    security = next(each for each in after.questions if each.id == "security01")
    assert [level.answer for level in security.levels] == [
        "None of it is in place.",
        "At least this is in place: “Yes”.",
        "No high risk is left, since this is in place: “Yes”.",
        "No risk is left, since this is in place: “Yes”.",
        "All of it is in place: “Yes”.",
    ]


def test_all_questions_may_go_into_one_area_and_be_asked_of_each_model() -> None:
    after = imported(PUBLISHED, "model", "rollback")
    added = after.questions_of("rollback")[-2:]
    assert [(each.id, each.scope) for each in added] == [
        ("privacy01", "model"),
        ("security01", "model"),
    ]
    assert after.probes["lens_privacy01_level_2"].per == "model"
    assert [area.id for area in after.areas] == [area.id for area in STANDING.areas]


def test_ids_keep_clear_of_those_that_stand(tmp_path: Path) -> None:
    said = published() | {"name": "DORA"}
    said["pillars"][0]["id"] = "ownership"
    said["pillars"][1]["id"] = "2nd"
    after = imported(written(tmp_path, said))
    assert [area.id for area in after.areas[len(STANDING.areas) :]] == [
        "lens_ownership",
        "lens_2nd",
    ]
    assert after.frameworks["lens-dora"].title == "DORA"


def test_an_area_that_is_not_there_is_told(tmp_path: Path) -> None:
    text = lens_pack.pack_text(lens.read(PUBLISHED), "model", "safety", STANDING)
    with pytest.raises(SettingsError) as error:
        lens_pack.require_it_loads(text, "lens.toml", STANDING)
    assert str(error.value) == (
        "lens.toml, question privacy01: `area` 'safety' is no area: write one of ownership, "
        "rollback, explainability, cost, knowledge, or add it as an [[area]]"
    )


HOSTILE = "\x1b[2J\u202e\n]]\"''' \\ \x7f # [x](javascript:alert(1)) <b>"


def test_what_a_lens_says_stays_text_whatever_it_is(tmp_path: Path) -> None:
    said = published() | {"name": HOSTILE}
    said["pillars"][0]["name"] = HOSTILE
    question = said["pillars"][0]["questions"][0]
    question |= {"title": HOSTILE, "description": HOSTILE}
    for choice in question["choices"]:
        choice["title"] = HOSTILE
        choice["improvementPlan"] = {"displayText": HOSTILE + "\n[pack]"}
    after = imported(written(tmp_path, said))
    added = next(each for each in after.questions if each.id == "privacy01")
    assert added.text == "[2J ]]\"''' \\ # x) <b>"
    assert len(after.questions) == len(STANDING.questions) + 2


# What a broken lens is told


def at(*path: str | int) -> Callable[[Json, Any], None]:
    """Put a value at a place in the JSON; None takes it away."""

    def put(said: Json, value: Any) -> None:
        here: Any = said
        for part in path[:-1]:
            here = here[part]
        if value is None:
            del here[path[-1]]
        else:
            here[path[-1]] = value

    return put


QUESTION = ("pillars", 0, "questions", 0)
CHOICE = (*QUESTION, "choices", 1)
RULE = (*QUESTION, "riskRules", 0)
FIRST = published()["pillars"][0]
ASKED = FIRST["questions"][0]


@pytest.mark.parametrize(
    ("put", "value", "told"),
    [
        (at("schemaVersion"), "2020-01-01",
         ": `schemaVersion` '2020-01-01' is not read here: only '2021-11-01' is"),
        (at("schemaVersion"), None,
         ": `schemaVersion` None is not read here: only '2021-11-01' is"),
        (at("name"), None, ": `name` is missing: add it"),
        (at("name"), "n" * 129, ": `name` string should have at most 128 characters: correct it"),
        (at("pillars"), None, ": `pillars` is missing: add it"),
        (at("pillars"), [], (": `pillars` tuple should have at least 1 item after validation, not "
                             "0: correct it")),
        (at("pillars"), [FIRST] * 11, (": `pillars` tuple should have at most 10 items after "
                                       "validation, not 11: correct it")),
        (at("pillars", 1), FIRST, (": `pillars` has the id 'company_Privacy' twice, whatever its "
                                   "case: choose another")),
        (at("pillars", 0, "id"), "a b",
         ", pillar a b: `id` 'a b' is no id: write 3 to 128 letters, digits and _"),
        (at("pillars", 0, "id"), None, ", pillar number 1: `id` is missing: add it"),
        (at("pillars", 0, "questions"), [ASKED] * 21,
         (", pillar company_Privacy: `questions` tuple should have at most 20 items after "
          "validation, not 21: correct it")),
        (at("pillars", 1, "questions", 0, "id"), "PRIVACY01",
         ": `questions` has the id 'privacy01' twice, whatever its case: choose another"),
        (at(*QUESTION, "title"), None, ", question privacy01: `title` is missing: add it"),
        (at(*QUESTION, "title"), "t" * 129, (", question privacy01: `title` string should have at "
                                             "most 128 characters: correct it")),
        (at(*QUESTION), "how?", (", question number 1: `` input should be a valid dictionary or "
                                 "instance of LensQuestion: correct it")),
        (at(*QUESTION, "choices"), [], (", question privacy01: `choices` tuple should have at "
                                        "least 1 item after validation, not 0: correct it")),
        (at(*QUESTION, "choices"), ASKED["choices"] * 4,
         (", question privacy01: `choices` tuple should have at most 15 items after validation, "
          "not 16: correct it")),
        (at(*CHOICE, "id"), "choice_1",
         ", question privacy01: `choices` has the id 'choice_1' twice: choose another"),
        (at(*CHOICE, "title"), None,
         ", question privacy01: `choices 2, title` is missing: add it"),
        (at(*CHOICE, "improvementPlan"), None,
         (", question privacy01: `choices 2, improvementPlan` is missing: add it, or let the id "
          "end with _no where it means none of these")),
        (at(*CHOICE, "improvementPlan", "url"), "ftp://example.com",
         (", question privacy01: `choices 2, improvementPlan, url` must start with https:// or "
          "http://: correct it")),
        (at(*CHOICE, "helpfulResource", "displayText"), None,
         (", question privacy01: `choices 2, helpfulResource, displayText` is missing: add it")),
        (at(*QUESTION, "riskRules"), None,
         ", question privacy01: `riskRules` is missing: add it"),
        (at(*QUESTION, "riskRules", 2), None,
         (", question privacy01: `riskRules` has 0 rules with the condition 'default': it needs "
          "exactly one")),
        (at(*QUESTION, "riskRules"), ASKED["riskRules"] * 2,
         (", question privacy01: `riskRules` tuple should have at most 3 items after validation, "
          "not 6: correct it")),
        (at(*RULE, "risk"), "LOW",
         (", question privacy01: `riskRules 1, risk` 'LOW' is no risk: write one of HIGH_RISK, "
          "MEDIUM_RISK, NO_RISK")),
        (at(*RULE, "condition"), "choice_1 && choice_9",
         (", question privacy01: `riskRules 1, condition` names 'choice_9', which is no choice: "
          "correct it")),
        (at(*RULE, "condition"), "choice_1 & choice_2",
         (", question privacy01: `riskRules 1, condition` has '&', where only choices, &&, ||, ! "
          "and ( ) stand: correct it")),
        (at(*RULE, "condition"), "(choice_1",
         (", question privacy01: `riskRules 1, condition` opens a bracket that it does not close: "
          "correct it")),
        (at(*RULE, "condition"), "choice_1 choice_2",
         (", question privacy01: `riskRules 1, condition` goes on with 'choice_2' where it should "
          "end: correct it")),
        (at(*RULE, "condition"), "choice_1 &&",
         (", question privacy01: `riskRules 1, condition` ends where a choice should stand: "
          "correct it")),
        (at(*RULE, "condition"), "choice_1 && || choice_2",
         (", question privacy01: `riskRules 1, condition` has '||' where a choice should stand: "
          "correct it")),
        (at(*RULE, "condition"), "!" * 60 + "choice_1",
         (", question privacy01: `riskRules 1, condition` is nested more than 50 deep: correct "
          "it")),
        (at(*RULE, "condition"), " || ".join(["choice_1"] * 300),
         (", question privacy01: `riskRules 1, condition` has more than 500 parts: correct it")),
    ],
)  # fmt: skip
def test_a_broken_lens_is_told_by_file_question_key_and_mend(
    tmp_path: Path, put: Callable[[Json, Any], None], value: Any, told: str
) -> None:
    said = published()
    put(said, value)
    file = written(tmp_path, said)
    with pytest.raises(SettingsError) as error:
        lens.read(file)
    assert str(error.value) == f"{file}{told}"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", ": this is not JSON: Expecting property name enclosed in double quotes"),
        ("[]", ": is no custom lens: its JSON is to begin with an object"),
        ("[" * 100_000, ": this is not JSON: maximum recursion depth exceeded"),
        (b"\xff", ": this is not JSON: 'utf-8' codec can't decode byte 0xff"),
        (b" " * 500_001, (": is larger than 500 KB, which no custom lens is: name another file")),
        (None, ": cannot be read (No such file or directory): name another file"),
    ],
)
def test_a_file_that_is_no_lens_is_told_so(
    tmp_path: Path, content: str | bytes | None, told: str
) -> None:
    file = tmp_path / "lens.json"
    if content is not None:
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(SettingsError) as error:
        lens.read(file)
    assert str(error.value).startswith(f"{file}{told}")


# Risk rules

RULES = st.recursive(
    st.sampled_from("abc").map(Choice),
    lambda part: st.one_of(
        part.map(Not), st.builds(Both, part, part), st.builds(Either, part, part)
    ),
    max_leaves=8,
)
MADE = st.frozensets(st.sampled_from("abc"))


def as_condition(rule: Rule) -> str:
    match rule:
        case Choice():
            return rule.id
        case Not():
            return f"!({as_condition(rule.part)})"
        case Both():
            return f"({as_condition(rule.left)}) && ({as_condition(rule.right)})"
        case Either():
            return f"({as_condition(rule.left)}) || ({as_condition(rule.right)})"
        case bool():
            raise AssertionError


@given(RULES, MADE)
def test_a_condition_means_what_it_says(rule: Rule, made: frozenset[str]) -> None:
    assert lens_rules.holds(lens_rules.parse(as_condition(rule)), made) == lens_rules.holds(
        rule, made
    )


def test_not_binds_before_and_and_before_or() -> None:
    assert lens_rules.parse("a||b&&!c") == Either(Choice("a"), Both(Choice("b"), Not(Choice("c"))))


@given(st.lists(st.tuples(RULES, st.booleans()), max_size=3), st.booleans(), MADE)
def test_the_first_rule_that_holds_decides(
    rules: list[tuple[Rule, bool]], default: bool, made: frozenset[str]
) -> None:
    decides = next((ok for rule, ok in rules if lens_rules.holds(rule, made)), default)
    assert lens_rules.holds(lens_rules.accepting(rules, default=default), made) == decides


@given(RULES)
def test_a_rule_in_words_names_each_of_its_choices(rule: Rule) -> None:
    told = lens_rules.words(rule, {id: id * 3 for id in "abc"})
    assert {id for id in "abc" if f"“{id * 3}”" in told} == lens_rules.named(rule)
