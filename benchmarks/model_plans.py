"""How close the plan of a large content model gets to the rate limit, and what applying it twice writes.

    python -m benchmarks.model_plans

The emulator runs in this process, which does nothing else meanwhile. The shortest time is that of a client that makes
the same calls at the documented limit of 10 per second.
"""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from contentstack_cma import Client, Pace
from contentstack_cma_emulator import Emulator, RateLimit
from contentstack_cma_toolkit.changes import apply_plan, plan_changes
from contentstack_cma_toolkit.model import ContentType, Embed, Field, GlobalField, Model, Number, Reference, Text

from .report import Row, at_most, format_table
from .stack_calls import MOST_CALLS, CallLog
from .stack_content import AUTHTOKEN, MASTER, create_stack

RATE = 10
TYPES = 200
CHANGED = 50
"""Content types that lose a field. Each is a call per locale."""

FIELDS = 30
LARGEST_FACTOR = 1.1


def build_model(changed: int = 0) -> Model:
    """Return a model with many content types, of which some lack a field."""
    seo = GlobalField("seo", fields=[Text("meta_title"), Text("meta_description")])
    types = [_build_type(number, has_subtitle=number >= changed) for number in range(TYPES)]
    return Model(content_types=types, global_fields=[seo])


def _build_type(number: int, *, has_subtitle: bool) -> ContentType:
    following = f"type_{(number + 1) % TYPES}"
    fields: list[Field] = [Text("title", required=True, unique=True), Reference("next", to=[following])]
    fields += [Embed("seo", global_field="seo"), *(Number(f"number_{each}") for each in range(FIELDS - 4))]
    return ContentType(f"type_{number}", fields=[*fields, *([Text("subtitle")] if has_subtitle else [])])


def measure_plans() -> Iterator[Row]:
    """Measure the plan of many content types at the rate limit, and what applying a plan twice writes."""
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder) / "state"
        api_key, writes = _build_state(state)
        yield Row(
            f"plan of {TYPES} content types, applied a second time", "writes", writes, goal=at_most(0, writes, "")
        )
        for changed in (0, CHANGED):
            yield from _measure_plan(state, api_key, changed)


def _build_state(path: Path) -> tuple[str, int]:
    """Save a stack with the model, and return its API key and what applying the model once more wrote."""
    with Emulator(demo=False, authtoken=AUTHTOKEN, work_delay=0) as emulator, _open(emulator, None) as client:
        stack = client.stack(create_stack(client, emulator.organization_uid))
        stack.locales.create({"code": "fr-fr", "name": "French", "fallback_locale": MASTER})
        apply_plan(stack, plan_changes(stack, build_model()))
        again = apply_plan(stack, plan_changes(stack, build_model()))
        emulator.save(path)
    return stack.api_key, len(again.done)


def _open(emulator: Emulator, pace: Pace | None) -> Client:
    return Client(authtoken=AUTHTOKEN, base_url=emulator.url, pace=pace)


def _measure_plan(state: Path, api_key: str, changed: int) -> Iterator[Row]:
    limit = RateLimit(reads_per_second=RATE, writes_per_second=RATE)
    with (
        Emulator(state=state, demo=False, rate_limit=limit, request_log=MOST_CALLS) as emulator,
        _open(emulator, Pace(reads=RATE)) as client,
    ):
        stack, model, log = client.stack(api_key), build_model(changed), CallLog(emulator)
        start = time.perf_counter()
        plan = plan_changes(stack, model)
        seconds, calls = time.perf_counter() - start, log.read()
    if plan.count("update") != changed:
        raise RuntimeError(f"the plan has {plan.count('update')} changes instead of {changed}")
    shortest = calls.total / RATE
    label = f"plan of {TYPES} content types, {changed} changed"
    yield Row(f"{label}: time", "x shortest", seconds / shortest, goal=at_most(LARGEST_FACTOR, seconds / shortest, "x"))
    yield Row(f"{label}: shortest time", "s", shortest)
    yield Row(f"{label}: calls", "calls", calls.total)
    yield Row(f"{label}: 429s", "calls", calls.rejected, goal=at_most(0, calls.rejected, "calls"))


if __name__ == "__main__":
    print(format_table(list(measure_plans())))
