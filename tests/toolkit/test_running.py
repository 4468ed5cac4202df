"""What every command has in common: options, messages, exit codes."""

import errno
import io
import logging
import re
import warnings
from typing import Any

import pytest
import typer

from contentstack_cma import errors
from contentstack_cma.errors import ErrorDetails, Outcome
from contentstack_cma_emulator import Emulator
from contentstack_cma_toolkit.cli import output
from contentstack_cma_toolkit.cli.exit_codes import CommandError, ExitCode, choose_exit_code, combine_exit_codes
from contentstack_cma_toolkit.cli.output import Output
from contentstack_cma_toolkit.cli.running import Run, execute
from tests.toolkit.support.command_line import CommandLine, list_commands

COMMANDS = [names for names in list_commands() if names]
PASSED_THROUGH = ("emulator",)
"""The command whose options are those of another."""


def build_api_error(kind: type[errors.ApiError], outcome: Outcome = Outcome.REJECTED) -> errors.ApiError:
    error = kind(ErrorDetails(status=400, method="GET", path="/v3/stacks"))
    error.outcome = outcome
    return error


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (CommandError("wrong"), 2),
        (CommandError("wrong", ExitCode.NOT_PERMITTED), 3),
        (build_api_error(errors.BadRequestError), 1),
        (build_api_error(errors.ValidationError), 1),
        (build_api_error(errors.RateLimitError), 1),
        (build_api_error(errors.ApiError, Outcome.UNKNOWN), 5),
        (build_api_error(errors.AuthenticationError), 3),
        (build_api_error(errors.PermissionDeniedError), 3),
        (errors.AuthMethodError("no"), 3),
        (errors.MissingCredentialsError("no"), 3),
        (errors.OAuthError("no"), 3),
        (errors.TokenStoreError("no"), 3),
        (build_api_error(errors.NotFoundError), 4),
        (build_api_error(errors.StackNotFoundError), 4),
        (build_api_error(errors.ServerError), 5),
        (errors.ConnectError("no"), 5),
        (errors.ConnectionLostError("no"), 5),
        (errors.RequestTimeoutError("no"), 5),
        (errors.DeadlineExceededError("no"), 5),
        (errors.UploadError("no"), 2),
        (errors.ListChangedError(2, 1), 1),
        (FileNotFoundError(errno.ENOENT, "no", "x"), 2),
        (OSError(errno.ENOSPC, "full"), 1),
        (ValueError("no"), 2),
        (KeyboardInterrupt(), 130),
        (BrokenPipeError(), 141),
        (TypeError("a mistake of ours"), None),
    ],
)
def test_each_error_has_an_exit_code(error: BaseException, code: int | None) -> None:
    assert choose_exit_code(error) == code


@pytest.mark.parametrize(
    ("failures", "total", "code"), [([], 2, 0), ([4, 4], 2, 4), ([4], 2, 1), ([4, 3], 2, 1), ([5], 1, 5)]
)
def test_several_items_have_the_code_of_all_or_one(failures: list[int], total: int, code: int) -> None:
    assert combine_exit_codes([ExitCode(failure) for failure in failures], total) == code


def run(function: Any, **options: Any) -> ExitCode:
    shared = {"verbose": 0, "json": False, **options}
    return execute(Run(shared, Output(as_json=shared["json"])), lambda _: function(), {})


def test_a_warning_is_a_message(capsys: pytest.CaptureFixture[str]) -> None:
    def warn() -> None:
        warnings.simplefilter("always")
        warnings.warn("the list became longer", errors.ListChangedWarning, stacklevel=1)

    assert run(warn) == ExitCode.OK
    assert capsys.readouterr().err == "contentstack-cma: warning: the list became longer\n"


def test_an_interruption_is_no_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    def abort() -> None:
        raise typer.Abort

    assert (run(interrupt), run(abort)) == (ExitCode.INTERRUPTED, ExitCode.INTERRUPTED)
    assert capsys.readouterr().err == "interrupted\ninterrupted\n"


