"""Progress of a run: what is computed from counts, and where it is shown."""

import logging
import sys
from collections.abc import Callable
from io import StringIO
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from contentstack_cma.bulk.meter import SHOW_INTERVAL, Meter, Progress, format_duration
from contentstack_cma.bulk.progress import open_display


def describe(done: int, failed: int = 0, total: int | None = 100, elapsed: float = 10.0) -> Progress:
    return Progress(done=done, failed=failed, total=total, rate=0.0, elapsed=elapsed, time_left=None)


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def open_terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    stream = Terminal()
    monkeypatch.setattr("sys.stderr", stream)
    return stream


@pytest.mark.parametrize(
    ("progress", "text"),
    [
        (
            Progress(done=1234, failed=3, total=5000, rate=9.84, elapsed=130.0, time_left=370.0),
            "1,234 of 5,000 done, 3 failed, 9.8/s, 6 min left",
        ),
        (Progress(done=7, failed=0, total=None, rate=0.0, elapsed=1.0, time_left=None), "7 done"),
        (Progress(done=5, failed=0, total=5, rate=2.0, elapsed=2.5, time_left=0.0), "5 of 5 done, 2.0/s"),
    ],
)
def test_progress_reads_as_a_sentence(progress: Progress, text: str) -> None:
    assert str(progress) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.2, "1 s"), (59.0, "59 s"), (90.0, "2 min"), (3599.0, "60 min"), (3600.0, "1 h 0 min"), (7500.0, "2 h 5 min")],
)
def test_durations_are_short(seconds: float, text: str) -> None:
    assert format_duration(seconds) == text


def test_the_rate_is_that_of_the_recent_past() -> None:
    meter = Meter(started=0.0)
    for second in range(1, 101):
        meter.measure(float(second), done=second * 10, failed=0, total=None)
    for second in range(101, 130):
        meter.measure(float(second), done=1000 + (second - 100), failed=0, total=None)
    progress = meter.measure(130.0, done=1030, failed=0, total=None)
    assert progress.rate == pytest.approx(1.0)
    assert progress.elapsed == 130.0


def test_failed_items_are_part_of_rate_and_time_left() -> None:
    progress = Meter(started=0.0).measure(10.0, done=15, failed=5, total=60)
    assert progress.rate == 2.0
    assert progress.time_left == 20.0


def test_items_of_an_earlier_run_do_not_raise_the_rate() -> None:
    progress = Meter(started=0.0, done=1000).measure(10.0, done=1010, failed=0, total=1020)
    assert progress.rate == 1.0
    assert progress.time_left == 10.0


@pytest.mark.parametrize(("done", "total", "time_left"), [(0, 10, None), (0, None, None), (10, 10, 0.0), (12, 10, 0.0)])
def test_time_left_is_unknown_without_a_rate_or_a_total(done: int, total: int | None, time_left: float | None) -> None:
    assert Meter(started=5.0).measure(5.0, done=done, failed=0, total=total).time_left == time_left


def test_counts_that_fall_give_no_negative_rate() -> None:
    meter = Meter(started=0.0, done=10)
    assert meter.measure(1.0, done=4, failed=0, total=None).rate == 0.0


def test_ten_thousand_items_a_second_are_shown_ten_times() -> None:
    meter = Meter(started=0.0)
    shown = 0
    for item in range(10_000):
        now = item / 10_000
        if meter.is_due(now):
            meter.measure(now, done=item, failed=0, total=10_000)
            shown += 1
    assert 9 <= shown <= 1 / SHOW_INTERVAL + 1


def test_a_long_run_keeps_few_samples() -> None:
    meter = Meter(started=0.0)
    for tick in range(100_000):
        meter.measure(tick / 1000, done=tick, failed=0, total=None)
    assert len(meter._samples) <= 303


def test_a_function_is_called_with_each_progress_and_the_last_one() -> None:
    calls: list[Progress] = []
    display = open_display(calls.append, "Publish")
    display.show(describe(1))
    display.close(describe(2))
    assert [progress.done for progress in calls] == [1, 2]


def test_an_exception_of_the_function_is_logged_once_and_reaches_nobody(caplog: pytest.LogCaptureFixture) -> None:
    def fail(progress: Progress) -> None:
        raise RuntimeError("broken")

    display = open_display(fail, "Publish")
    with caplog.at_level(logging.WARNING, "contentstack_cma"):
        display.show(describe(1))
        display.close(describe(2))
    (record,) = caplog.records
    assert "fail failed; the run continues" in record.getMessage()


async def call_later(progress: Progress) -> None:
    raise AssertionError


@pytest.mark.parametrize("choice", [None, "yes", 1, call_later])
def test_what_is_no_choice_is_rejected(choice: Any) -> None:
    with pytest.raises(TypeError, match="progress"):
        open_display(choice, "Publish")


def test_without_a_choice_nothing_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    display = open_display(False, "Publish")
    display.show(describe(1, elapsed=60.0))
    display.close(describe(2, elapsed=61.0))
    assert capsys.readouterr().err == ""


