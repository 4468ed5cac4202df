"""The cost of generated types: their generation, their import, and a page of them."""

from collections.abc import Iterator

from .report import Goal, Row, at_most
from .runs import OURS, compare

REPEATS = 7
MOST_SECONDS = 3
MOST_MILLISECONDS = 50
LARGEST_FACTOR = 1.3

GENERATE = """
import json, pathlib, time
from contentstack_cma_toolkit.codegen import write_types
from contentstack_cma_toolkit.model import (
    Block, Blocks, Boolean, ContentType, Date, File, Group, Html, Link, Model, Number, Reference, RichText, Select,
    Text,
)

kinds = [Text, Number, Boolean, Date, File, Link, RichText, Html]

def fields(number):
    yield Text("title", required=True, unique=True)
    for index in range(25):
        yield kinds[index % len(kinds)](f"field_{index}", help="What it is for")
    yield Reference("author", to=[f"type_{(number + 1) % 100}"])
    yield Select("color", choices=["red", "blue"])
    yield Group("seo", fields=[Text("heading"), Text("summary")])
    yield Blocks("sections", blocks=[Block("hero", fields=[Text("text")])])

model = Model(content_types=[ContentType(f"type_{number}", fields=list(fields(number))) for number in range(100)])
start = time.perf_counter()
text = write_types(model)
seconds = time.perf_counter() - start
folder = pathlib.Path("build/benchmarks")
folder.mkdir(parents=True, exist_ok=True)
(folder / "hundred_types.py").write_text(text, "utf-8")
print(json.dumps({"seconds": seconds}))
"""
IMPORT = """
import json, sys, time
sys.path.insert(0, "build/benchmarks")
import contentstack_cma.models as models
models.Entry, models.Asset
start = time.process_time()
import hundred_types
print(json.dumps({"cpu": (time.process_time() - start) * 1000}))
"""


def measure_types() -> Iterator[Row]:
    """Measure generated types: 100 with 30 fields, and a page of 100 typed entries."""
    seconds = compare({"ours": (OURS, ["-c", GENERATE])}, REPEATS)["ours"]["seconds"]
    yield Row(
        "types of 100 content types with 30 fields: generated", "s", seconds, goal=at_most(MOST_SECONDS, seconds, "s")
    )
    cpu = compare({"ours": (OURS, ["-c", IMPORT])}, REPEATS)["ours"]["cpu"]
    yield Row("the same imported, after the SDK: CPU", "ms", cpu, goal=at_most(MOST_MILLISECONDS, cpu, "ms"))
    page = compare({"ours": (OURS, ["-m", "benchmarks.typed_pages"])}, REPEATS)["ours"]
    typed, untyped = page["typed"], page["untyped"]
    goal = Goal(f"<= {LARGEST_FACTOR} x untyped ({untyped:.2f})", typed <= LARGEST_FACTOR * untyped)
    yield Row("page of 100 typed entries, [orjson]", "ms", typed, goal=goal)
    yield Row("page of 100 typed entries, every field read", "ms", page["every field"])
