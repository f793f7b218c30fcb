"""`questions`, and what each command says of a question pack."""

from pathlib import Path

import pytest
from command_line import BILL, FIXTURES, run, settings, told, working_folder

from app.bringing import settling


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return working_folder(tmp_path, monkeypatch)


PACK = """\
[pack]
name = "Example Bank"
version = "2026.1"
[[change]]
question = "O1"
version = 2
weight = 2
[[leave_out]]
question = "O6"
reason = "Nothing runs unused here."
"""
LENS = FIXTURES / "lens" / "company-policy.json"


def pack(text: str = PACK) -> None:
    """Write a pack beside the settings that name it."""
    settings('question_packs = ["bank.toml"]\n')
    Path("bank.toml").write_text(text, encoding="utf-8")


def test_check_says_what_each_pack_does() -> None:
    pack()
    assert told(run("check")) == (
        0,
        (
            "ok    settings  mlops-scorecard.toml\n"
            "ok    bank.toml  pack Example Bank 2026.1: changes O1; leaves out O6\n"
            "No source is set: add a [sources.NAME] table, or try serve --demo.\n"
        ),
        "",
    )


def test_check_names_file_question_key_and_mend_of_a_broken_pack() -> None:
    pack(PACK.replace("weight = 2", "wieght = 2"))
    code, said, complaints = told(run("check"))
    assert (code, said.splitlines()[1], complaints) == (
        1,
        (
            "FAILS question_packs  bank.toml, change O1: `wieght` is no key that is known here: "
            "correct its spelling or remove it"
        ),
        "",
    )


@pytest.mark.parametrize("command", ["serve", "sync", "snapshot", "plan", "questions list"])
def test_nothing_starts_with_a_broken_pack(command: str) -> None:
    pack(PACK.replace("version = 2\n", "version = 1\n"))
    code, said, complaint = told(run(*command.split()))
    assert (code, said, complaint) == (
        1,
        "",
        (
            "error: bank.toml, change O1: `version` 1 is not higher than 1, which stands: a "
            "changed question needs a version of its own: write version = 2\n"
        ),
    )


def test_check_tells_a_pack_that_was_edited_under_the_version_of_the_last_snapshot(
    folder: Path,
) -> None:
    pack()
    settings(f'question_packs = ["bank.toml"]\n{BILL}')
    assert run("sync").exit_code == 0
    assert run("snapshot", "-o", folder / "card.json").exit_code == 0
    assert run("check").exit_code == 0
    pack(PACK.replace("weight = 2", "weight = 1"))
    code, said, _ = told(run("check"))
    assert (code, said.splitlines()[1]) == (
        1,
        (
            "FAILS bank.toml  question O1: `version` 2 stood for other content in the last "
            "snapshot: a question that was edited needs a version of its own: write version = 3"
        ),
    )


def test_the_questions_are_listed_with_what_settles_each() -> None:
    pack()
    code, said, complaints = told(run("questions", "list"))
    assert (code, complaints) == (0, "")
    lines = said.splitlines()
    assert lines[:3] == [
        "Ownership: Does a named person answer for every model, today?",
        "  O1   Named owner",
        "       asked of each model, weight 2, critical, version 2",
    ]
    kinds = [each.kind for each in settling(("ownership",))]
    settled = " ".join(said.split("\n  O2 ")[0].split("settled by ")[1].split())
    assert settled == f"{', '.join(sorted(kinds))} or an attestation"
    assert "  left out: O6 Unused models: Nothing runs unused here. (Example Bank)" in lines
    assert lines[-1] == "Pack Example Bank 2026.1 (bank.toml)"
    assert max(map(len, lines)) <= 80


def test_a_question_is_shown_whole_in_eighty_columns() -> None:
    pack()
    code, said, complaints = told(run("questions", "show", "O1"))
    assert (code, complaints) == (0, "")
    lines = said.splitlines()
    assert lines[:7] == [
        "O1 Named owner",
        "Ownership; asked of each model, weight 2, critical, version 2",
        "As the pack Example Bank 2026.1 asks it",
        "",
        "Who, by name, answers for this model today?",
        "A model that nobody answers for is repaired late, explained badly and never",
        "switched off.",
    ]
    assert [line for line in lines if line.startswith("3")] == ["3 Working"]
    at = lines.index("  - the recorded owner still works here")
    assert lines[at + 1 : at + 3] == [
        "    owner_active: yes",
        "    settled by backstage or inventory",
    ]
    assert "  NIST AI RMF 1.0, GOVERN 2.1: roles, responsibilities and lines of" in lines
    assert max(map(len, lines)) <= 80


def test_a_question_that_is_not_asked_is_told_with_a_near_one() -> None:
    assert told(run("questions", "show", "o1")) == (
        1,
        "",
        "error: There is no question 'o1': did you mean 'O1'?\n",
    )


def test_a_custom_lens_is_imported_and_the_pack_passes_check(folder: Path) -> None:
    assert told(run("questions", "import", LENS, "-o", "lens.toml")) == (
        0,
        "lens.toml  name it in the settings as one of question_packs, then run check\n",
        "",
    )
    assert run("questions", "import", LENS).stdout == (folder / "lens.toml").read_text()
    settings('question_packs = ["lens.toml"]\n')
    code, said, _ = told(run("check"))
    assert (code, said.splitlines()[1]) == (
        0,
        "ok    lens.toml  pack Company Policy ABC 1: adds privacy01 and security01",
    )
    shown = run("questions", "show", "privacy01").stdout.splitlines()
    assert shown[1] == "Privacy Excellence; asked of the organisation, weight 2, version 1"
    assert shown[-1] == "Settled by an attestation"


def test_a_broken_lens_is_told_and_nothing_is_written(folder: Path) -> None:
    Path("lens.json").write_text(LENS.read_text().replace("2021-11-01", "2020-01-01"))
    assert told(run("questions", "import", "lens.json", "-o", "lens.toml")) == (
        1,
        "",
        "error: lens.json: `schemaVersion` '2020-01-01' is not read here: only '2021-11-01' is\n",
    )
    assert not (folder / "lens.toml").exists()


def test_what_a_pack_says_cannot_steer_the_terminal() -> None:
    steer = 'title = "A \\u001b[2J\\u202e title"\nversion = 2'
    pack(PACK.replace("version = 2", steer))
    said = run("questions", "show", "O1").stdout
    assert said.startswith("O1 A \ufffd[2J\ufffd title\n")
