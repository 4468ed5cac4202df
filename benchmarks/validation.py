"""What the toolkit says about entries before they are sent: how fast, and whether the emulator says the same."""

from collections.abc import Iterator

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from contentstack_cma_toolkit.model import Model
from tests.toolkit.support.entry_judge import Judge, judged_models, open_judge

from .report import Row, at_least, at_most
from .runs import OURS, compare

MODELS = 2_000
ENTRIES = 6
"""Entries of each model; those that are valid are updated too."""

SEED = 2**32

REPEATS = 5
MOST_SECONDS = 0.5

PROGRAM = """
import json, time
from contentstack_cma_toolkit.model import (
    Boolean, ContentType, Date, File, Group, Link, Number, Reference, Select, Text,
)
from contentstack_cma_toolkit.typed.validation import EntryChecker

def fields(number):
    yield Text(f"slug{number}", pattern="^[a-z]+(-[a-z]+)*$", max=50), "some-slug-here"
    yield Number(f"number{number}", min=0, max=100), 5
    yield Date(f"date{number}", earliest="2020-01-01"), "2024-01-01T00:00:00.000Z"
    yield Boolean(f"flag{number}"), True
    yield Select(f"color{number}", choices=["red", "blue"]), "red"
    yield Reference(f"by{number}", to=["a", "b"], multiple=True), [{"uid": "blt1", "_content_type_uid": "a"}]
    yield File(f"photo{number}"), "blt2"
    yield Link(f"link{number}"), {"title": "Home", "href": "/"}
    yield Group(f"group{number}", fields=[Text("text"), Number("number")]), {"text": "a", "number": 2}
    yield Text(f"words{number}", multiple=True), ["a", "b", "c"]

pairs = [pair for number in range(3) for pair in fields(number)]
title = Text("title", required=True, unique=True)
checker = EntryChecker(ContentType("x", fields=[title, *(field for field, _ in pairs)]))
values = {field.uid: value for field, value in pairs}
entries = [{"title": f"Entry {number}", **values} for number in range(1000)]
start = time.process_time()
assert not checker.find_batch_problems(entries)
print(json.dumps({"check": time.process_time() - start}))
"""


def measure_validation() -> Iterator[Row]:
    """Measure the CPU time to check 1,000 entries with 30 fields."""
    seen = compare({"ours": (OURS, ["-c", PROGRAM])}, REPEATS)["ours"]["check"]
    yield Row("1,000 entries with 30 fields checked: CPU", "s", seen, goal=at_most(MOST_SECONDS, seen, "s"))


def measure_validation_long(models: int = MODELS) -> Iterator[Row]:
    """Count the entries of random models about which the toolkit and the emulator disagree."""
    with open_judge() as judge:
        _try_models(judge, models)
    figures = judge.figures
    differing = len(figures.disagreements)
    yield Row(
        "random models whose entries were checked", "models", figures.models, goal=at_least(models, figures.models)
    )
    yield Row("entries that toolkit and emulator accept", "entries", figures.accepted)
    yield Row("entries that both refuse, with the same paths", "entries", figures.refused)
    yield Row("entries about which they disagree", "entries", differing, goal=at_most(0, differing, "entries"))


def _try_models(judge: Judge, models: int) -> None:
    @settings(
        max_examples=models,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(model=judged_models, seed=st.integers(0, SEED))
    def try_one(model: Model, seed: int) -> None:
        judge.compare(model, seed, ENTRIES)

    try_one()
