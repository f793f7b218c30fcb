"""Question packs: what a company changes, adds and leaves out, and what a broken file is told."""

from pathlib import Path

import pytest
from portfolios import NOW, fact

from app.config import load as load_settings
from app.context import Context
from assessments import packs, question_files
from assessments.frameworks import references
from assessments.packs import files as pack_files
from assessments.questionnaire import (
    AppliedPack,
    Area,
    Condition,
    LeftOut,
    Probe,
    Question,
    Questionnaire,
)
from data.errors import SettingsError

PROBES = {
    "owner_active": fact("owner_active"),
    "spend_share": fact("spend_share", per="organisation"),
    "recovery_hours": fact("recovery_hours", kind="sample"),
}
STANDING = """\
[area]
id = "rollback"
title = "Rollback speed"
order = 2
question = "How fast?"
[[question]]
id = "R1"
version = 3
scope = "model"
weight = 3
critical = true
title = "Recovery time"
text = "How long did it take?"
why = "Hours cost money."
grounded_in = ["dora/failed deployment recovery time"]
[[question.levels]]
answer = "Longer."
[[question.levels]]
answer = "A week."
conditions = [
    { text = "a week at most", probe = "recovery_hours", test = "median", at_most = 168 },
]
[[question.levels]]
answer = "A day."
conditions = [
    { text = "a day at most", probe = "recovery_hours", test = "median", at_most = 24, source_of_threshold = "DORA" },
    { text = "the owner works here", probe = "owner_active", equals = 1 },
]
[[question.levels]]
answer = "An hour."
[[question.levels]]
answer = "At once."
"""  # noqa: E501
SECOND = (
    STANDING.split("[[question]]")[1]
    .replace('"R1"', '"R2"')
    .replace("Recovery time", "Practice")
    .replace("How long did it take?", "When was it practised?")
)
HEAD = """\
[pack]
name = "Example Bank"
version = "2026.1"
"""
CHANGE = """\
[[change]]
question = "R1"
version = 4
"""
LIMIT = """\
[[change.levels]]
level = 3
answer = "Half a day."
[[change.conditions]]
level = 3
probe = "recovery_hours"
at_most = 12
text = "half a day at most"
"""
ADDED = """\
[[question]]
id = "S1"
area = "security"
version = 1
scope = "model"
weight = 2
critical = false
title = "Penetration test"
text = "When did somebody last try to break in?"
why = "A model is a door."
grounded_in = ["example-policy/4.2"]
[[question.levels]]
answer = "Never."
[[question.levels]]
answer = "Once."
conditions = [
    { text = "somebody tried to break in", attest = "penetration_test_done" },
]
[[question.levels]]
answer = "This year."
[[question.levels]]
answer = "This quarter."
[[question.levels]]
answer = "At every release."
"""
AREA = """\
[[area]]
id = "security"
title = "Security"
question = "Is it safe?"
"""
FRAMEWORK = """\
[[framework]]
id = "example-policy"
title = "Model policy of Example Bank"
cited_as = "Model policy"
version = "2026"
publisher = "Example Bank"
[framework.sections]
"4.2" = "penetration tests"
"""
LEFT_OUT = """\
[[leave_out]]
question = "R2"
reason = "Practised by the platform team for all models at once."
"""


@pytest.fixture
def standing(tmp_path: Path) -> Questionnaire:
    folder = tmp_path / "standing"
    folder.mkdir()
    text = STANDING + "[[question]]" + SECOND
    (folder / "rollback.toml").write_text(text, encoding="utf-8")
    return question_files.load(folder, PROBES)


def applied(standing: Questionnaire, folder: Path, text: str) -> Questionnaire:
    """Put a pack of this text to work."""
    (folder / "bank.toml").write_text(text, encoding="utf-8")
    return packs.apply(standing, pack_files.read(folder, "bank.toml"))


def complaint(standing: Questionnaire, folder: Path, text: str) -> str:
    with pytest.raises(SettingsError) as error:
        applied(standing, folder, text)
    return str(error.value)


def question_of(asked: Questionnaire, id: str) -> Question:
    return next(each for each in asked.questions if each.id == id)


# What a pack may do


