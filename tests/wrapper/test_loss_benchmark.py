"""How the benchmark of losses judges what the SDK says of a write."""

from collections import Counter

import pytest

from benchmarks.faulty_proxy import Record
from benchmarks.losses import Fate, Losses

KNOWN = Record(0, "POST", "/", forwarded=True, status=201, complete=True)
OPEN = Record(1, "POST", "/", fault="reset:after", forwarded=True, status=201, complete=True, decidable=False)


@pytest.mark.parametrize(
    ("fate", "names"),
    [
        (Fate("success", 1, [KNOWN]), {"is_decidable"}),
        (Fate("success", 0, [KNOWN]), {"is_decidable", "is_lost"}),
        (Fate("done", 0, [KNOWN]), {"is_decidable", "is_lost"}),
        (Fate("success", 2, [OPEN, KNOWN]), {"is_undecidable", "is_doubled"}),
        (Fate("rejected", 1, [OPEN]), {"is_undecidable", "is_hidden"}),
        (Fate("not_sent", 1, [OPEN]), {"is_undecidable", "is_hidden"}),
        (Fate("unknown", 1, [OPEN]), {"is_undecidable"}),
        (Fate("not_sent", 0, []), {"is_unseen"}),
        (Fate("failed", 0, [KNOWN]), {"is_decidable", "is_unnamed"}),
    ],
)
def test_each_outcome_of_a_write_has_its_fate(fate: Fate, names: set[str]) -> None:
    properties = [name for name in dir(Fate) if name.startswith("is_")]
    assert {name for name in properties if getattr(fate, name)} == names


def test_what_was_unknown_without_need_and_what_was_guessed() -> None:
    fates = {
        "a": Fate("unknown", 1, [KNOWN]),
        "b": Fate("unknown", 1, [OPEN]),
        "c": Fate("rejected", 0, [OPEN]),
        "d": Fate("unknown", 0, []),
    }
    found = Losses(fates, 1.0, Counter())
    assert (found.unknown, found.needless, found.guessed) == (3, 1, 1)
    assert found.by_fault() == {
        "none": {"unknown": 1},
        "reset:after": {"unknown": 1, "rejected": 1},
        "unseen": {"unknown": 1},
    }
