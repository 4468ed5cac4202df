"""The command as a process: how fast it starts, terminals, pipes and signals."""

import json
import os
import signal
import subprocess
import sys
import time
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from contentstack_cma import Stack, __version__
from contentstack_cma_emulator import Emulator
from contentstack_cma_toolkit.cli.__main__ import main
from tests.toolkit.support.command_line import COMMAND, CommandLine, run_process
from tests.toolkit.support.terminals import open_terminal

QUICK = 0.3
"""Seconds that printing the version may take."""

HEAVY = {"asyncio", "httpx", "rich", "typer"}


def test_the_command_is_installed() -> None:
    (command,) = entry_points(group="console_scripts", name="contentstack-cma")
    assert command.load() is main


def test_the_version_is_printed_in_no_time() -> None:
    times: list[float] = []
    for _ in range(5):
        begun = time.perf_counter()
        done = run_process("--version")
        times.append(time.perf_counter() - begun)
        assert (done.code, done.out, done.err) == (0, f"contentstack-cma {__version__}\n", "")
    assert min(times) < QUICK


@pytest.mark.parametrize(("arguments", "loaded"), [(["--version"], set()), (["entries", "--help"], {"typer"})])
def test_only_what_a_command_needs_is_loaded(arguments: list[str], loaded: set[str]) -> None:
    program = """
import sys
from contentstack_cma_toolkit.cli.__main__ import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
print(*sys.modules, file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True)
    assert HEAVY & set(done.stderr.split()) == loaded


def test_a_missing_extra_is_named(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("contentstack_cma_toolkit.cli.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "typer", None)
    assert main(["stacks"]) == 2
    assert capsys.readouterr().err == 'contentstack-cma: typer is not installed: pip install "contentstack-cma[cli]"\n'


def test_a_process_has_the_exit_code(signed_in: CommandLine) -> None:
    assert run_process("stacks").code == 0
    assert run_process("entries", "get", "blog_post", "blt0").code == 4
    assert run_process("entries", "get").code == 2
    done = run_process("stacks", CONTENTSTACK_AUTHTOKEN="wrong")
    assert (done.code, "Traceback" in done.err) == (3, False)


def test_a_reader_that_ends_early_is_no_error(signed_in: CommandLine, stack: Stack) -> None:
    stack.entries("blog_post").create({"title": "Nobody reads it", "url": "/unread"})
    command = [*COMMAND, "entries", "list", "blog_post", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="the wait for the connection reads /proc")
def test_an_interrupted_command_ends_without_a_traceback(signed_in: CommandLine, emulator: Emulator) -> None:
    emulator.delay_next(20.0)
    before = len(emulator.requests)
    with subprocess.Popen([*COMMAND, "stacks"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        _wait_for_connection(process)
        process.send_signal(signal.SIGINT)
        shown, messages = process.communicate(timeout=30)
    assert (process.returncode, shown, messages) == (130, b"", b"interrupted\n")
    assert len(emulator.requests) - before <= 1


def test_an_interrupted_command_goes_on_by_its_checkpoint(
    signed_in: CommandLine, emulator: Emulator, stack: Stack
) -> None:
    rows = [{"title": f"Interrupted {number}", "url": f"/interrupted/{number}"} for number in range(60)]
    Path("rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    arguments = ["entries", "create", "blog_post", "--file", "rows.jsonl", "--key", "title"]
    arguments += ["--checkpoint", "load.jsonl", "--concurrency", "2"]
    emulator.delay_next(0.1, 50, method="POST")
    with subprocess.Popen([*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        while _count_interrupted(stack) < 10:
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        shown, messages = process.communicate(timeout=30)
    assert (process.returncode, shown) == (130, "")
    report, advice, end = messages.splitlines()
    assert " created in " in report
    assert (advice, end) == ("To go on where it was, run the same command again.", "interrupted")
    created = _count_interrupted(stack)
    assert 10 <= created < 60
    done = run_process(*arguments)
    assert (done.code, f"{60 - created} created, {created} by an earlier run in" in done.err) == (0, True)
    assert _count_interrupted(stack) == 60


def _count_interrupted(stack: Stack) -> int:
    return stack.entries("blog_post").count(query={"title": {"$regex": "^Interrupted"}})


def test_a_person_sees_how_far_a_file_is_and_which_rows_fail(signed_in: CommandLine) -> None:
    Path("rows.csv").write_text("title,url\n[b]Shown,/shown\nmalformed\n", encoding="utf-8")
    with open_terminal(["entries", "create", "blog_post", "--file", "rows.csv"]) as terminal:
        assert terminal.finish() == 1
    assert "━" in terminal.shown
    assert "rows.csv:3: has 1 cells, but the header has 2" in terminal.shown
    assert "1 created, 1 failed in" in terminal.shown


def _wait_for_connection(process: "subprocess.Popen[bytes]") -> None:
    """Wait until the command has opened a socket."""
    for _ in range(300):
        files = [path for path in Path(f"/proc/{process.pid}/fd").iterdir() if path.is_symlink()]
        if any(str(path.readlink()).startswith("socket:") for path in files):
            time.sleep(0.2)
            return
        time.sleep(0.1)
    raise AssertionError("the command opened no connection")


def test_the_emulator_runs_until_it_is_interrupted(command_line: CommandLine) -> None:
    command = [*COMMAND, "emulator", "--port", "0", "--env", "emulator.env"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline().startswith("base URL")
        written = Path("emulator.env").read_text(encoding="utf-8")
        variables = dict(line.split("=", 1) for line in written.splitlines() if not line.startswith("#"))
        assert run_process("entries", "list", "blog_post", **variables).code == 0
        process.send_signal(signal.SIGINT)
        _, messages = process.communicate(timeout=30)
    assert (process.returncode, messages) == (0, "")


def test_a_person_sees_a_table_and_is_asked(signed_in: CommandLine, stack: Stack) -> None:
    entry = stack.entries("blog_post").create({"title": "Only me [bold]", "url": "/only"})
    with open_terminal(["entries", "list", "blog_post", "--query", '{"url": "/only"}']) as terminal:
        assert terminal.finish() == 0
    header, row = terminal.shown.splitlines()[:2]
    assert "uid" in header
    assert "title" in header
    assert entry.uid in row
    assert "Only me [bold]" in row
    with open_terminal(["entries", "delete", "blog_post", entry.uid]) as terminal:
        terminal.wait_for("[y/N]: ")
        terminal.type("n\n")
        assert terminal.finish() == 1
    assert stack.entries("blog_post").get(entry.uid).title == entry.title
    with open_terminal(["entries", "delete", "blog_post", entry.uid]) as terminal:
        terminal.wait_for("[y/N]: ")
        assert terminal.interrupt() == 130
    with open_terminal(["entries", "delete", "blog_post", entry.uid]) as terminal:
        terminal.wait_for("[y/N]: ")
        terminal.type("y\n")
        assert terminal.finish() == 0
    assert list(stack.entries("blog_post").list(query={"url": "/only"})) == []


def test_the_progress_of_files_is_shown_on_a_terminal(signed_in: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "[big].bin"
    path.write_bytes(b"x" * 2_000_000)
    with open_terminal(["assets", "upload", str(path)]) as terminal:
        assert terminal.finish() == 0
    assert "100%" in terminal.shown
    assert "[big].bin" in terminal.shown


def test_the_completion_of_a_shell_knows_the_commands(command_line: CommandLine) -> None:
    command_line.run("profiles", "add", "live")
    variables = {"_CONTENTSTACK_CMA_COMPLETE": "complete_bash"}
    words = {"COMP_WORDS": "contentstack-cma en", "COMP_CWORD": "1"}
    assert _complete(variables | words) == ["entries"]
    words = {"COMP_WORDS": "contentstack-cma stacks --profile l", "COMP_CWORD": "3"}
    assert _complete(variables | words) == ["live"]


def _complete(variables: dict[str, str]) -> list[str]:
    command = str(Path(sys.executable).with_name("contentstack-cma"))
    done = subprocess.run([command], env=os.environ | variables, capture_output=True, text=True, check=False)
    return done.stdout.split()
