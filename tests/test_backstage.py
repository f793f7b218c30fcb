"""Models, owners who can be found, and people of a Backstage catalog, replayed on loopback."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import requests
from accounts.backstage import (
    CANARY,
    NOW,
    PATH,
    Catalog,
    projected,
    reading,
    recorded,
    refusal,
    source,
)
from faulty_server import FaultyServer, faulty_server
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from connectors.backstage import entities
from connectors.backstage.entities import reference
from connectors.backstage.rows import identities
from data.errors import AuthFailed, BadPayload
from data.reading import RejectedRow
from data.records import Document, Identity, Model, Ownership, Person, SeenBy


@pytest.fixture
def catalog(monkeypatch: pytest.MonkeyPatch) -> Catalog:
    monkeypatch.setenv("BACKSTAGE_TOKEN", CANARY)
    return Catalog()


@pytest.fixture
def server(catalog: Catalog) -> Iterator[FaultyServer]:
    with faulty_server(catalog) as served:
        yield served


def read(
    server: FaultyServer, previous: Sequence[object] = (), at: datetime = NOW, **chosen: Any
) -> list[Any]:
    return list(source(server.url, **chosen).read(reading(previous, at)))


def of(kind: type, rows: Sequence[object]) -> list[Any]:
    return [row for row in rows if isinstance(row, kind)]


def declared(model: str, lifecycle: str, **told: Any) -> Model:
    production = True if lifecycle == "production" else None
    tags = {"lifecycle": lifecycle}
    return Model(model=model, declared=True, production=production, tags=tags, **told)


def owns(person: str, model: str, role: str = "owner", **told: Any) -> Ownership:
    seen = {"from_latest": NOW, "until_earliest": NOW, "seen_by": SeenBy.POLL, **told}
    return Ownership(model=model, role=role, person=person, **seen)


CHURN = declared("churn", "production", tier=1, purpose="Predicts who leaves within 30 days.")
FRAUD = declared(
    "fraud-scoring",
    "production",
    team="risk",
    purpose="Stops payments that are not the customer's.",
)
MODELS = [
    CHURN,
    FRAUD,
    declared("pricing", "deprecated"),
    declared("reranker", "production"),
    declared("limits", "experimental", team="growth"),
]
CONFIRMED = datetime(2026, 10, 1, tzinfo=UTC)
ANA = owns("ana@example.com", "churn", reviewed_at=CONFIRMED)
BEN = owns("ben", "churn", "deputy", reviewed_at=CONFIRMED)
DAN = owns("dan@example.com", "fraud-scoring")


# What components say


def test_a_component_of_a_model_type_is_a_declared_model(server: FaultyServer) -> None:
    assert of(Model, read(server)) == MODELS


def test_only_a_production_lifecycle_says_anything_of_production(server: FaultyServer) -> None:
    chosen = {"production_lifecycles": ["Deprecated", "live"]}
    assert [row.model for row in of(Model, read(server, **chosen)) if row.production] == ["pricing"]
    assert {row.production for row in of(Model, read(server, **chosen))} == {True, None}


def test_a_catalog_can_be_the_system_of_record_for_owners(server: FaultyServer) -> None:
    assert all(row.owner_required for row in of(Model, read(server, owner_required=True)))


def test_pages_are_linked_where_their_address_is_set(server: FaultyServer) -> None:
    rows = of(Model, read(server, app_url="https://backstage.example.com/"))
    assert (rows[0].url, rows[-1].url) == (
        "https://backstage.example.com/catalog/default/component/churn",
        "https://backstage.example.com/catalog/risk/component/limits",
    )


def test_of_two_components_with_one_model_the_first_is_taken(
    server: FaultyServer, catalog: Catalog
) -> None:
    catalog.entity("limits")["metadata"]["annotations"]["model_name"] = "churn"
    rows = read(server)
    assert of(Model, rows) == MODELS[:-1]
    told = RejectedRow(
        "model",
        "component:default/churn is the model churn already",
        '{"kind": "Component", "namespace": "risk", "name": "limits"}',
    )
    assert told in rows


def test_links_of_the_chosen_types_and_titles_are_documents(server: FaultyServer) -> None:
    wiki = "https://wiki.example.com/churn"
    runbook = Document(
        model="churn", kind="runbook", location=f"{wiki}/runbook", title="When it breaks"
    )
    card = Document(model="churn", kind="model_card", location=f"{wiki}/card", title="Model card")
    assert of(Document, read(server)) == [runbook, card]
    by_title = {"runbook_links": [" when it BREAKS "], "model_card_links": []}
    assert of(Document, read(server, **by_title)) == [runbook]


def test_an_address_that_links_twice_is_one_document(
    server: FaultyServer, catalog: Catalog
) -> None:
    before = of(Document, read(server))
    links = catalog.entity("churn")["metadata"]["links"]
    links += [{**links[0], "title": "Again"}, "no link", {"title": "Runbook"}]
    rows = read(server)
    assert of(Document, rows) == before
    assert [row.raw for row in of(RejectedRow, rows) if row.entity == "document"] == [
        '{"kind": "Component", "namespace": "default", "name": "churn"}',
        '{"kind": "Component", "namespace": "default", "name": "fraud"}',
    ]


# Who owns them


def test_users_own_and_groups_are_teams_with_the_leads_that_they_name(
    server: FaultyServer,
) -> None:
    # `limits` belongs to a group without a lead; the owners of two others are nowhere.
    assert of(Ownership, read(server)) == [ANA, BEN, DAN]


def test_without_a_lead_only_the_team_is_remembered(server: FaultyServer) -> None:
    rows = read(server, lead_annotation=None)
    assert of(Ownership, rows) == [ANA, BEN]
    assert FRAUD in rows


@pytest.mark.parametrize("written", ["dan", "Dan", "user:dan", "default/dan", "USER:default/dan"])
def test_a_lead_is_named_as_backstage_names_entities(
    server: FaultyServer, catalog: Catalog, written: str
) -> None:
    group = catalog.entity("risk", "Group")["metadata"]
    del group["annotations"]["team_lead"]
    group["labels"] = {"team_lead": written}
    assert DAN in read(server)


def test_what_leads_to_nobody_lands_nobody_and_is_told(
    server: FaultyServer, catalog: Catalog
) -> None:
    catalog.entity("risk", "Group")["metadata"]["annotations"]["team_lead"] = "user:default/eve"
    catalog.entity("churn")["metadata"]["annotations"]["deputy"] = "not a reference"
    catalog.entity("limits")["relations"][0]["targetRef"] = "system:default/retention"
    rows = read(server)
    assert of(Ownership, rows) == [ANA]
    lost = "is not there, or this token may not see it, so it was left out"
    assert [row.reason for row in of(RejectedRow, rows) if row.entity == "ownership"] == [
        "its deputy, not a reference, is no user, so it was left out",
        f"team_lead of group:default/risk, user:default/eve, {lost}",
        f"its owner, user:default/gone.person, {lost}",
        f"its owner, group:default/dissolved, {lost}",
        "its owner, system:default/retention, is neither a user nor a group, so it was left out",
    ]
    assert [row.team for row in of(Model, rows)] == [None, "risk", None, None, None]


def test_a_token_that_sees_no_users_leaves_every_owner_unknown(
    server: FaultyServer, catalog: Catalog
) -> None:
    catalog.items = [item for item in catalog.items if item["kind"] != "User"]
    rows = read(server)
    assert of(Ownership, rows) == []
    assert [row.entity for row in of(RejectedRow, rows)].count("ownership") == 5


def test_several_owners_are_all_told_and_two_teams_are_none(
    server: FaultyServer, catalog: Catalog
) -> None:
    relations = catalog.entity("fraud")["relations"]
    relations += [{"type": "ownedBy", "targetRef": "group:default/growth"}]
    assert [row.team for row in of(Model, read(server)) if row.model == "fraud-scoring"] == [None]
    assert DAN in read(server)
    relations += [
        {"type": "ownedBy", "targetRef": f"user:default/{name}"} for name in ("cleo", "ben")
    ]
    # Users come before the leads of groups.
    assert of(Ownership, read(server))[2:] == [
        owns("cleo@example.com", "fraud-scoring"),
        owns("ben", "fraud-scoring"),
    ]


def test_an_owner_who_changes_did_so_between_two_readings(
    server: FaultyServer, catalog: Catalog
) -> None:
    first = read(server)
    catalog.entity("churn")["relations"][0]["targetRef"] = "user:default/cleo"
    later = NOW + timedelta(days=1)
    seen = {"from_latest": later, "until_earliest": later, "from_earliest": NOW}
    assert of(Ownership, read(server, first, later)) == [
        ANA.model_copy(update={"until_latest": later}),
        BEN.model_copy(update={"until_earliest": later}),
        DAN.model_copy(update={"until_earliest": later}),
        owns("cleo@example.com", "churn", reviewed_at=CONFIRMED, **seen),
    ]


def test_an_owner_who_leaves_the_catalog_is_seen_to_end(
    server: FaultyServer, catalog: Catalog
) -> None:
    first = read(server)
    catalog.items.remove(catalog.entity("ana.ruiz", "User"))
    later = NOW + timedelta(days=1)
    second = read(server, first, later)
    assert of(Ownership, second)[0] == ANA.model_copy(update={"until_latest": later})
    assert "ana@example.com" not in [row.person for row in of(Person, second)]


# People


def test_a_user_is_a_person_with_their_other_names(server: FaultyServer) -> None:
    assert of(Person, read(server)) == [
        # In a team and in the organisation above it.
        Person(
            person="ana@example.com",
            name="Ana Ruiz",
            team="growth",
            logins=("ana.ruiz", "anaruiz"),
        ),
        # In two teams, and without an address.
        Person(person="ben", name="Ben Okafor"),
        # Only the group says that she is in it.
        Person(person="cleo@example.com", name="Cleo Marsh", team="growth", logins=("cleo",)),
        # The other group is not in the catalog.
        Person(person="dan@example.com", name="Dan Ilves", team="risk", logins=("dan",)),
    ]


def test_other_annotations_can_hold_names(server: FaultyServer, catalog: Catalog) -> None:
    catalog.entity("dan", "User")["metadata"]["annotations"] |= {"acme.com/ldap.uid": "d4711"}
    [dan] = [
        row
        for row in of(Person, read(server, login_annotations=["acme.com/ldap.uid"]))
        if row.name == "Dan Ilves"
    ]
    assert dan.logins == ("dan", "d4711")


def test_names_in_another_namespace_carry_it(server: FaultyServer, catalog: Catalog) -> None:
    catalog.entity("ben", "User")["metadata"]["namespace"] = "risk"
    rows = read(server)
    assert Person(person="risk/ben", name="Ben Okafor", logins=("ben",)) in rows
    # The deputy of a component in `default` is meant in that namespace.
    assert [row.person for row in of(Ownership, rows)] == ["ana@example.com", "dan@example.com"]


# What belongs to them


def test_services_and_repositories_are_tied_to_the_model_behind_them(server: FaultyServer) -> None:
    def tied(kind: str, external_id: str, name: str | None, model: str | None) -> Identity:
        return Identity(kind=kind, external_id=external_id, name=name, model=model)

    assert of(Identity, read(server)) == [
        tied("service", "PIJ90N7", "churn", "churn"),
        # A service is built there as well; that one is no model.
        tied("repository", "acme/churn", None, "churn"),
        # Two models are built there.
        tied("repository", "acme/risk-models", None, None),
        tied("service", "PRJ4208", "fraud-api", "fraud-scoring"),
        tied("repository", "acme/fraud-api", "fraud-api", "fraud-scoring"),
        tied("service", "PDANGL1", "pricing", "pricing"),
    ]


def test_a_service_that_names_no_model_may_have_the_name_of_one(server: FaultyServer) -> None:
    rows = of(Identity, read(server, model_types=[]))
    assert [(row.external_id, row.model) for row in rows] == [
        ("acme/churn", "churn-api"),
        ("PRJ4208", "fraud-scoring"),
        ("acme/fraud-api", "fraud-scoring"),
    ]


def test_a_repository_that_is_none_is_told(server: FaultyServer, catalog: Catalog) -> None:
    annotations = catalog.entity("fraud-api")["metadata"]["annotations"]
    annotations["github.com/project-slug"] = "https://github.com/acme/fraud-api"
    told = RejectedRow(
        "identity",
        "its github.com/project-slug is not of the form owner/name",
        '{"kind": "Component", "namespace": "default", "name": "fraud-api"}',
    )
    assert told in read(server)


@given(
    st.lists(
        st.tuples(st.booleans(), st.sampled_from("ab"), st.sampled_from([None, "a", "b"])),
        min_size=1,
        max_size=4,
    )
)
def test_a_shared_repository_is_tied_only_where_all_who_know_agree(
    components: list[tuple[bool, str, str | None]],
) -> None:
    slug = {"github.com/project-slug": "acme/shared"}
    made = [
        {
            "kind": "Component",
            "metadata": {
                "name": name,
                "annotations": {**slug, **({"model_name": says} if says else {})},
            },
            "spec": {"type": "ml-model" if is_model else "service"},
        }
        for is_model, name, says in components
    ]
    names = source("http://127.0.0.1:9")._names()
    [row] = identities(made, names, str)
    assert isinstance(row, Identity)
    meant = {says or name for is_model, name, says in components if is_model or says}
    meant = meant or {name for _, name, _ in components}
    assert row.model == (meant.pop() if len(meant) == 1 else None)


# What is asked


def test_only_what_is_needed_is_asked_for(server: FaultyServer) -> None:
    read(server)
    assert [(call.method, call.path) for call in server.calls] == [("GET", PATH)] * 3
    groups, users, components = (dict(call.query) for call in server.calls)
    every = "kind,metadata.name,metadata.namespace,metadata.title,spec.type"
    assert groups == {
        "filter": ["kind=group"],
        "fields": [f"{every},metadata.annotations.team_lead,metadata.labels.team_lead"],
        "limit": ["500"],
    }
    assert users["filter"] == ["kind=user"]
    assert components["filter"] == [
        "kind=component,spec.type=ml-model",
        "kind=component,spec.type=service",
    ]
    asked = components["fields"][0].split(",")
    assert "metadata.annotations.pagerduty.com/service-id" in asked
    assert not {"metadata", "metadata.annotations", "metadata.labels", "spec"} & set(asked)


def test_without_types_no_component_is_asked_for(server: FaultyServer) -> None:
    rows = read(server, model_types=[], service_types=[])
    assert {type(row) for row in rows} == {Person}
    assert [call.first("filter") for call in server.calls] == ["kind=group", "kind=user"]


def test_a_key_of_pagerduty_is_dropped_even_where_all_annotations_come(
    server: FaultyServer, catalog: Catalog
) -> None:
    whole = read(server)
    catalog.projects = False
    rows = read(server)
    assert rows == whole
    for item in catalog.items:
        item["metadata"].setdefault("annotations", {})["pagerduty.com/integration-key"] = CANARY
        item["spec"] = {"type": item["spec"].get("type"), "profile": "none"}
    odd = read(server)
    assert of(RejectedRow, odd)
    assert "canary" not in repr([*rows, *odd])


def test_components_of_other_types_are_told(server: FaultyServer, catalog: Catalog) -> None:
    catalog.entity("churn")["spec"]["type"] = "Website"
    answer = server.replay

    def unfiltered(call: Any) -> Any:
        query = {**call.query}
        if "spec.type" in call.first("filter"):
            query["filter"] = ["kind=component"]
        return answer(type(call)(call.method, call.path, query, call.headers, call.body))

    server.replay = unfiltered
    refused = of(RejectedRow, read(server))
    assert [json.loads(row.raw)["name"] for row in refused if "asked for" in row.reason] == [
        "churn",
        "website",
    ]


def test_what_has_no_name_is_told(server: FaultyServer, catalog: Catalog) -> None:
    for entity in [catalog.entity("churn"), catalog.entity("ben", "User")]:
        del entity["metadata"]["name"]
    refused = of(RejectedRow, read(server))
    assert [row.entity for row in refused if row.reason == "it has no kind, or no name"] == [
        "person",
        "model",
    ]


@pytest.mark.parametrize("page", [1, 2, 3])
def test_entities_are_read_page_after_page(
    server: FaultyServer, monkeypatch: pytest.MonkeyPatch, page: int
) -> None:
    whole = read(server)
    server.calls.clear()
    monkeypatch.setattr(entities, "PAGE", page)
    assert read(server) == whole
    assert len(server.calls) == sum(-(-many // page) for many in (3, 4, 7))


def test_entities_come_in_one_order_whatever_the_catalog_does(
    server: FaultyServer, catalog: Catalog
) -> None:
    whole = read(server)
    catalog.items.reverse()
    assert read(server) == whole


def test_pages_that_do_not_say_what_follows_are_refused(
    server: FaultyServer, catalog: Catalog
) -> None:
    def without(call: Any) -> Any:
        answer = catalog(call)
        body = {**json.loads(answer.body), "pageInfo": None}
        return type(answer)(json.dumps(body).encode())

    server.replay = without
    with pytest.raises(BadPayload, match="does not say in `pageInfo` what follows: check `url`"):
        read(server)


def test_a_token_that_may_not_read_the_catalog_is_told_what_it_may_do(
    server: FaultyServer, catalog: Catalog
) -> None:
    [restricted] = [each for each in recorded("pages") if each["status"] == 403]
    catalog.refuses = refusal(403, "NotAllowedError", restricted["answer"]["error"]["message"])
    with pytest.raises(AuthFailed, match=r"access is restricted to plugin.*scaffolder"):
        read(server)


def test_a_wrong_token_is_told_with_the_mend(
    server: FaultyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKSTAGE_TOKEN", "other")
    with pytest.raises(AuthFailed, match="put a valid token into BACKSTAGE_TOKEN"):
        source(server.url).check(reading())


def test_a_check_says_what_is_visible(server: FaultyServer, catalog: Catalog) -> None:
    said = "Backstage answers; visible are components: 7, users: 4, groups: 3"
    assert source(server.url).check(reading()) == said
    assert {call.first("limit") for call in server.calls} == {"1"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"lead_annotation": "a,relations"},
        {"model_annotation": ""},
        {"login_annotations": ["a[0]"]},
        {"model_types": ["ml-model,kind=user"]},
        {"token_env": ""},
        {"app_url": "javascript:alert(1)"},
    ],
)
def test_settings_that_would_ask_for_something_else_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        source("http://127.0.0.1:9", **wrong)


PART = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,8}", fullmatch=True)


@given(PART, st.none() | PART, st.none() | PART)
def test_a_reference_means_the_same_once_it_is_whole(
    name: str, namespace: str | None, kind: str | None
) -> None:
    written = (f"{kind}:" if kind else "") + (f"{namespace}/" if namespace else "") + name
    whole = reference(written, "user", "default")
    assert whole == f"{kind or 'user'}:{namespace or 'default'}/{name}".lower()
    assert reference(whole or "", "group", "other") == whole


# The catalog above is held to the real one


def test_the_replayed_catalog_answers_as_the_real_one_did(
    server: FaultyServer, catalog: Catalog
) -> None:
    pages = recorded("pages")
    cursor = ""
    for page in (each for each in pages if each["status"] == 200):
        query = {**page["query"], **({"cursor": cursor} if "cursor" in page["query"] else {})}
        answer = ask(server, query, CANARY).json()
        cursor = answer["pageInfo"].pop("nextCursor", "")
        assert bool(cursor) is bool(page["answer"]["pageInfo"].pop("nextCursor", ""))
        for each in (answer, page["answer"]):
            each["pageInfo"] = sorted(each["pageInfo"])
        assert answer == page["answer"]


@pytest.mark.parametrize("token", ["wrong", None])
def test_the_replayed_catalog_refuses_as_the_real_one_did(
    server: FaultyServer, token: str | None
) -> None:
    [told] = [each for each in recorded("pages") if each.get("token", "right") == token]
    answer = ask(server, told["query"], token)
    assert (answer.status_code, answer.json()["error"]) == (told["status"], told["answer"]["error"])


def test_what_the_connector_asks_is_what_the_real_catalog_was_asked(server: FaultyServer) -> None:
    read(server)
    asked = {(tuple(call.query["filter"]), call.first("fields")) for call in server.calls}
    recorded_for = {
        (tuple(each["query"]["filter"]), each["query"]["fields"])
        for each in recorded("pages")
        if each["status"] == 200 and "filter" in each["query"]
    }
    assert asked == recorded_for


def ask(server: FaultyServer, query: dict[str, Any], token: str | None) -> requests.Response:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    asked = urlencode(query, doseq=True)
    return requests.get(f"{server.url}{PATH}?{asked}", headers=headers, timeout=10)


def test_a_field_whose_name_holds_points_is_found() -> None:
    item = {"metadata": {"annotations": {"pagerduty.com/service-id": "P1", "other": "x"}}}
    field = "metadata.annotations.pagerduty.com/service-id"
    assert projected(item, [field, "spec.type"]) == {
        "metadata": {"annotations": {"pagerduty.com/service-id": "P1"}}
    }
