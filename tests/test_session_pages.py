"""How pages are followed: by token, number, link and offset, to the last and no further."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from faulty_server import Answer, Call, FaultyServer, as_json, faulty_server
from sessions import FakeTime, Open, sessions

from data.errors import BadPayload


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    with faulty_server(lambda call: as_json({"path": call.path})) as served:
        yield served


@pytest.fixture
def open_session(server: FaultyServer, time: FakeTime) -> Iterator[Open]:
    with sessions(server.url, time) as opened:
        yield opened


def paged(call: Call) -> Answer:
    pages = {"": ["a", "b"], "t1": ["c"], "t2": None}
    token = call.first("page_token")
    rows = pages[token]
    following = {"": "t1", "t1": "t2"}.get(token)
    page = {"things": rows} if rows else {}
    return as_json(page | ({"next": following} if following else {}))


def test_pages_by_token_are_followed_to_the_last(server: FaultyServer, open_session: Open) -> None:
    server.replay = paged
    pages = open_session().token_pages(
        "/things", {"max": 2}, "things", next_key="next", ask_key="page_token"
    )
    assert list(pages) == [["a", "b"], ["c"], []]
    assert [call.query for call in server.calls] == [
        {"max": ["2"]},
        {"max": ["2"], "page_token": ["t1"]},
        {"max": ["2"], "page_token": ["t2"]},
    ]


@pytest.mark.parametrize("token", ["again", ["again"], 7])
def test_a_repeating_or_odd_page_token_is_refused(
    server: FaultyServer, open_session: Open, token: object
) -> None:
    server.always = as_json({"things": ["a"], "next": token})
    pages = open_session().token_pages(
        "/things", {}, "things", next_key="next", ask_key="page_token"
    )
    with pytest.raises(BadPayload, match="gave the same `next` twice, so its pages never end"):
        list(pages)


def test_where_pages_say_whether_more_follow_that_decides(
    server: FaultyServer, open_session: Open
) -> None:
    def listing(call: Call) -> Answer:
        more = call.first("after") != "b"
        return as_json({"things": ["x"], "last": "b", "more": more})

    server.replay = listing
    pages = open_session().token_pages(
        "/things", {}, "things", next_key="last", ask_key="after", more_key="more"
    )
    assert list(pages) == [["x"], ["x"]]
    assert [call.query for call in server.calls] == [{}, {"after": ["b"]}]


@pytest.mark.parametrize(
    ("page", "wrong"),
    [
        ({"things": [], "more": True}, "does not say in `more` and `last` what follows"),
        ({"things": [], "last": "b"}, "does not say in `more` and `last` what follows"),
        ({"things": [], "more": 1, "last": "b"}, "does not say in `more` and `last` what follows"),
        ({"more": False}, "answered without the list `things`"),
    ],
)
def test_pages_that_do_not_say_what_follows_are_refused(
    server: FaultyServer, open_session: Open, page: dict[str, Any], wrong: str
) -> None:
    server.always = as_json(page)
    pages = open_session().token_pages(
        "/things", {}, "things", next_key="last", ask_key="after", more_key="more"
    )
    with pytest.raises(BadPayload, match=wrong):
        list(pages)


@pytest.mark.parametrize("page", [{}, {"things": {}}, {"things": None}, [], "x", None])
def test_a_page_without_its_list_is_a_bad_payload(
    server: FaultyServer, open_session: Open, page: object
) -> None:
    server.always = as_json(page)
    pages = open_session().offset_pages("/things", {}, "things", limit=2, most=10)
    with pytest.raises(BadPayload, match="answered without the list `things`"):
        list(pages)


def counted(total: int) -> Callable[[Call], Answer]:
    def answer(call: Call) -> Answer:
        offset, limit = int(call.first("offset")), int(call.first("limit"))
        rows = list(range(total))[offset : offset + limit]
        return as_json({"things": rows, "more": offset + limit < total})

    return answer


def test_pages_by_number_are_followed_while_a_next_one_is_told(
    server: FaultyServer, open_session: Open
) -> None:
    def numbered(call: Call) -> Answer:
        page = int(call.first("page"))
        link = {"Link": '<https://elsewhere.example/>; rel="next"'} if page < 3 else {}
        return as_json([f"{call.first('per_page')}-{page}"], 200, **link)

    server.replay = numbered
    pages = open_session().numbered_pages("/things", {"state": "all"}, limit=2)
    assert list(pages) == [["2-1"], ["2-2"], ["2-3"]]
    assert {call.path for call in server.calls} == {"/things"}


@pytest.mark.parametrize("page", [{"things": []}, ["the same"]], ids=["no list", "no end"])
def test_pages_by_number_that_are_no_list_or_never_end_are_refused(
    server: FaultyServer, open_session: Open, page: object
) -> None:
    server.always = as_json(page, 200, Link='<https://elsewhere.example/>; rel="next"')
    with pytest.raises(BadPayload):
        list(open_session().numbered_pages("/things", {}, limit=2))


def test_an_entry_is_an_object(server: FaultyServer, open_session: Open) -> None:
    server.faults.append(as_json({"a": 1}))
    assert open_session().entry("/thing") == {"a": 1}
    server.always = as_json(["a"])
    with pytest.raises(BadPayload, match="something other than an object"):
        open_session().entry("/thing")


def test_pages_by_link_are_followed_on_the_same_path(
    server: FaultyServer, open_session: Open
) -> None:
    link = f"{server.url}/THINGS?api-version=1&%24skipToken=a%2Fb"
    server.faults += [as_json({"value": [1], "nextLink": link}), as_json({"value": [2]})]
    pages = open_session().link_pages("/things", {"api-version": "1"}, "value", link_key="nextLink")
    assert list(pages) == [[1], [2]]
    assert [(call.path, call.query) for call in server.calls] == [
        ("/things", {"api-version": ["1"]}),
        ("/things", {"api-version": ["1"], "$skipToken": ["a/b"]}),
    ]


@pytest.mark.parametrize(
    ("link", "wrong"),
    [
        ("https://elsewhere.example/things?x=1", "leads elsewhere"),
        ("{url}/other?x=1", "leads elsewhere"),
        ("{url}/things/../other?x=1", "leads elsewhere"),
        ("http://[", "leads elsewhere"),
        ("/things?x=1", "leads elsewhere"),
        ("{url}/things?x=1", "its pages never end"),
        (7, "its pages never end"),
    ],
)
def test_a_link_that_leads_elsewhere_or_comes_again_is_refused(
    server: FaultyServer, open_session: Open, link: object, wrong: str
) -> None:
    told = link.replace("{url}", server.url) if isinstance(link, str) else link
    server.always = as_json({"value": [1], "nextLink": told})
    with pytest.raises(BadPayload, match=wrong):
        list(open_session().link_pages("/things", {}, "value", link_key="nextLink"))
    assert {call.path for call in server.calls} == {"/things"}


def test_pages_of_a_search_are_followed_with_their_headers(
    server: FaultyServer, open_session: Open
) -> None:
    server.faults += [as_json({"Rows": [1], "Next": "t1"}), as_json({"Rows": [2]})]
    session = open_session(searches=("/",))
    pages = session.search_pages(
        "/", {"Most": 1}, "Rows", next_key="Next", ask_key="Next", headers={"X-Target": "List"}
    )
    assert list(pages) == [[1], [2]]
    assert [json.loads(call.body) for call in server.calls] == [
        {"Most": 1}, {"Most": 1, "Next": "t1"},
    ]  # fmt: skip
    assert [call.headers["X-Target"] for call in server.calls] == ["List", "List"]


def test_a_search_whose_token_comes_again_is_refused(
    server: FaultyServer, open_session: Open
) -> None:
    server.always = as_json({"Rows": [1], "Next": "t1"})
    session = open_session(searches=("/",))
    with pytest.raises(BadPayload, match="its pages never end"):
        list(session.search_pages("/", {}, "Rows", next_key="Next", ask_key="Next"))


def test_pages_by_offset_are_followed_while_more_follow(
    server: FaultyServer, open_session: Open
) -> None:
    server.replay = counted(5)
    pages = open_session().offset_pages("/things", {"a": "b"}, "things", limit=2, most=10)
    assert list(pages) == [[0, 1], [2, 3], [4]]
    assert [call.first("offset") for call in server.calls] == ["0", "2", "4"]


def test_more_rows_than_can_be_paged_to_end_in_none(
    server: FaultyServer, open_session: Open
) -> None:
    server.replay = counted(9)
    pages = open_session().offset_pages("/things", {}, "things", limit=2, most=4)
    assert list(pages) == [[0, 1], [2, 3], None]


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [([1], "gave the same page twice"), ([], "gave an empty page and says that more follow")],
)
def test_pages_by_offset_that_never_end_are_refused(
    server: FaultyServer, open_session: Open, rows: list[int], wrong: str
) -> None:
    server.always = as_json({"things": rows, "more": True})
    pages = open_session().offset_pages("/things", {}, "things", limit=2, most=10_000)
    with pytest.raises(BadPayload, match=wrong):
        list(pages)


def test_pages_are_followed_as_the_caller_reads_them(
    server: FaultyServer, open_session: Open
) -> None:
    def numbered(call: Call) -> Answer:
        start = int(call.first("start", "0"))
        return as_json({"things": [start, start + 1], "next": start + 2})

    def following(page: Any) -> dict[str, int] | None:
        return {"start": page["next"]} if page["next"] < 6 else None

    server.replay = numbered
    pages = open_session().pages("/things", {"of": "all"}, "things", following)
    assert list(pages) == [[0, 1], [2, 3], [4, 5]]
    assert {call.first("of") for call in server.calls} == {"all"}


@pytest.mark.parametrize("rows", [[1], []])
def test_pages_that_come_again_are_refused(
    server: FaultyServer, open_session: Open, rows: list[int]
) -> None:
    server.always = as_json({"things": rows})
    pages = open_session().pages("/things", {}, "things", lambda _: {"after": "x"})
    with pytest.raises(BadPayload, match="gave the same page twice"):
        list(pages)