def test_a_pack_changes_a_limit_with_the_words_that_tell_it(
    standing: Questionnaire, tmp_path: Path
) -> None:
    changed = question_of(applied(standing, tmp_path, HEAD + CHANGE + LIMIT), "R1")
    old = question_of(standing, "R1")
    level = old.levels[2]
    conditions = (
        # A number of one's own is not where the published one is from.
        Condition(text="half a day at most", probe="recovery_hours", test="median", at_most=12),
        level.conditions[1],
    )
    levels = list(old.levels)
    levels[2] = level.model_copy(update={"answer": "Half a day.", "conditions": conditions})
    assert changed == old.model_copy(update={"version": 4, "levels": tuple(levels)})


def test_a_pack_changes_weight_wording_and_ground(standing: Questionnaire, tmp_path: Path) -> None:
    text = (
        HEAD
        + CHANGE
        + 'weight = 1\ncritical = false\ntitle = "Undo"\ntext = "How fast?"\nwhy = "So."\n'
        + 'grounded_in = ["dora/change fail rate"]\n'
    )
    changed = question_of(applied(standing, tmp_path, text), "R1")
    assert changed == question_of(standing, "R1").model_copy(
        update={
            "version": 4,
            "weight": 1,
            "critical": False,
            "title": "Undo",
            "text": "How fast?",
            "why": "So.",
            "grounded_in": ("dora/change fail rate",),
        }
    )


def test_a_pack_gives_a_level_other_conditions(standing: Questionnaire, tmp_path: Path) -> None:
    text = (
        HEAD
        + CHANGE
        + "[[change.levels]]\nlevel = 4\nconditions = [\n"
        + '{ text = "the owner is there", probe = "owner_active", equals = 1 },\n'
        + '{ text = "it was shown", attest = "undo_shown" },\n]\n'
    )
    after = applied(standing, tmp_path, text)
    level = question_of(after, "R1").levels[3]
    assert (level.answer, [(each.text, each.probe) for each in level.conditions]) == (
        "An hour.",
        [("the owner is there", "owner_active"), ("it was shown", "undo_shown")],
    )
    assert after.probes["undo_shown"].attestable
    assert not after.probes["undo_shown"].sql


def test_a_pack_adds_an_area_a_question_and_its_ground(
    standing: Questionnaire, tmp_path: Path
) -> None:
    after = applied(standing, tmp_path, HEAD + FRAMEWORK + AREA + ADDED)
    assert after.areas == (
        *standing.areas,
        Area(id="security", title="Security", order=3, question="Is it safe?"),
    )
    [added] = after.questions_of("security")
    assert added.levels[1].conditions == (
        Condition(text="somebody tried to break in", probe="penetration_test_done", equals=1),
    )
    assert dict(after.probes) == PROBES | {
        "penetration_test_done": Probe(
            name="penetration_test_done",
            title="somebody tried to break in",
            unit="yes or no",
            needs=(),
            per="model",
            kind="fact",
            ttl_days=365,
            attestable=True,
            sql="",
        )
    }
    assert [each.cited for each in references(added, after.frameworks)] == ["Model policy, 4.2"]
    assert after.packs == (
        AppliedPack("bank.toml", "Example Bank", "2026.1", changed=(), added=("S1",), left_out=()),
    )


def test_an_added_area_may_take_a_place_between_others(
    standing: Questionnaire, tmp_path: Path
) -> None:
    first = AREA.replace('title = "Security"', 'title = "Security"\norder = 1')
    after = applied(standing, tmp_path, HEAD + FRAMEWORK + first + ADDED)
    assert [area.id for area in after.areas] == ["security", "rollback"]
    assert [each.id for each in after.questions] == ["S1", "R1", "R2"]


def test_what_a_pack_leaves_out_stands_in_its_area_with_the_reason(
    standing: Questionnaire, tmp_path: Path
) -> None:
    after = applied(standing, tmp_path, HEAD + LEFT_OUT)
    assert [each.id for each in after.questions] == ["R1"]
    assert after.areas[0].left_out == (
        LeftOut(
            question="R2",
            title="Practice",
            reason="Practised by the platform team for all models at once.",
            pack="Example Bank",
        ),
    )


