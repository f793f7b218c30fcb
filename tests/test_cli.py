"""The console commands as a person meets them: what they say, where, and how they end."""

import csv
import io
import json
import os
import pty
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests
import streamlit.web.cli
from click.testing import CliRunner, Result
from faulty_server import Answer, faulty_server
from mlflow_server import free_port
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from app import text
from app.bringing import settling
from app.cli import main
from assessments import snapshot
from data.store import Store, open_store
from data.sync import LEASE

FIXTURES = Path(__file__).parent / "fixtures"
COMMAND = Path(sys.executable).with_name("mlops-scorecard")
BILL = f"""\
[sources.bill]
kind = "focus"
path = "{FIXTURES / "focus" / "focus-1.1.csv.gz"}"
"""
FILES = f"""\
[sources.files]
kind = "inventory"
path = "{FIXTURES / "inventory"}"
"""
BILL_WOULD_BRING = (
    "ok    bill  1 file, FOCUS 1.1 by their columns; 4 charges, billing months 2026-02 to 2026-02"
)
SECONDS = r"\d+\.\d s"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder; `serve` cannot start a server in the test's own process."""

    def never(*_: object) -> None:
        raise AssertionError("serve has started")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(streamlit.web.cli, "main", never)
    return tmp_path


@pytest.fixture(scope="module")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    result = CliRunner().invoke(main, ["sync", "--demo", "--home", str(home)])
    assert result.exit_code == 0, result.output
    return home


def run(*arguments: str | Path) -> Result:
    """Run a command in this process; a defect of the program comes through."""
    return CliRunner().invoke(main, [str(each) for each in arguments], catch_exceptions=False)


def settings(text: str) -> None:
    """Write the settings file that commands find in the working folder."""
    Path("mlops-scorecard.toml").write_text(text, encoding="utf-8")


def told(result: Result) -> tuple[int, str, str]:
    """How a command ended, what it said, and what it complained of."""
    return result.exit_code, result.stdout, result.stderr


# check


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
        f"deadline_seconds = 1\n{BILL}"
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


# sync


def test_sync_says_in_one_line_how_each_source_went() -> None:
    settings(BILL + FILES)
    code, said, complaints = told(run("sync"))
    assert (code, complaints) == (0, "")
    lines = said.splitlines()
    assert len(lines) == 2
    assert re.fullmatch(rf"bill           ok          4 rows landed, {SECONDS}", lines[0])
    assert re.fullmatch(rf"files          ok          29 rows landed, {SECONDS}", lines[1])


def test_sync_ends_with_1_if_a_source_failed_and_lands_the_others() -> None:
    settings(f"{BILL}[sources.gone]\nkind = 'inventory'\npath = 'gone'\n")
    code, said, complaints = told(run("sync"))
    assert (code, complaints) == (1, "")
    assert re.fullmatch(
        rf"bill           ok          4 rows landed, {SECONDS}\n"
        rf"gone           failed      0 rows landed, {SECONDS}: {re.escape(str(Path.cwd()))}/gone: "
        r"there is no such folder: create it with a table such as owners\.csv, or change `path` of "
        r"source 'gone'\n",
        said,
    )


def test_a_source_with_several_faults_still_takes_one_line() -> None:
    Path("mapping.yaml").write_text("models:\n- team: x\n- tier: 1\n", encoding="utf-8")
    settings("[sources.names]\nkind = 'mapping'\n")
    code, said, _ = told(run("sync"))
    assert code == 1
    [line] = said.splitlines()
    assert line.endswith(
        "mapping.yaml:2: models.1.model: is missing: add it; "
        f"{Path.cwd()}/mapping.yaml:3: models.2.model: is missing: add it"
    )


def test_sync_reads_only_the_named_sources_each_once() -> None:
    settings(BILL + FILES)
    code, said, _ = told(run("sync", "files", "files"))
    assert (code, [line.split()[0] for line in said.splitlines()]) == (0, ["files"])


@pytest.mark.parametrize("arguments", [["bil"], ["bill", "--accept-shrunken", "bil"]])
def test_a_source_that_is_not_there_is_told_with_those_that_are(arguments: list[str]) -> None:
    settings(BILL + FILES)
    assert told(run("sync", *arguments)) == (
        1,
        "",
        "error: There is no source 'bil': the settings have bill, files.\n",
    )


@pytest.mark.parametrize("command", ["sync", "snapshot", "plan"])
def test_without_a_source_there_is_nothing_to_do_and_the_way_out_is_told(command: str) -> None:
    assert told(run(command)) == (
        1,
        "",
        "error: No source is set: add a [sources.NAME] table to the settings file, or use --demo\n",
    )


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    """The store of the home in the working folder."""
    (folder / ".mlops-scorecard").mkdir()
    opened = open_store(f"sqlite:///{folder}/.mlops-scorecard/store.db")
    yield opened
    opened.close()