def test_a_mistake_of_ours_is_a_traceback() -> None:
    def fail() -> None:
        raise TypeError("a mistake")

    with pytest.raises(TypeError, match="a mistake"):
        run(fail)


def test_text_that_the_terminal_cannot_encode_is_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr("sys.stdout", stream)
    output.write_line("ü")
    Output(as_json=True).show_item({"title": "ü\ud800"})
    stream.seek(0)
    assert stream.read() == '\\xfc\n{"title": "\\u00fc\\ud800"}\n'


def test_verbose_logs_requests_and_no_secret(signed_in: CommandLine, emulator: Emulator) -> None:
    plain, details = signed_in.run("stacks", "-v", "--json"), signed_in.run("stacks", "-vv", "--json")
    assert re.fullmatch(r"GET /v3/stacks 200 .*\n", plain.err)
    assert len(details.err.splitlines()) > len(plain.err.splitlines())
    assert emulator.authtoken not in details.err + details.out
    assert plain.out == signed_in.run("stacks", "--json").out
    assert signed_in.run("stacks").err == ""
    assert logging.getLogger("contentstack_cma").level == logging.NOTSET


@pytest.mark.parametrize("names", COMMANDS, ids=" ".join)
def test_every_command_says_what_it_does(names: tuple[str, ...], command_line: CommandLine) -> None:
    if names == PASSED_THROUGH:
        return
    shown = command_line.run(*names, "--help")
    assert (shown.code, shown.err) == (0, "")
    usage, description = shown.out.strip().split("\n\n")[:2]
    assert usage.startswith(f"Usage: contentstack-cma {' '.join(names)} [OPTIONS]")
    assert re.match(r"  [A-Z].*\.", description, flags=re.DOTALL)
    assert "Args:" not in shown.out


@pytest.mark.parametrize("names", COMMANDS, ids=" ".join)
def test_every_command_prints_json_and_logs(names: tuple[str, ...], command_line: CommandLine) -> None:
    is_group = any(other[: len(names)] == names and other != names for other in COMMANDS)
    if is_group or names == PASSED_THROUGH:
        return
    shown = command_line.run(*names, "-h").out
    assert "--json" in shown
    assert "--verbose" in shown


@pytest.mark.parametrize("names", COMMANDS, ids=" ".join)
def test_no_secret_is_an_option(names: tuple[str, ...], command_line: CommandLine) -> None:
    options = re.findall(r"--[a-z-]+", command_line.run(*names, "--help").out) if names != PASSED_THROUGH else []
    assert not {option for option in options if re.search("password|secret|token", option)}


def test_without_a_command_the_help_is_shown(command_line: CommandLine) -> None:
    done = command_line.run()
    assert "Usage: contentstack-cma [OPTIONS] COMMAND" in done.out + done.err
    assert command_line.run("--version").out.startswith("contentstack-cma 0.")


@pytest.mark.parametrize("arguments", [["bogus"], ["stacks", "--bogus"], ["entries", "bogus"], ["jobs", "list", "x"]])
def test_an_unknown_command_or_option_is_wrong_usage(arguments: list[str], command_line: CommandLine) -> None:
    done = command_line.run(*arguments)
    assert (done.code, done.out) == (2, "")
    assert "Usage: contentstack-cma" in done.err


def test_no_connection_has_its_exit_code(signed_in: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTENTSTACK_BASE_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("CONTENTSTACK_DEADLINE", "0.5")
    done = signed_in.run("stacks")
    assert (done.code, done.out) == (5, "")
    assert done.err.startswith("contentstack-cma: ")


def test_a_wrong_variable_is_wrong_usage(signed_in: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTENTSTACK_DEADLINE", "soon")
    done = signed_in.run("stacks")
    assert (done.code, "CONTENTSTACK_DEADLINE" in done.err) == (2, True)