def test_packs_are_put_to_work_one_after_another(standing: Questionnaire, tmp_path: Path) -> None:
    once = applied(standing, tmp_path, HEAD + CHANGE + "weight = 2\n")
    again = HEAD + CHANGE + "weight = 1\n"
    assert complaint(once, tmp_path, again) == (
        "bank.toml, change R1: `version` 4 is not higher than 4, which stands: a changed question "
        "needs a version of its own: write version = 5"
    )
    twice = applied(once, tmp_path, again.replace("version = 4", "version = 5"))
    assert (question_of(twice, "R1").weight, question_of(twice, "R1").version) == (1, 5)
    assert [each.changed for each in twice.packs] == [("R1",), ("R1",)]


def test_how_much_work_a_condition_is_changes_no_version(
    standing: Questionnaire, tmp_path: Path
) -> None:
    effort = '[[change.conditions]]\nlevel = 2\nprobe = "recovery_hours"\neffort = "XL"\n'
    text = HEAD + CHANGE.replace("version = 4", "version = 3") + effort
    changed = question_of(applied(standing, tmp_path, text), "R1")
    assert (changed.version, changed.levels[1].conditions[0].effort) == (3, "XL")


def test_the_shipped_questions_stand_where_no_pack_is_set(tmp_path: Path) -> None:
    assert packs.load(tmp_path) == question_files.load()


def test_a_pack_stands_in_the_folder_of_the_settings(tmp_path: Path) -> None:
    (tmp_path / "ours").mkdir()
    text = HEAD + CHANGE.replace("version = 4", "version = 2") + "weight = 1\n"
    (tmp_path / "ours" / "bank.toml").write_text(text, encoding="utf-8")
    asked = packs.load(tmp_path, [Path("ours/bank.toml")])
    assert question_of(asked, "R1").weight == 1
    assert asked.packs[0].file == "ours/bank.toml"


# What a broken file is told

