"""`check`: what it says of settings and sources, and the mend of each that is wrong."""

import json
from pathlib import Path

import pytest
from command_line import BILL, FILES, run, settings, told, working_folder
from faulty_server import Answer, faulty_server
from mlflow_server import free_port

BILL_WOULD_BRING = (
    "ok    bill  1 file, FOCUS 1.1 by their columns; 4 charges, billing months 2026-02 to 2026-02"
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return working_folder(tmp_path, monkeypatch)


def test_check_without_settings_says_so_and_how_to_begin() -> None:
    assert told(run("check")) == (
        0,
        (
            "ok    settings  none found: defaults are used\n"
            "No source is set: add a [sources.NAME] table, or try serve --demo.\n"
        ),
        "",
    )


def test_check_tells_what_each_source_would_bring() -> None:
    settings(BILL + FILES)
    code, said, complaints = told(run("check"))
    assert (code, complaints) == (0, "")
    assert said.splitlines() == [
        "ok    settings  mlops-scorecard.toml",
        BILL_WOULD_BRING,
        (
            "ok    files  3 people, 3 models, 5 owners, 3 budgets, 5 documents, 2 drills, "
            "2 incidents, 2 deployments, 2 metrics, 2 attestations"
        ),
    ]


def test_check_names_what_the_last_sync_brought_in_vain(folder: Path) -> None:
    lines = {
        "models.csv": "model,production\nchurn,true\n",
        "attestations.csv": (
            "probe,model,value,attested_by,attested_at,until\n"
            "standby_warm,churn,yes,Sam Obi,2026-10-02,2027-03-31\n"
            "standby_worm,churn,yes,Sam Obi,2026-10-02,2027-03-31\n"
        ),
    }
    (folder / "kept").mkdir()
    for name, content in lines.items():
        (folder / "kept" / name).write_text(content, encoding="utf-8")
    (folder / "mapping.yaml").write_text(
        "models:\n  - model: churn\n    selectors:\n"
        "      - {kind: cost, field: resource, value: gpu-9}\n",
        encoding="utf-8",
    )
    settings(
        '[sources.files]\nkind = "inventory"\npath = "kept"\n[sources.mapping]\nkind = "mapping"\n'
    )
    assert "note" not in run("check").stdout
    assert run("sync").exit_code == 0
    code, said, complaints = told(run("check"))
    assert (code, complaints) == (0, "")
    assert [line for line in said.splitlines() if not line.startswith("ok")] == [
        (
            "note  files  the attestation of standby_worm for churn by Sam Obi bears on nothing: "
            "no probe is called 'standby_worm': did you mean 'standby_warm'?"
        ),
        (
            "note  mapping  mapping.yaml:4 gives nothing to churn: no cost came in with resource "
            "'gpu-9', or another rule goes before it"
        ),
    ]


def test_check_names_file_key_and_mend_of_every_wrong_setting() -> None:
    settings("organization = 'x'\ntarget_level = 9\n")
    assert told(run("check")) == (
        1,
        "",
        (
            "error: mlops-scorecard.toml: target_level: Input should be 1, 2, 3, 4 or 5\n"
            "mlops-scorecard.toml: organization: this key is not known: did you mean "
            "'organisation'?\n"
        ),
    )
    settings("[sources.a]\nkind = 'focs'\n[sources.b]\nkind = 'mlflow'\nurl = 'nowhere'\n")
    assert told(run("check")) == (
        1,
        "",
        (
            "error: mlops-scorecard.toml: sources.a: kind 'focs' is not known: did you mean "
            "'focus'?\n"
            "mlops-scorecard.toml: sources.b.url: must be an address that starts with https:// or "
            "http://\n"
        ),
    )


def test_check_names_the_mend_of_a_source_that_does_not_answer_and_still_tries_the_others() -> None:
    port = free_port()
    settings(
        f"[sources.registry]\nkind = 'mlflow'\nurl = 'http://127.0.0.1:{port}'\n"
        f"deadline_seconds = 5\n{BILL}"
    )
    code, said, complaints = told(run("check"))
    assert (code, complaints) == (1, "")
    assert said.splitlines()[1:] == [
        (
            f"FAILS registry  MLflow at http://127.0.0.1:{port}/version does not answer: check "
            "`url` of source 'registry', and that the server runs and can be reached from here"
        ),
        BILL_WOULD_BRING,
    ]


def test_check_names_the_variable_of_a_credential_that_is_not_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("PAGER_KEY", raising=False)
    settings("[sources.pager]\nkind = 'pagerduty'\ntoken_env = 'PAGER_KEY'\n")
    code, said, _ = told(run("check"))
    assert (code, said.splitlines()[1:]) == (
        1,
        [
            (
                "FAILS pager  `token_env` of source 'pager' names the environment variable "
                "PAGER_KEY, which is not set: export it where sync and serve run"
            )
        ],
    )


def test_a_refused_credential_is_told_without_the_credential(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    secret = "canary-cli-71c9"
    monkeypatch.setenv("PAGER_KEY", secret)
    echo = json.dumps({"error": {"message": f"no right for {secret}"}}).encode()
    with faulty_server(lambda _: Answer(echo, 403)) as server:
        settings(
            f"[sources.pager]\nkind = 'pagerduty'\nurl = '{server.url}'\ntoken_env = 'PAGER_KEY'\n"
        )
        checked, synced = run("check"), run("sync")
    assert (checked.exit_code, synced.exit_code) == (1, 1)
    assert "no right to read: put a valid key into PAGER_KEY" in checked.output
    assert secret not in checked.output + synced.output
