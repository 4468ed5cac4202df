"""How the values of a query are divided among calls."""

import json
from urllib.parse import quote

import pytest

from contentstack_cma.queries import divide_values


def test_values_are_divided_into_pieces_of_a_page_in_their_order() -> None:
    pieces = list(divide_values(range(250)))
    assert [len(piece) for piece in pieces] == [100, 100, 50]
    assert [value for piece in pieces for value in piece] == list(range(250))


def test_no_values_need_no_query() -> None:
    assert list(divide_values([])) == []


@pytest.mark.parametrize("letter", ["a", '"', "ü", "\N{PARTY POPPER}"])
def test_a_piece_of_long_values_fits_into_a_url(letter: str) -> None:
    values = [f"{number:02}{letter * 60}" for number in range(90)]
    pieces = list(divide_values(values))
    lengths = [len(quote(json.dumps(piece, ensure_ascii=False, separators=(",", ":")), safe="")) for piece in pieces]
    assert [value for piece in pieces for value in piece] == values
    assert max(lengths) < 6_010
    assert min(lengths[:-1]) > 5_000


def test_a_value_that_is_too_long_for_any_url_is_a_piece_of_its_own() -> None:
    assert list(divide_values(["a", "b" * 10_000, "c"])) == [["a"], ["b" * 10_000], ["c"]]
