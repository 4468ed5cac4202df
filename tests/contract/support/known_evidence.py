"""How well each part of an operation is known, read from `facts/`."""

import json
from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

from tests.contract.support.known_operations import FACTS, Json, Sample, load_operations, read_samples

Grade = Literal["recorded", "official", "client", "mock", "third-party", "inferred"]

GRADES: tuple[Grade, ...] = get_args(Grade)
"""The strongest first."""

GRADE_OF_SAMPLE: dict[str, Grade] = {"recorded": "recorded", "documented": "official", "mock": "mock"}
"""What a sample proves, by its strength. Samples of errors are `mixed`; their refusals say what they prove."""


@dataclass(frozen=True)
class Evidence:
    """The grades of all sources that show a part of an operation, the strongest first."""

    request: tuple[Grade, ...]
    response: tuple[Grade, ...]


@dataclass(frozen=True)
class KnownRefusal:
    """An error that a source shows. What no source shows is empty or None.

    Attributes:
        operations: Method and path of the operations that it was seen at. Empty: every operation may refuse so.
        status: The statuses it may have; sources may disagree.
        fields: Keys of `errors`, some or all of them.
        text: A part of `error_message`.
    """

    case: str
    operations: tuple[str, ...]
    status: tuple[int, ...]
    code: int | None
    fields: tuple[str, ...]
    text: str | None
    grade: Grade


@cache
def read_evidence() -> dict[str, Evidence]:
    """Return the evidence of every known operation, by method and path."""
    rows = json.loads((FACTS / "evidence.json").read_text(encoding="utf-8"))["operations"]
    return {key: Evidence(tuple(row["request"]), tuple(row["response"])) for key, row in rows.items()}


@cache
def read_known_errors() -> tuple[KnownRefusal, ...]:
    """Return every known error."""
    rows = json.loads((FACTS / "refusals.json").read_text(encoding="utf-8"))
    return tuple(map(_refusal, rows))


@cache
def map_operations_of_samples() -> dict[str, tuple[str, ...]]:
    """Return the operations that have a sample as a response, by the file of the sample."""
    rows = json.loads((FACTS / "evidence.json").read_text(encoding="utf-8"))["samples"]
    return {file: tuple(keys) for file, keys in rows.items()}


def find_samples(key: str) -> list[Sample]:
    """Return the samples that are responses of an operation, given by method and path."""
    return [sample for sample in read_samples() if key in map_operations_of_samples().get(sample.file, ())]


def find_strongest(grades: tuple[Grade, ...]) -> Grade:
    """Return the strongest of some grades, `inferred` if there is none."""
    return min(grades, key=GRADES.index, default="inferred")


def read_grades(key: str) -> dict[str, Grade]:
    """Return the grade of each part of an operation, given by method and path."""
    refusals = tuple(refusal.grade for refusal in read_known_errors() if key in refusal.operations)
    known = read_evidence()[key]
    return {
        "request": find_strongest(known.request),
        "response": find_strongest(known.response),
        "errors": find_strongest(refusals),
    }


def _refusal(row: Json) -> KnownRefusal:
    return KnownRefusal(
        case=row["case"],
        operations=tuple(row["operations"]),
        status=tuple(row["status"]),
        code=row["code"],
        fields=tuple(row["fields"]),
        text=row["text"],
        grade=row["grade"],
    )


def name_error(refusal: KnownRefusal) -> str:
    """Return the row of an error in `docs/guides/known-errors.md`."""
    ids = [load_operations()[key]["operationId"] for key in refusal.operations if key in load_operations()]
    cells = (
        ", ".join(f"`{each}`" for each in ids) or "every operation",
        refusal.case,
        " or ".join(str(status) for status in refusal.status),
        "" if refusal.code is None else str(refusal.code),
        ", ".join(f"`{name}`" for name in refusal.fields),
        refusal.text or "",
        refusal.grade,
    )
    return f"| {' | '.join(cells)} |".replace("|  |", "| |").replace("|  |", "| |")