def test_without_a_terminal_there_is_a_line_every_five_seconds_and_at_the_end(
    capsys: pytest.CaptureFixture[str],
) -> None:
    display = open_display(True, "Publish")
    for elapsed in range(12):
        display.show(describe(elapsed, elapsed=float(elapsed)))
    display.close(describe(100, elapsed=12.0))
    assert capsys.readouterr().err.splitlines() == [
        "Publish: 5 of 100 done",
        "Publish: 10 of 100 done",
        "Publish: 100 of 100 done",
    ]


@pytest.mark.parametrize("stream", [None, "closed"])
def test_a_missing_standard_error_does_not_end_the_run(monkeypatch: pytest.MonkeyPatch, stream: str | None) -> None:
    closed = StringIO()
    closed.close()
    display = open_display(True, "Publish")
    monkeypatch.setattr("sys.stderr", closed if stream else None)
    display.close(describe(1))


def test_a_program_without_standard_error_opens_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", None)
    display = open_display(True, "Publish")
    display.close(describe(1))
    assert type(display).__name__ == "LineDisplay"


def test_a_terminal_shows_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = open_terminal(monkeypatch)
    display = open_display(True, "Publish [b]entries")
    display.show(describe(50))
    display.close(describe(97, failed=3))
    text = terminal.getvalue()
    assert "Publish [b]entries" in text
    assert "━" in text
    assert "97 of 100 done, 3 failed\n" in text


def test_a_bar_gives_standard_error_back(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = open_terminal(monkeypatch)
    open_display(True, "Publish").close(describe(1))
    assert sys.stderr is terminal


def test_what_a_program_prints_to_a_file_does_not_get_onto_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal, file = open_terminal(monkeypatch), StringIO()
    monkeypatch.setattr("sys.stdout", file)
    display = open_display(True, "Publish")
    sys.stdout.write("printed\n")
    display.close(describe(1))
    assert (file.getvalue(), "printed" in terminal.getvalue()) == ("printed\n", False)


def test_lines_replace_the_bar_without_rich(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = open_terminal(monkeypatch)
    monkeypatch.setitem(sys.modules, "rich.progress", None)
    open_display(True, "Publish").close(describe(100))
    assert terminal.getvalue() == "Publish: 100 of 100 done\n"


def test_lines_replace_the_bar_on_a_dumb_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = open_terminal(monkeypatch)
    monkeypatch.setenv("TERM", "dumb")
    open_display(True, "Publish").close(describe(100))
    assert terminal.getvalue() == "Publish: 100 of 100 done\n"


class Notebook:
    """Replaces IPython in a kernel: `outputs` holds what a cell would show, as it changes."""

    def __init__(self) -> None:
        self.outputs: list[dict[str, str]] = []

    def display(self, data: dict[str, str], *, raw: bool, display_id: bool) -> "Notebook":
        assert raw
        assert display_id
        self.outputs.append(data)
        return self

    def update(self, data: dict[str, str], *, raw: bool) -> None:
        assert raw
        self.outputs[-1] = data


def install_ipython(monkeypatch: pytest.MonkeyPatch, shell: object, display: Callable[..., object]) -> None:
    package, module = ModuleType("IPython"), ModuleType("IPython.display")
    vars(package)["get_ipython"] = lambda: shell
    vars(module)["display"] = display
    monkeypatch.setitem(sys.modules, "IPython", package)
    monkeypatch.setitem(sys.modules, "IPython.display", module)


def test_a_notebook_shows_one_bar_that_moves(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    notebook = Notebook()
    install_ipython(monkeypatch, SimpleNamespace(kernel=object()), notebook.display)
    display = open_display(True, "Publish <entries>")
    display.show(describe(50))
    display.close(describe(97, failed=3))
    (output,) = notebook.outputs
    assert output["text/plain"] == "Publish <entries>: 97 of 100 done, 3 failed"
    assert '<progress value="100" max="100">' in output["text/html"]
    assert "Publish &lt;entries&gt;" in output["text/html"]
    assert capsys.readouterr().err == ""


def test_a_notebook_bar_without_a_total_is_text(monkeypatch: pytest.MonkeyPatch) -> None:
    notebook = Notebook()
    install_ipython(monkeypatch, SimpleNamespace(kernel=object()), notebook.display)
    open_display(True, "Publish").close(describe(7, total=None))
    assert notebook.outputs[0]["text/html"] == "<div>Publish 7 done</div>"


@pytest.mark.parametrize("shell", [None, SimpleNamespace()])
def test_ipython_on_a_terminal_is_no_notebook(
    monkeypatch: pytest.MonkeyPatch, shell: object, capsys: pytest.CaptureFixture[str]
) -> None:
    notebook = Notebook()
    install_ipython(monkeypatch, shell, notebook.display)
    open_display(True, "Publish").close(describe(100))
    assert notebook.outputs == []
    assert capsys.readouterr().err == "Publish: 100 of 100 done\n"
