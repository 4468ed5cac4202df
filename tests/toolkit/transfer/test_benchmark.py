"""What the benchmark of exports and imports counts."""

from collections import Counter
from pathlib import Path

import httpx
import pytest

from benchmarks.stack_calls import (
    DOWNLOAD,
    MOST_CALLS,
    CallLog,
    compute_export_seconds,
    compute_import_seconds,
    count_calls,
    count_pages,
    plan_export,
    plan_import,
)
from benchmarks.stack_content import ARTICLE, CYCLE, Size, build_stack, create_stack, find_previous, open_client
from benchmarks.stack_differences import compare_stacks, count_lost
from contentstack_cma_emulator import Emulator
from contentstack_cma_toolkit.transfer import export_stack, import_stack

SIZE = Size(entries=100, locales=2, assets=3)


@pytest.mark.parametrize(("items", "pages"), [(0, 1), (1, 1), (100, 1), (101, 2), (4900, 49)])
def test_pages_hold_a_hundred_items(items: int, pages: int) -> None:
    assert count_pages(items) == pages


def test_every_circle_of_articles_is_closed() -> None:
    articles = SIZE.articles
    previous = [find_previous(number, articles) for number in range(articles)]
    assert sorted(previous) == list(range(articles))
    assert sum(number >= before for before, number in enumerate(previous)) == SIZE.cycles
    assert previous[0] == CYCLE - 1
    assert previous[CYCLE] == 2 * CYCLE - 1


def test_shortest_times_follow_from_the_fewest_calls() -> None:
    size = Size(entries=5_000, locales=3, assets=500)
    assert sum(plan_export(size).values()) == 3 * (1 + 49) + 7 + 500 + 15
    assert compute_export_seconds(size, 10) == pytest.approx(67.2)
    assert sum(plan_import(size).values()) == 15_000 + 245 + 500 + 5 + 2 + 1 + 2 + 1
    assert compute_import_seconds(size, 200) == pytest.approx(15_756 / 200 + 500 * 3 / 210)


def test_calls_are_counted_by_operation_and_status() -> None:
    calls = count_calls([("list_entries", 200), ("list_entries", 429), ("download /v3/assets/{uid}", 200), (None, 404)])
    assert calls.made == Counter({"list_entries": 2, DOWNLOAD: 1, "unknown": 1})
    assert calls.rejected == 1
    assert calls.total == 4
    assert calls.count_beyond({"list_entries": 1, DOWNLOAD: 1}) == 1
    assert calls.count_others({"list_entries": 1}) == 2


def test_calls_that_the_request_log_lost_are_noticed() -> None:
    with Emulator(demo=False, request_log=2) as emulator, httpx.Client(base_url=emulator.url) as client:
        log = CallLog(emulator)
        for expected in (1, 2):
            client.get("/v3/locales")
            assert log.read().total == expected
        client.get("/v3/locales")
        with pytest.raises(RuntimeError, match="lost 1 calls"):
            log.read()
        log.restart()
        assert log.read().total == 0


def test_what_is_missing_is_counted_once_for_each_copy() -> None:
    def build(*titles: str) -> dict[str, list[dict[str, object]]]:
        return {"entry": [{"title": title} for title in titles], "asset": [], "folder": []}

    assert count_lost(build("a", "b", "b"), build("b", "c")) == 2
    assert count_lost(build("a"), build("a", "a")) == 0


def test_copy_is_equal_and_takes_the_fewest_writes(tmp_path: Path) -> None:
    source = build_stack(SIZE, tmp_path / "state")
    with (
        Emulator(state=tmp_path / "state", demo=False, work_delay=0, request_log=MOST_CALLS) as emulator,
        open_client(emulator.url) as client,
    ):
        log = CallLog(emulator)
        export_stack(client.stack(source), tmp_path / "export").raise_for_failures()
        exported = log.read()
        target = create_stack(client, emulator.organization_uid)
        log.restart()
        import_stack(tmp_path / "export", client.stack(target)).raise_for_failures()
        imported = log.read()
        emulator.save(tmp_path / "imported")
        assert client.stack(target).entries(ARTICLE).count() == SIZE.articles
    assert exported.count_beyond(plan_export(SIZE)) == exported.count_others(plan_export(SIZE)) == 0
    assert imported.count_beyond(plan_import(SIZE)) == 0
    rows = list(compare_stacks("copy", tmp_path / "imported", source, target))
    assert [(row.what, row.ours) for row in rows] == [("copy: lost", 0), ("copy: doubled", 0), ("copy: differences", 0)]
