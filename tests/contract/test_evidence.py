"""The grades of the description against what is known: none is stronger than its sources, and none is weaker."""

import pytest

from generator.layout import Layout
from tests.contract.support.evidence_exceptions import WITHOUT_PAYLOAD
from tests.contract.support.known_evidence import (
    GRADE_OF_SAMPLE,
    GRADES,
    Grade,
    KnownRefusal,
    find_samples,
    map_operations_of_samples,
    name_error,
    read_evidence,
    read_grades,
    read_known_errors,
)
from tests.contract.support.known_operations import Json, Sample, load_operations, read_operations, read_samples

DESCRIBED = load_operations()
KNOWN = read_evidence()


def test_every_operation_has_a_row() -> None:
    """An operation that is new needs one in `facts/evidence.json`: the grades of all its sources, or empty lists."""
    assert read_operations().keys() == KNOWN.keys()
    assert DESCRIBED.keys() - KNOWN.keys() == set()


@pytest.mark.parametrize("key", sorted(DESCRIBED.keys() & KNOWN.keys()))
def test_the_strongest_source_decides(key: str) -> None:
    assert DESCRIBED[key]["x-evidence"] == read_grades(key)


def test_grades_are_listed_from_the_strongest_and_inferred_is_none() -> None:
    for known in KNOWN.values():
        for grades in (known.request, known.response):
            assert list(grades) == sorted(set(grades), key=GRADES.index)
            assert "inferred" not in grades


def test_every_grade_of_a_response_has_a_payload_or_a_reason() -> None:
    claimed = {(key, grade) for key, known in KNOWN.items() for grade in known.response}
    shown = {(key, grade) for key in KNOWN for grade in _grades_of_payloads(key)}
    assert shown - claimed == set()
    assert claimed - shown == WITHOUT_PAYLOAD.keys()


@pytest.mark.parametrize("key", sorted(key for key, known in read_operations().items() if known.answers))
def test_a_response_that_a_source_shows_is_not_called_inferred(key: str) -> None:
    assert KNOWN[key].response


def test_every_sample_says_which_operations_have_it_as_a_response() -> None:
    assert {sample.file for sample in read_samples()} == map_operations_of_samples().keys()
    named = {key for keys in map_operations_of_samples().values() for key in keys}
    assert named - KNOWN.keys() == set()


def test_refusals_name_known_operations_and_show_something() -> None:
    for refusal in read_known_errors():
        assert set(refusal.operations) <= KNOWN.keys()
        assert refusal.grade in GRADES
        assert refusal.grade != "inferred"
        assert refusal.status or refusal.code or refusal.fields or refusal.text
    assert len({refusal.case for refusal in read_known_errors()}) == len(read_known_errors())


@pytest.mark.parametrize(
    ("key", "sample"),
    [
        (key, sample)
        for sample in read_samples()
        for key in map_operations_of_samples().get(sample.file, ())
        if sample.group == "errors"
    ],
)
def test_the_error_of_a_sample_is_a_known_refusal(key: str, sample: Sample) -> None:
    assert any(_shows(refusal, sample.payload) for refusal in read_known_errors() if key in refusal.operations)


def _shows(refusal: KnownRefusal, error: Json) -> bool:
    return (
        refusal.code == error["error_code"]
        and (refusal.text or "") in error["error_message"]
        and set(refusal.fields) <= error["errors"].keys()
    )


def _grades_of_payloads(key: str) -> set[Grade]:
    """Return what the payloads in `facts/` prove. The responses of `operations.json` prove no more than a mock does."""
    graded = {GRADE_OF_SAMPLE[sample.strength] for sample in find_samples(key) if sample.strength != "mixed"}
    is_mocked = read_operations()[key].answers and "mock" in KNOWN[key].response
    return graded | ({"mock"} if is_mocked else set())


def test_the_guide_lists_every_known_refusal() -> None:
    lines = (Layout().root / "docs/guides/known-errors.md").read_text(encoding="utf-8").splitlines()
    start = lines.index("|---|---|---|---|---|---|---|") + 1
    rows = [line for line in lines[start:] if line.startswith("|")]
    assert rows == [name_error(refusal) for refusal in read_known_errors()]