WHOLE = HEAD + CHANGE + LIMIT + FRAMEWORK + AREA + ADDED + LEFT_OUT


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('[pack]', '[pack', (": this is not TOML: Expected ']' at the end of a table declaration "
                             "(at line 1, column 6)")),
        (HEAD, "", ": `pack` is missing: begin with [pack], its name and version"),
        ('name = "Example Bank"\n', "", ", pack: `name` is missing: add it"),
        ('name = "Example Bank"', 'name = " "', ", pack: `name` is empty: write it in words"),
        ('version = "2026.1"', "version = 2026.1",
         ", pack: `version` input should be a valid string: correct it"),
        ("[[change]]", "[[changes]]",
         (": `changes`: only [pack] and [[framework]], [[area]], [[question]], [[change]], "
          "[[leave_out]] stand here")),
        ("[[leave_out]]", "[leave_out]",
         ": `leave_out`: write each one as a [[leave_out]] block"),
        ('question = "R1"', 'question = "R9"',
         ": `question` 'R9' is not asked: write one of R1, R2"),
        ('question = "R1"\n', "", ", change number 1: `question` is missing: add it"),
        ("version = 4\n", "", ", change R1: `version` is missing: add it"),
        ("version = 4", "version = 3",
         (", change R1: `version` 3 is not higher than 3, which stands: a changed question needs "
          "a version of its own: write version = 4")),
        ("version = 4", "version = 4\nwieght = 1",
         (", change R1: `wieght` is no key that is known here: correct its spelling or remove "
          "it")),
        ("version = 4", "version = 4\nweight = 7",
         ", change R1: `weight` input should be less than or equal to 3: correct it"),
        (LIMIT, "", ", change R1: changes nothing: say what changes, or remove this block"),
        ("level = 3\nanswer", "level = 6\nanswer",
         (", change R1: `levels 1, level` input should be less than or equal to 5: correct it")),
        ('answer = "Half a day."\n', "",
         (", change R1, level 3: changes nothing: give `answer` or `conditions`, or remove this "
          "block")),
        ('probe = "recovery_hours"', 'probe = "recovery_days"',
         (", change R1, level 3: `probe` 'recovery_days' is in no condition of this level: write "
          "one of those that are: owner_active, recovery_hours")),
        ('text = "half a day at most"\n', "",
         (", change R1, level 3: `text` is missing: with another limit, 'a day at most' is no "
          "longer true: write it anew")),
        ('[[change.levels]]\nlevel = 3\nanswer = "Half a day."\n', "",
         (", change R1, level 3: `answer` is missing: with another limit, write in "
          "[[change.levels]] what a respondent now claims at this level")),
        ("at_most = 12", "at_most = 169",
         (", question R1, level 3, condition 1: `at_most` 169 asks less of 'recovery_hours' than "
          "168 at level 2: tighten it, or ease that one")),
        ("at_most = 12", "equals = 12",
         (", question R1, level 3, condition 1: `equals` cannot be met by a median test: give "
          "at_least or at_most")),
        ('at_most = 12\ntext = "half a day at most"\n', "",
         (", change R1, level 3: `probe` 'recovery_hours': say what changes, or remove this")),
        (LIMIT, LIMIT + LIMIT[: LIMIT.index("[[change.conditions]]")],
         (", change R1, level 3: is given twice: keep one [[change.levels]] block of it")),
        (LIMIT, LIMIT + LIMIT[LIMIT.index("[[change.conditions]]") :],
         (", change R1, level 3: `probe` 'recovery_hours' is given twice: keep one "
          "[[change.conditions]] block of it")),
        (CHANGE, CHANGE + 'weight = 1\n' + CHANGE,
         ", question R1: is changed or left out twice: keep one block of it"),
        ('question = "R2"', 'question = "R1"',
         ", question R1: is changed or left out twice: keep one block of it"),
        ('question = "R2"', 'question = "S1"',
         ", question S1: is of this pack: change or remove its [[question]] block"),
        ('reason = "Practised by the platform team for all models at once."\n', "",
         ", leave_out R2: `reason` is missing: add it"),
        ('id = "S1"', 'id = "R1"',
         (", question R1: `id` 'R1' is taken in the questions that stand: choose another")),
        ('id = "S1"', 'id = "S 1"',
         (", question S 1: `id` 'S 1' is no id: write letters, digits, - and _ only, as 'S1'")),
        ('area = "security"', 'area = "safety"',
         (", question S1: `area` 'safety' is no area: write one of rollback, security, or add it "
          "as an [[area]]")),
        ('area = "security"\n', "", ", question S1: `area` is missing: add it"),
        ('area = "security"', 'area = "rollback"',
         (", area security: asks nothing: add a [[question]] with area = 'security', or remove "
          "it")),
        ('id = "security"', 'id = "rollback"',
         (", area rollback: `id` 'rollback' is taken in the questions that stand: choose "
          "another")),
        ('id = "security"', 'id = "Security"',
         (", area Security: `id` 'Security' is no id: write a lower-case letter, then lower-case "
          "letters, digits, - and _, as 'security'")),
        ('title = "Security"', 'title = "Security"\norder = 2',
         ", area security: `order` 2 is taken in the questions that stand: choose another"),
        ('title = "Security"', 'title = "Rollback speed"',
         (", area security: `title` 'Rollback speed' is taken in the questions that stand: choose "
          "another")),
        ("example-policy/4.2", "example-policy/4.3",
         (", question S1: `grounded_in` 'example-policy/4.3' names no section of example-policy: "
          "did you mean '4.2'?")),
        ('id = "example-policy"', 'id = "dora"',
         (", framework dora: `id` 'dora' is taken in the questions that stand: choose another")),
        ('"4.2" = "penetration tests"', "",
         (", framework example-policy: `sections` dictionary should have at least 1 item after "
          "validation, not 0: correct it")),
        ('attest = "penetration_test_done"', 'attest = "owner_active"',
         (": `attest` 'owner_active' is a probe that sources answer: write probe = "
          "'owner_active', or choose another name")),
        ('attest = "penetration_test_done"', 'probe = "penetration_test", equals = 1',
         (", question S1, level 2, condition 1: `probe` 'penetration_test' is no probe: write the "
          "name of one, or `attest` for what only a statement can show")),
        ('attest = "penetration_test_done"', 'probe = "spend_share", equals = 1',
         (", question S1, level 2, condition 1: `probe` 'spend_share' is asked per organisation, "
          "the question per model: choose a probe of the same scope")),
        ('answer = "At every release."', 'anwser = "At every release."',
         ", question S1: `levels 5, answer` is missing: add it"),
    ],
)  # fmt: skip
def test_a_broken_pack_is_told_by_file_question_key_and_mend(
    standing: Questionnaire, tmp_path: Path, old: str, new: str, told: str
) -> None:
    applied(standing, tmp_path, WHOLE)
    assert WHOLE.replace(old, new, 1) != WHOLE
    assert complaint(standing, tmp_path, WHOLE.replace(old, new, 1)) == f"bank.toml{told}"