def test_a_second_sync_is_told_who_holds_the_first(store: Store) -> None:
    settings(BILL)
    assert store.acquire_lease(LEASE, "build-7, process 42", datetime.now(UTC), 60)
    code, said, complaint = told(run("sync"))
    assert (code, said) == (1, "")
    assert re.fullmatch(
        r"error: a sync is running already: build-7, process 42 holds it until "
        r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC, or as long as it lives: wait for its end\n",
        complaint,
    )
    store.release_lease(LEASE, "build-7, process 42")
    assert run("sync").exit_code == 0


def people_and_models(count: int) -> None:
    """Write an inventory of so many models."""
    rows = "".join(f"model-{number}\n" for number in range(count))
    Path("kept").mkdir(exist_ok=True)
    Path("kept/models.csv").write_text(f"model\n{rows}", encoding="utf-8")


def test_a_shrunken_source_is_held_back_until_it_is_accepted_by_name() -> None:
    settings("[sources.kept]\nkind = 'inventory'\npath = 'kept'\n")
    people_and_models(10)
    assert run("sync").exit_code == 0
    people_and_models(5)

    code, said, _ = told(run("sync"))
    assert code == 1
    assert re.fullmatch(
        rf"kept           quarantined 0 rows landed, {SECONDS}: kept brought 5 of the 10 "
        r"models that stood before; those stay\. Check that its credentials may still see every "
        r"model; if models were truly removed, run `mlops-scorecard sync --accept-shrunken kept`\n",
        said,
    )
    code, said, _ = told(run("sync", "--accept-shrunken", "kept"))
    assert code == 0
    assert said.startswith("kept           ok          5 rows landed")


