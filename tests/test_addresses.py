from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from urllib3.util import parse_url

from connectors.parts.addresses import path_part


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_a_name_stays_one_part_of_the_path_that_is_called(name: str) -> None:
    path = parse_url(f"https://host/models/{path_part(name)}/versions").path or ""
    start, part, end = split(path)
    assert (start, unquote(part), end) == ("/models", name, "versions")


def split(path: str) -> tuple[str, str, str]:
    before, _, end = path.rpartition("/")
    start, _, part = before.rpartition("/")
    return start, part, end


@pytest.mark.parametrize(
    ("name", "part"),
    [("..", "%2E%2E"), (".", "%2E"), ("a/b", "a%2Fb"), ("a b?c#d", "a%20b%3Fc%23d"),
     ("\ud800", "%5Cud800")],
)  # fmt: skip
def test_what_would_lead_elsewhere_is_written_out(name: str, part: str) -> None:
    assert path_part(name) == part