def test_a_pack_keeps_one_question_of_each_area(standing: Questionnaire, tmp_path: Path) -> None:
    text = HEAD + LEFT_OUT + LEFT_OUT.replace('"R2"', '"R1"')
    assert complaint(standing, tmp_path, text) == (
        "bank.toml: `leave_out` takes every question of the area 'rollback': keep one"
    )


def test_two_conditions_on_one_probe_are_given_anew_together(
    standing: Questionnaire, tmp_path: Path
) -> None:
    both = (
        "[[change.levels]]\nlevel = 3\nconditions = [\n"
        '{ text = "fast", probe = "recovery_hours", test = "median", at_most = 24 },\n'
        '{ text = "not too fast", probe = "recovery_hours", test = "median", at_least = 1 },\n]\n'
    )
    after = applied(standing, tmp_path, HEAD + CHANGE + both)
    text = HEAD + CHANGE.replace("version = 4", "version = 5") + LIMIT
    assert complaint(after, tmp_path, text) == (
        "bank.toml, change R1, level 3: `probe` 'recovery_hours' is in 2 conditions of this level: "
        "give all its conditions anew, in [[change.levels]]"
    )


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (HEAD, "bank.toml: changes nothing: add a block, or remove it from the settings"),
        (b"\xff\xfe", ("bank.toml: this is not TOML: 'utf-8' codec can't decode byte 0xff in "
                       "position 0: invalid start byte")),
        ("a = " + "[" * 5000, ("bank.toml: this is not TOML: maximum recursion depth exceeded")),
        ("a = " + "9" * 5000, "bank.toml: this is not TOML: Exceeds the limit (4300 digits)"),
    ],
)  # fmt: skip
def test_a_file_of_another_shape_is_told_so(
    standing: Questionnaire, tmp_path: Path, content: str | bytes, told: str
) -> None:
    raw = content if isinstance(content, bytes) else content.encode()
    (tmp_path / "bank.toml").write_bytes(raw)
    with pytest.raises(SettingsError) as error:
        packs.apply(standing, pack_files.read(tmp_path, "bank.toml"))
    assert str(error.value).startswith(told)


def test_a_pack_that_is_not_there_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as error:
        packs.load(tmp_path, ["absent.toml"])
    assert str(error.value) == (
        "absent.toml: cannot be read (No such file or directory): correct its name or its rights"
    )


# From the pack to the verdict


def test_an_attestation_settles_a_question_that_a_pack_added(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "people.csv").write_text("person,name\nana,Ana\ndan,Dan\n")
    (kept / "models.csv").write_text("model,production\nchurn,yes\n")
    (kept / "owners.csv").write_text("model,person\nchurn,ana\n")
    (kept / "attestations.csv").write_text(
        "probe,model,value,attested_by,attested_at,until\n"
        "penetration_test_done,churn,yes,dan,2026-11-01,2027-01-31\n"
    )
    (tmp_path / "bank.toml").write_text(HEAD + FRAMEWORK + AREA + ADDED, encoding="utf-8")
    file = tmp_path / "mlops-scorecard.toml"
    file.write_text(
        'question_packs = ["bank.toml"]\n[sources.kept]\nkind = "inventory"\npath = "kept"\n'
    )
    with Context(load_settings(file), lambda: NOW) as context:
        context.syncing.run()
        [model] = context.scorecard().models
    [finding] = [each for area in model.areas for each in area.findings if each.question.id == "S1"]
    [result] = finding.results
    assert (finding.proven, result.outcome, result.observation.tier) == (2, True, 0.5)
    assert result.observation.detail == "attested by dan on 2026-11-01 until 2027-01-31"
