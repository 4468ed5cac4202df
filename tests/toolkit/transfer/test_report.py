"""What a transfer reports."""

import json
import pickle

import pytest

from contentstack_cma.bulk import ItemState
from contentstack_cma_toolkit.transfer import MODULES, FolderError, TransferError, TransferReport
from contentstack_cma_toolkit.transfer.modules import choose_modules


def build_report(failures: int = 1) -> TransferReport:
    report = TransferReport("export", seconds=1.25)
    report.add("entries", ItemState.CREATED, 1_200)
    report.add("locales", ItemState.CREATED, 2)
    report.add("labels", ItemState.CREATED, 0)
    for number in range(failures):
        report.add_failure("entries", FolderError("entries/page/en-us/index.json", "not JSON", f"p{number}"))
    report.add_note("releases", "not in this plan")
    return report


def test_report_is_a_short_table() -> None:
    assert str(build_report()).splitlines() == [
        "export in 1.2 s",
        "  locales  2 created",
        "  entries  1,200 created, 1 failed",
        "  labels   none",
        "failures:",
        "  entries p0 (entries/page/en-us/index.json): not JSON",
        "notes:",
        "  releases: not in this plan",
    ]


def test_long_report_is_bounded() -> None:
    lines = str(build_report(500)).splitlines()
    assert len(lines) < 30
    assert "  and 490 more" in lines


def test_report_is_plain_data() -> None:
    data = json.loads(json.dumps(build_report().to_dict()))
    assert data["counts"] == {
        "locales": {"created": 2},
        "entries": {"created": 1200, "failed": 1},
        "labels": {"created": 0},
    }
    assert data["is_success"] is False
    assert data["failures"] == [
        {"module": "entries", "error": "not JSON", "uid": "p0", "file": "entries/page/en-us/index.json"}
    ]
    assert data["notes"] == [{"module": "releases", "text": "not in this plan", "uid": None}]


def test_counts_of_what_did_not_occur_are_zero() -> None:
    counts = build_report().counts
    assert counts["entries"]["skipped"] == 0
    assert "assets" not in counts


def test_failures_are_raised() -> None:
    build_report(0).raise_for_failures()
    report = build_report(3)
    assert not report.is_success
    with pytest.raises(TransferError, match="1,200 created, 3 failed") as caught:
        report.raise_for_failures()
    again = pickle.loads(pickle.dumps(caught.value))
    assert list(again.failures) == report.failures
    assert str(again) == str(report)


def test_modules_come_in_the_order_of_an_import() -> None:
    assert choose_modules(["entries", "locales"]) == ("locales", "entries")
    assert choose_modules(None) == MODULES


def test_unknown_modules_are_an_error() -> None:
    with pytest.raises(ValueError, match=r"unknown modules: 'entrys'\. There are: branches, locales"):
        choose_modules(["entrys"])
    with pytest.raises(ValueError, match="no modules"):
        choose_modules([])
    with pytest.raises(TypeError, match=r"such as \['entries'\]"):
        choose_modules("entries")
