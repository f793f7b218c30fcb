"""What a team keeps by hand: every table, every wrong cell, and documents beside them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from connectors.inventory import TABLES, Inventory, documents
from data.errors import BadPayload, Unavailable
from data.reading import Reading, RejectedRow
from data.records import (
    Attestation,
    Budget,
    Deployment,
    Document,
    DocumentState,
    Drill,
    Incident,
    MetricDaily,
    Model,
    Ownership,
    Person,
    Record,
    SeenBy,
)

EXAMPLE = Path(__file__).parent / "fixtures" / "inventory"
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
OLA, SAM = "ola.nowak@example.com", "sam.obi@example.com"


def no_columns(_: Path) -> Sequence[str]:
    raise AssertionError


def nothing_before(_: type[Record]) -> Sequence[Record]:
    return ()


READING = Reading(started_at=NOW, previous=nothing_before, columns=no_columns)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def read(folder: Path) -> list[Record | RejectedRow]:
    return list(Inventory(name="by_hand", path=folder).read(READING))


def rows(entity: type[Record], folder: Path = EXAMPLE) -> list[Record | RejectedRow]:
    return [row for row in read(folder) if row.entity == entity.entity]


def table(folder: Path, name: str, *lines: str) -> Path:
    (folder / name).write_text("\n".join((*lines, "")), encoding="utf-8")
    return folder


def reasons(folder: Path) -> list[str]:
    found = read(folder)
    assert all(isinstance(row, RejectedRow) for row in found)
    return [row.reason for row in found if isinstance(row, RejectedRow)]


def test_the_example_folder_is_read_without_a_rejected_row() -> None:
    assert [row for row in read(EXAMPLE) if isinstance(row, RejectedRow)] == []
    assert Inventory(name="by_hand", path=EXAMPLE).check(READING) == (
        "3 people, 3 models, 5 owners, 3 budgets, 5 documents, 2 drills, 2 incidents, "
        "2 deployments, 2 metrics, 2 attestations"
    )


def test_people_are_read_with_every_login() -> None:
    assert rows(Person) == [
        Person(
            person="maria.keller@example.com",
            name="Maria Keller",
            active=False,
            left_on=date(2026, 8, 14),
            team="growth",
            logins=("mkeller", "maria-k"),
        ),
        Person(person=OLA, name="Ola Nowak", active=True, team="growth", logins=("onowak",)),
        Person(
            person=SAM, name="Obi, Sam", active=True, team="support", logins=("sobi", "sam.obi")
        ),
    ]


def test_models_are_declared() -> None:
    assert rows(Model)[0] == Model(
        model="churn-scorer",
        declared=True,
        owner_required=True,
        production=True,
        team="growth",
        tier=1,
        purpose="Ranks customers by the risk that they leave.",
        tags={"domain": "crm", "region": "eu"},
    )


def test_owners_hold_from_since_to_until() -> None:
    ended, began = utc(2026, 6, 30), utc(2026, 6, 30, 7)
    assert rows(Ownership)[2:] == [
        Ownership(
            model="support-assistant",
            role="owner",
            person=OLA,
            from_earliest=utc(2025, 5, 1),
            from_latest=utc(2025, 5, 1),
            until_earliest=ended,
            until_latest=ended,
            seen_by=SeenBy.EVENT,
        ),
        Ownership(
            model="support-assistant",
            role="owner",
            person=SAM,
            from_earliest=began,
            from_latest=began,
            until_earliest=NOW,
            seen_by=SeenBy.EVENT,
        ),
        Ownership(
            model="price-forecast",
            role="owner",
            person=SAM,
            from_earliest=None,
            from_latest=NOW,
            until_earliest=NOW,
            seen_by=SeenBy.EVENT,
        ),
    ]


def test_money_dates_and_numbers_keep_their_exact_values() -> None:
    october = date(2026, 10, 1)
    assert rows(Budget) == [
        Budget(model="churn-scorer", month=october, amount=Decimal("12500.00"), currency="EUR"),
        Budget(
            model="churn-scorer",
            month=october,
            kind="forecast",
            amount=Decimal("11800.5"),
            currency="EUR",
        ),
        Budget(model="support-assistant", month=october, amount=Decimal(40000), currency="USD"),
    ]
    assert rows(MetricDaily)[0] == MetricDaily(
        model="churn-scorer",
        metric="requests_served",
        day=october,
        value=120500,
        unit="requests",
    )
    assert rows(Drill)[0] == Drill(
        model="churn-scorer",
        kind="rollback",
        drilled_at=utc(2026, 9, 12, 10),
        hours=0.75,
        succeeded=True,
        automatic=False,
        actor=OLA,
    )


def test_incidents_and_deployments_stand_in_where_there_is_no_tool() -> None:
    assert rows(Incident)[1] == Incident(
        incident="I-108",
        title="=cmd|'/C calc'!A0",
        model="support-assistant",
        severity=3,
        opened_at=utc(2026, 10, 11, 20, 5),
        detected_by="monitor",
    )
    assert rows(Deployment)[1] == Deployment(
        deployment="D-32",
        target="churn-api",
        model="churn-scorer",
        version="16",
        production=True,
        started_at=utc(2026, 9, 1, 11, 20),
        finished_at=utc(2026, 9, 1, 11, 30),
        succeeded=True,
        kind="rollback",
        actor=OLA,
        automatic=False,
    )


def test_an_attestation_says_yes_or_a_number() -> None:
    assert rows(Attestation) == [
        Attestation(
            probe="standby_warm",
            model="churn-scorer",
            value=1,
            attested_by=SAM,
            attested_at=utc(2026, 10, 2),
            until=date(2027, 3, 31),
            note="Seen running beside the present one, with 5 % of the traffic.",
        ),
        Attestation(
            probe="newcomers_matched_days",
            value=5,
            attested_by=OLA,
            attested_at=utc(2026, 10, 2, 15),
            until=date(2026, 12, 31),
        ),
    ]


def test_documents_in_the_folder_are_looked_up_and_web_addresses_are_not() -> None:
    assert rows(Document) == [
        Document(
            model="churn-scorer",
            kind="model_card",
            location="cards/churn-scorer.md",
            state=DocumentState.EXISTS,
            title="Churn scorer",
            version="17",
            owner="maria.keller@example.com",
            author="Maria Keller, Ola Nowak",
            approved_by=SAM,
            approved_at=utc(2026, 8, 29),
            edited_at=utc(2026, 8, 28, 16),
            sections=("purpose", "limits", "data", "owner", "version"),
        ),
        Document(
            model="churn-scorer",
            kind="runbook",
            location="runbooks/churn-scorer.md#rolling-back",
            state=DocumentState.EXISTS,
            owner=OLA,
            author="Ola Nowak",
            edited_at=utc(2026, 5, 4),
        ),
        Document(
            model="support-assistant",
            kind="model_card",
            location="cards/support-assistant.md",
            state=DocumentState.EXISTS,
            sections=("version",),
        ),
        Document(
            model="support-assistant",
            kind="runbook",
            location="https://wiki.example.com/support-assistant/runbook",
            state=DocumentState.NOT_CHECKED,
            edited_at=utc(2026, 9, 30),
        ),
        Document(
            model="price-forecast",
            kind="decision_note",
            location="notes/2025-price-forecast.md",
            state=DocumentState.MISSING,
        ),
    ]


@pytest.mark.parametrize(
    ("name", "header", "row", "reason"),
    [
        ("people", "person,active", "a,perhaps", "active: «perhaps» is neither yes nor no"),
        ("people", "person,left_on", "a,14.08.2026", "left_on: «14.08.2026» is no day: write it"),
        ("people", "person,left_on", "a,2026-02-30", "left_on: «2026-02-30» is not on any calend"),
        ("people", "person,left_on", "a,20260830", "left_on: «20260830» is no day"),
        ("people", "person,name", '" ",A', "person: is missing"),
        ("models", "model,tier", "m,4", "tier: «4»: Input should be less than or equal to 3"),
        ("models", "model,tier", "m,one", "tier: «one» is no whole number"),
        ("models", "model,tags", "m,blue", "tags: is not of the form `name=value; name=value`"),
        ("models", "model,created_at", "m,1700000000", "created_at: «1700000000» is no time"),
        ("models", "model,created_at", "m,2026-01-01T09:00", "created_at: «2026-01-01T09:00» need"),
        ("owners", "model,person,role", "m,p,boss", "role: «boss»: String should match pattern"),
        ("owners", "model,person,since", "m,p,2027-01-01", "since: 2027-01-01 is still to come"),
        (
            "owners",
            "model,person,since,until",
            "m,p,2026-02-01,2026-01-01",
            "until: 2026-01-01 lies before since, 2026-02-01",
        ),
        ("budgets", "model,month,amount,currency", 'm,2026-1,"1",EUR', "month: «2026-1» is no mon"),
        (
            "budgets",
            "model,month,amount,currency",
            'm,2026-01,"1,5",EUR',
            "amount: «1,5» is no num",
        ),
        ("budgets", "model,month,amount,currency", "m,2026-01,NaN,EUR", "amount: «NaN» is no numb"),
        ("budgets", "model,month,amount,currency", "m,2026-01,1,eur", "currency: «eur»: String sh"),
        (
            "budgets",
            "model,month,amount,currency",
            "m,2026-01,0.0000000000001,EUR",
            "amount: «1E-13»: Decimal input should have no more than 12 decimal places",
        ),
        ("metrics", "model,metric,day,value", "m,Req,2026-01-01,1", "metric: «Req»: String should"),
        ("metrics", "model,metric,day,value", "m,r,2026-01-01,inf", "value: «inf» is no number"),
    ],
)
def test_a_wrong_cell_rejects_its_row_alone(
    tmp_path: Path, name: str, header: str, row: str, reason: str
) -> None:
    table(tmp_path, f"{name}.csv", header, row)
    (found,) = read(tmp_path)
    assert isinstance(found, RejectedRow)
    assert found.entity == TABLES[name].record.entity
    assert found.reason.startswith(f"{name}.csv:2: {reason}")
    assert found.raw == row


def test_good_rows_land_beside_rows_that_do_not_split(tmp_path: Path) -> None:
    lines = ["person,name", "a,A", "b", "c,C,d", 'e,"E"x', '"f\nf",F', "g,G", 'h,"open', "i,I"]
    found = read(table(tmp_path, "people.csv", *lines))
    assert [row.name for row in found if isinstance(row, Person)] == ["A", "F", "G"]
    assert [(row.reason, row.raw) for row in found if isinstance(row, RejectedRow)] == [
        ("people.csv:3: the header has 2 columns, but this row 1", "b"),
        ("people.csv:4: the header has 2 columns, but this row 3", "c,C,d"),
        (
            "people.csv:5: its quotes do not close as they should (',' expected after '\"')",
            'e,"E"x',
        ),
        (
            "people.csv:9: its quotes do not close as they should (unexpected end of data)",
            'h,"open\ni,I',
        ),
    ]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_csv_as_spreadsheets_save_it(tmp_path: Path, separator: str, encoding: str) -> None:
    lines = [["Person", "Left on", "name"], ["a", "2026-01-02", '"Zoë, 李\r\nنور; <b>""x""</b>"']]
    text = "\r\n".join(separator.join(line) for line in lines) + "\r\n\r\n"
    (tmp_path / "people.csv").write_bytes(text.encode(encoding))
    assert read(tmp_path) == [
        Person(person="a", left_on=date(2026, 1, 2), name='Zoë, 李\r\nنور; <b>"x"</b>')
    ]


def test_yaml_keeps_text_as_it_is_written(tmp_path: Path) -> None:
    table(
        tmp_path,
        "deployments.yml",
        "- deployment: 007",
        "  target: no",
        "  version: 1.10",
        "  production: yes",
        "  started_at: 2026-01-02 03:04:05+01:00",
        "  actor: ~",
        "  url: 'null'",
    )
    assert read(tmp_path) == [
        Deployment(
            deployment="007",
            target="no",
            version="1.10",
            production=True,
            started_at=utc(2026, 1, 2, 2, 4, 5),
            url="null",
        )
    ]


def test_yaml_rows_may_hold_lists_and_pairs(tmp_path: Path) -> None:
    table(tmp_path, "people.yaml", "- person: a", "  logins: [b, c d]", "- person: [x, y]", "- z")
    table(tmp_path, "models.yaml", "- {model: m, tags: {a: 1, b: }}", "- {model: n, tags: {a: []}}")
    assert read(tmp_path) == [
        Person(person="a", logins=("b", "c d")),
        RejectedRow(
            "person",
            "people.yaml:3: person: holds a list: write one value",
            '{"person": ["x", "y"]}',
        ),
        RejectedRow(
            "person", "people.yaml:4: is no row: write its columns as `name: value`", '"z"'
        ),
        Model(model="m", declared=True, tags={"a": "1"}),
        RejectedRow(
            "model",
            "models.yaml:2: tags: holds more than names and values: write `name: value`",
            '{"model": "n", "tags": {"a": []}}',
        ),
    ]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("- &a [x]\n- *a", "1: uses an anchor or alias (& or *): write the value out"),
        ("- person: !!python/name:os.system", "1: uses the tag tag:yaml.org,2002:python/name:os"),
        ("- a: 1\n  a: 2", "2: repeats the key 'a': keep one"),
        ("- a: [", "1: is not valid YAML"),
        ("[" * 5000, "1: is nested deeper than 20 levels"),
        ("person: a", "1: holds no list: begin each row with `- `"),
        ("- person: \x07", "1: is not valid YAML"),
        ("- persn: a", "1: there is no column 'persn': did you mean person?"),
    ],
)
def test_yaml_that_does_not_hold_together_is_refused(tmp_path: Path, text: str, wrong: str) -> None:
    file = tmp_path / "people.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadPayload) as caught:
        read(tmp_path)
    assert str(caught.value).startswith(f"{file}:{wrong}")


@pytest.mark.parametrize(
    ("header", "wrong"),
    [
        ("person,activ", "there is no column 'activ': did you mean active?"),
        (
            "person,salary",
            "there is no column 'salary': known are person, name, active, started_on",
        ),
        ("person,name,name", "the column 'name' stands there twice: keep one"),
        ("name", "the column person is missing: add it"),
    ],
)
def test_columns_are_checked_before_any_row(tmp_path: Path, header: str, wrong: str) -> None:
    table(tmp_path, "people.csv", header, "x,y")
    with pytest.raises(BadPayload) as caught:
        read(tmp_path)
    assert str(caught.value).startswith(f"{tmp_path / 'people.csv'}:1: {wrong}")


def test_text_that_is_not_utf_8_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_bytes(b"person\na\ncaf\xe9\n")
    with pytest.raises(BadPayload, match=r"people\.csv:3: is not UTF-8 text: save it as UTF-8"):
        read(tmp_path)


def test_a_file_too_large_for_a_table_kept_by_hand_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "people.yaml").open("wb") as file:
        file.truncate(2_000_001)
    with pytest.raises(BadPayload, match=r"people\.yaml:1: is larger than 2 MB: split it"):
        read(tmp_path)


def test_a_file_of_another_name_is_told_and_not_overlooked(tmp_path: Path) -> None:
    table(tmp_path, "people.csv", "person", "a")
    table(tmp_path, "owner.csv", "model,person", "m,a")
    table(tmp_path, "salaries.csv", "x")
    table(tmp_path, "mapping.yaml", "models: []")
    assert read(tmp_path) == [
        RejectedRow("ownership", "owner.csv: was not read: name it owners.csv", "owner.csv"),
        RejectedRow(
            "model",
            "salaries.csv: was not read: known are people, models, owners, budgets, documents, "
            "drills, incidents, deployments, metrics, attestations, incident_actions, on_call, "
            "monitors, evaluations, reviews, cost_alerts, spend_limits",
            "salaries.csv",
        ),
        Person(person="a"),
    ]


def test_folders_without_a_table_are_named_with_the_mend(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"none: there is no such folder: create it with a table"):
        read(tmp_path / "none")
    with pytest.raises(BadPayload, match=r"holds no table: put one of people, models"):
        read(tmp_path)
    table(table(tmp_path, "people.csv", "person"), "people.yaml", "[]")
    with pytest.raises(BadPayload, match=r"holds people\.csv and people\.yaml: keep one of them"):
        read(tmp_path)


def test_an_end_that_is_announced_is_not_there_yet(tmp_path: Path) -> None:
    table(tmp_path, "owners.csv", "model,person,since,until", "m,p,2026-01-01,2026-12-31")
    (owner,) = read(tmp_path)
    assert isinstance(owner, Ownership)
    assert (owner.until_earliest, owner.until_latest) == (NOW, None)


@pytest.mark.parametrize(
    "location",
    ["../secret.md", "/etc/passwd", "cards/../../secret.md", "outside.md", ".", "a" * 5000],
)
def test_a_document_outside_the_folder_is_never_looked_at(tmp_path: Path, location: str) -> None:
    folder = tmp_path / "kept"
    (folder / "cards").mkdir(parents=True)
    (tmp_path / "secret.md").write_text("---\ntitle: secret\n---\n", encoding="utf-8")
    (folder / "outside.md").symlink_to(tmp_path / "secret.md")
    row = f'm,runbook,"{location}"'
    (told,) = reasons(table(folder, "documents.csv", "model,kind,location", row))
    assert told.startswith("documents.csv:2: location: «")
    assert "secret\n" not in told


@pytest.mark.parametrize(
    "location",
    ["javascript:alert(1)", "file:///etc/passwd", "ftp://x/y", "https://sam:pw@wiki.example/card"],
)
def test_an_address_that_no_page_should_link_to_is_refused(tmp_path: Path, location: str) -> None:
    folder = table(tmp_path, "documents.csv", "model,kind,location", f"m,runbook,{location}")
    said = "this is no address to keep: give http(s) without a password, or a path"
    assert reasons(folder) == [f"documents.csv:2: location: {said}"]


def test_wrong_front_matter_is_told_by_the_documents_own_line(tmp_path: Path) -> None:
    table(tmp_path, "documents.csv", "model,kind,location", "m,runbook,a.md", "m,runbook,b.md")
    table(tmp_path, "a.md", "---", "title: A", "approved_at: last week", "---")
    table(tmp_path, "b.md", "---", "title: A", "x: [", "---")
    assert reasons(tmp_path) == [
        "a.md:3: approved_at: «last week» is no time: write 2026-11-23 or 2026-11-23T09:00:00Z",
        (
            "b.md:4: location: front matter is not valid YAML: expected the node content, "
            "but found '<stream end>'"
        ),
    ]


def test_a_document_that_may_not_be_read_is_not_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_: Path) -> str:  # the tests may run as root, which may read every file
        raise PermissionError

    table(tmp_path, "documents.csv", "model,kind,location", "m,model_card,card.md")
    table(tmp_path, "card.md", "# Purpose", "x")
    monkeypatch.setattr(documents, "read_card", refused)
    assert read(tmp_path) == [
        Document(model="m", kind="model_card", location="card.md", state=DocumentState.UNREACHABLE)
    ]


def test_a_relative_path_starts_at_the_settings_files_folder(tmp_path: Path) -> None:
    source = Inventory.model_validate({"path": "kept"}, context={"folder": tmp_path})
    assert source.path == tmp_path / "kept"