def in_a_terminal(*arguments: str) -> tuple[int, str, str]:
    """Run the command with its complaints on a terminal; return how it ended and what came."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [COMMAND, *arguments], stdout=subprocess.PIPE, stderr=theirs, text=True
    ) as process:
        os.close(theirs)
        shown = b""
        # Linux reports EIO where the other side of a terminal has closed.
        try:
            while piece := os.read(ours, 65536):
                shown += piece
        except OSError:
            pass
        finally:
            os.close(ours)
        assert process.stdout is not None
        said = process.stdout.read()
        return process.wait(30), said, shown.decode()


def test_a_terminal_shows_a_bar_that_advances_as_sources_end() -> None:
    settings(f"{BILL}{FILES}[sources.gone]\nkind = 'inventory'\npath = 'gone'\n")
    code, said, shown = in_a_terminal("sync")
    assert (code, len(said.splitlines())) == (1, 3)
    steps = re.findall(r"(\S+): (\w+)[^\[]*\[([#-]*)\] +(\d+)%", shown)
    assert [int(percent) for *_, percent in steps] == sorted(int(percent) for *_, percent in steps)
    assert {percent for _, word, _, percent in steps if word in {"ok", "failed"}} == {
        "33",
        "66",
        "100",
    }
    assert steps[0][1:] == ("reading", "-" * 36, "0")


def test_a_pipe_gets_no_bar() -> None:
    settings(BILL)
    done = subprocess.run([COMMAND, "sync"], capture_output=True, text=True, timeout=60, check=True)
    assert done.stderr == ""
    assert done.stdout.startswith("bill           ok          4 rows landed")


# snapshot


def test_a_snapshot_goes_to_a_file_that_verifies_and_whose_hash_is_told(
    demo_home: Path, folder: Path
) -> None:
    file = folder / "card.json"
    code, said, complaints = told(run("snapshot", "--demo", "--home", demo_home, "-o", file))
    body = file.read_text(encoding="utf-8")
    assert (code, complaints) == (0, "")
    assert snapshot.verify(body)
    document = snapshot.load(body)
    assert said == f"{file}  {text.file_size(len(body.encode()))}  sha256 {document['sha256']}\n"
    assert snapshot.recompute(document) == document["scores"]
    assert not snapshot.verify(body.replace(document["organisation"], "Another Ltd"))
    assert [each.name for each in folder.iterdir()] == ["card.json"]


def test_a_snapshot_without_a_file_is_all_that_goes_to_standard_output(demo_home: Path) -> None:
    result = run("snapshot", "--demo", "--home", demo_home)
    assert (result.exit_code, result.stderr) == (0, "")
    assert snapshot.verify(result.stdout_bytes.decode())


def test_a_snapshot_as_html_is_one_whole_page(demo_home: Path) -> None:
    result = run("snapshot", "--demo", "--home", demo_home, "--format", "html")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("<!DOCTYPE html>\n")
    assert result.stdout.endswith("</html>\n")
    assert "Velmora Mobility Group" in result.stdout


def test_the_plan_goes_to_a_file_or_to_standard_output(demo_home: Path, folder: Path) -> None:
    result = run("plan", "--demo", "--home", demo_home)
    assert result.exit_code == 0
    heads, *rows = csv.reader(io.StringIO(result.stdout_bytes.decode("utf-8-sig"), newline=""))
    assert heads[:3] == ["Rank", "Action", "Question"]
    assert [row[0] for row in rows] == [f"{at}" for at in range(1, len(rows) + 1)]
    code, said, _ = told(run("plan", "--demo", "--home", demo_home, "-o", folder / "plan.csv"))
    size = text.file_size(len(result.stdout_bytes))
    assert (code, said) == (0, f"{folder}/plan.csv  {size}  {len(rows)} actions\n")
    assert (folder / "plan.csv").read_bytes() == result.stdout_bytes


def test_a_snapshot_before_the_first_sync_is_refused_with_the_way_out(folder: Path) -> None:
    settings(BILL)
    assert told(run("snapshot")) == (
        1,
        "",
        (
            f"error: the warehouse in {folder}/.mlops-scorecard/warehouse holds no generation yet: "
            "run `mlops-scorecard sync` first\n"
        ),
    )


def test_a_file_that_cannot_be_written_is_told_and_nothing_is_left_behind(
    demo_home: Path, folder: Path
) -> None:
    (folder / "file").touch()
    home = ("--demo", "--home", demo_home)
    assert told(run("snapshot", *home, "-o", "file/card.json")) == (
        1,
        "",
        (
            "error: file/card.json: cannot be written (Not a directory): name another file with "
            "--output\n"
        ),
    )
    assert told(run("snapshot", *home, "-o", "absent/card.json")) == (
        1,
        "",
        (
            "error: absent/card.json: cannot be written (No such file or directory): name another "
            "file with --output\n"
        ),
    )
    assert [each.name for each in folder.iterdir()] == ["file"]


def test_a_pipe_or_link_that_is_named_is_written_to_and_never_replaced(
    demo_home: Path, folder: Path
) -> None:
    os.mkfifo(folder / "pipe")
    (folder / "link").symlink_to("card.json")
    with ThreadPoolExecutor() as threads:
        read = threads.submit((folder / "pipe").read_bytes)
        assert run("snapshot", "--demo", "--home", demo_home, "-o", "pipe").exit_code == 0
    assert snapshot.verify(read.result().decode())
    assert run("snapshot", "--demo", "--home", demo_home, "-o", "link").exit_code == 0
    assert (folder / "pipe").is_fifo()
    assert (folder / "link").is_symlink()
    assert snapshot.verify((folder / "card.json").read_text("utf-8"))


# Where things are


@pytest.mark.parametrize("command", ["check", "sync", "snapshot", "plan", "serve"])
def test_a_settings_file_that_is_not_there_is_told(command: str) -> None:
    assert told(run(command, "--config", "absent.toml")) == (
        1,
        "",
        (
            "error: absent.toml: there is no such settings file: name an existing one with "
            "--config, or start with --demo\n"
        ),
    )


@pytest.mark.parametrize("command", ["check", "sync", "snapshot", "plan", "serve"])
def test_a_home_that_cannot_be_made_is_told(command: str, folder: Path) -> None:
    settings(BILL)
    (folder / "file").touch()
    assert told(run(command, "--home", "file/home"))[::2] == (
        1,
        (
            f"error: The home {folder}/file/home cannot be made (Not a directory): name another "
            "with --home\n"
        ),
    )


def test_the_home_of_the_command_line_goes_before_that_of_the_file(folder: Path) -> None:
    settings(f'home = "here"\n{BILL}')
    assert run("sync", "--home", "there").exit_code == 0
    assert (folder / "there" / "store.db").is_file()
    assert not (folder / "here").exists()


def files_of(home: Path) -> Mapping[str, bytes]:
    return {
        str(file.relative_to(home)): file.read_bytes()
        for file in home.rglob("*")
        if file.is_file() and not file.name.endswith(("-wal", "-shm"))
    }


def test_the_demo_beside_a_settings_file_leaves_the_real_home_alone(folder: Path) -> None:
    settings(BILL)
    assert run("sync").exit_code == 0
    before = files_of(folder / ".mlops-scorecard")
    result = run("snapshot", "--demo")
    assert (result.exit_code, result.stderr) == (0, "Preparing the demo portfolio …\n")
    assert snapshot.load(result.stdout_bytes.decode())["sources"][0]["source"] == "demo"
    assert files_of(folder / ".mlops-scorecard") == before
    assert {each.name for each in folder.iterdir()} == {
        "mlops-scorecard.toml",
        ".mlops-scorecard",
        ".mlops-scorecard-demo",
    }


@pytest.mark.parametrize("command", ["sync", "snapshot", "plan", "serve"])
def test_the_demo_is_refused_a_home_with_real_data(command: str, folder: Path) -> None:
    settings(BILL)
    assert run("sync", "--home", "home").exit_code == 0
    before = files_of(folder / "home")
    assert told(run(command, "--demo", "--home", "home"))[::2] == (
        1,
        f"error: The home {folder}/home is not the demo's: name another with --home\n",
    )
    assert files_of(folder / "home") == before


@pytest.mark.parametrize("command", ["sync", "snapshot", "plan", "serve", "check"])
def test_real_data_is_refused_the_home_of_the_demo(command: str, demo_home: Path) -> None:
    settings(BILL)
    before = files_of(demo_home)
    assert told(run(command, "--home", demo_home))[::2] == (
        1,
        f"error: The home {demo_home} holds the demo portfolio: name another with --home\n",
    )
    assert files_of(demo_home) == before


# serve


def test_a_port_that_is_taken_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert told(run("serve", "--port", str(port))) == (
            1,
            "",
            (
                f"error: Port {port} on 127.0.0.1 cannot be used (Address already in use): choose "
                "another with --port\n"
            ),
        )


def test_an_address_that_is_not_ours_is_told() -> None:
    settings("[server]\naddress = '192.0.2.7'\n")
    assert told(run("serve", "--port", "8501")) == (
        1,
        "",
        (
            "error: Port 8501 on 192.0.2.7 cannot be used (Cannot assign requested address): "
            "choose another with --port\n"
        ),
    )


@contextmanager
def serving(folder: Path, *arguments: str) -> Iterator[tuple[int, "subprocess.Popen[str]"]]:
    """Serve from a folder until the block ends; what it says goes to `said` in that folder."""
    port = free_port()
    with (
        (folder / "said").open("w") as said,
        subprocess.Popen(
            [COMMAND, "serve", "--port", str(port), *arguments],
            cwd=folder,
            stdout=said,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process,
    ):
        try:
            wait_for_health(port, process)
            yield port, process
        finally:
            process.kill()


def wait_for_health(port: int, process: "subprocess.Popen[str]") -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert process.poll() is None, "serve has ended"
        try:
            answer = requests.get(f"http://127.0.0.1:{port}/_stcore/health", timeout=5)
            assert (answer.status_code, answer.text) == (200, "ok")
        except (requests.ConnectionError, requests.Timeout):
            time.sleep(0.1)
        else:
            return
    raise AssertionError("serve did not answer within a minute")


def first_page(port: int) -> str:
    """Open the page as a browser does; return all that it drew, once it is done."""
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    drawn = ""
    with connect(address, subprotocols=[Subprotocol("streamlit")], max_size=None) as socket:
        ask = BackMsg()
        ask.rerun_script.query_string = ""
        socket.send(ask.SerializeToString())
        while True:
            message = ForwardMsg.FromString(socket.recv(timeout=60))
            if message.WhichOneof("type") == "script_finished":
                return drawn
            drawn += str(message)


def test_serve_answers_on_its_port_and_stops_when_told(folder: Path) -> None:
    with serving(folder) as (port, process):
        drawn = first_page(port)
        process.send_signal(signal.SIGTERM)
        process.wait(10)
    assert "Nothing is connected yet" in drawn
    said = (folder / "said").read_text()
    assert said.startswith(f"Scorecard: http://localhost:{port}  (stop with Ctrl+C)\n")
    assert "Traceback" not in said


def test_packages_in_the_working_folder_never_take_the_place_of_ours(
    folder: Path, demo_home: Path
) -> None:
    for name in ("app", "assessments", "connectors", "data"):
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text(f"raise SystemExit('hostile {name}')\n")
    for name in ("streamlit", "click", "duckdb", "plotly"):
        (folder / f"{name}.py").write_text(f"raise SystemExit('hostile {name}')\n")

    with serving(folder, "--demo", "--home", str(demo_home)) as (port, process):
        drawn = first_page(port)
        process.send_signal(signal.SIGTERM)
        process.wait(10)
    assert "Velmora Mobility Group" in drawn
    assert "exception" not in drawn
    assert "hostile" not in (folder / "said").read_text()


# questions

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
