"""Run commands: the options that they share, errors and exit codes."""

import inspect
import logging
import os
import sys
import warnings
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import typer

from .connection import Account, find_account, open_client
from .exit_codes import ExitCode, choose_exit_code
from .options import ANNOTATIONS, DEFAULTS
from .output import Output, write_message
from .terminal import confirm

if TYPE_CHECKING:
    from contentstack_cma import Client, Stack


@dataclass
class Run:
    """One run of a command: its shared options, and what it needs. The client is opened on first use.

    Attributes:
        options: The shared options by name.
        output: Where results go.
    """

    options: dict[str, Any]
    output: Output
    _account: Account | None = None
    _opened: ExitStack = field(default_factory=ExitStack)

    @property
    def profile(self) -> str | None:
        """The profile that was chosen on the command line."""
        chosen: str | None = self.options.get("profile")
        return chosen

    @property
    def shows_progress(self) -> bool:
        """Whether to show how far the command is."""
        return sys.stderr.isatty() and not self.output.as_json and not self.options.get("quiet")

    @property
    def account(self) -> Account:
        """The account of the command."""
        if self._account is None:
            self._account = find_account(self.profile)
        return self._account

    def open_client(self, profile: str | None = None) -> "Client":
        """Return a client that is closed at the end of the command.

        Args:
            profile: The profile. Default: that of the command.
        """
        account = self.account if profile is None else find_account(profile)
        return self._opened.enter_context(open_client(account))

    def find_stack(self) -> tuple[str, str | None]:
        """Return the API key and the branch of the command.

        Raises:
            CommandError: No stack was named.
        """
        return self.account.choose_stack(self.options.get("stack"), self.options.get("branch"), os.environ)

    def open_stack(self) -> "Stack":
        """Return the stack of the command.

        Raises:
            CommandError: No stack was named.
        """
        key, branch = self.find_stack()
        return self.open_client().stack(key, branch=branch)

    def describe_stack(self) -> str:
        """Return the stack and its branch for a question."""
        key, branch = self.find_stack()
        return f"stack {key}, {'main branch' if branch is None else f'branch {branch}'}"

    def confirm(self, question: str, affected: Sequence[str]) -> None:
        """Show what will be destroyed and ask, unless `--yes` was passed.

        Raises:
            CommandError: The user says no, or nobody can be asked.
        """
        confirm(question, affected, is_confirmed=bool(self.options.get("yes")))

    def close(self) -> None:
        """Close the client."""
        self._opened.close()


def add_command(
    app: typer.Typer, name: str, options: Sequence[str], **settings: Any
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a function as a command. Its first parameter is the `Run`, the others are its arguments and options.

    Args:
        app: The group of commands.
        name: Name of the command.
        options: Names of the shared options that it has.
        **settings: Passed to `typer.Typer.command`.
    """

    def register(function: Callable[..., None]) -> Callable[..., None]:
        def call(**values: Any) -> None:
            shared = {option: values.pop(option) for option in options}
            code = execute(Run(shared, Output(as_json=shared["json"])), function, values)
            if code is not ExitCode.OK:
                raise typer.Exit(code)

        call.__doc__ = function.__doc__
        call.__name__ = function.__name__
        call.__annotations__ = {}
        vars(call)["__signature__"] = _build_signature(function, options)
        app.command(name, **settings)(call)
        return function

    return register


def execute(run: Run, function: Callable[..., None], values: dict[str, Any]) -> ExitCode:
    """Run a command, and show its errors. Unexpected ones are raised."""
    with warnings.catch_warnings(), _log_requests(run.options["verbose"]):
        warnings.showwarning = _show_warning
        try:
            with closing(run):
                function(run, **values)
            sys.stdout.flush()
        except (KeyboardInterrupt, Exception) as error:  # noqa: BLE001 - unexpected ones are raised again
            return _show_error(error)
    return ExitCode.OK


def _show_error(error: BaseException) -> ExitCode:
    """Show an expected error, and return its exit code."""
    if isinstance(error, typer.Exit):
        return ExitCode(error.exit_code)
    code = ExitCode.INTERRUPTED if isinstance(error, typer.Abort) else choose_exit_code(error)
    if code is None:
        raise error
    if code is ExitCode.BROKEN_PIPE:
        _discard_output()
    else:
        write_message("interrupted" if code is ExitCode.INTERRUPTED else f"contentstack-cma: {_describe(error)}")
    return code


def _describe(error: BaseException) -> str:
    if type(error).__module__ == "builtins" and isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}"
    return str(error) or type(error).__name__


def _discard_output() -> None:
    """Let the interpreter write the rest of its output to nowhere at its end, instead of failing."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _build_signature(function: Callable[..., None], options: Sequence[str]) -> inspect.Signature:
    _, *own = inspect.signature(function, eval_str=True).parameters.values()
    shared = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=DEFAULTS[name], annotation=ANNOTATIONS[name])
        for name in options
    ]
    return inspect.Signature([*own, *shared])


@contextmanager
def _log_requests(verbosity: int) -> Generator[None]:
    """Log requests to standard error, unless `CONTENTSTACK_LOG` does so anyway."""
    if not verbosity or os.environ.get("CONTENTSTACK_LOG"):
        yield
        return
    log, handler = logging.getLogger("contentstack_cma"), logging.StreamHandler(sys.stderr)
    level = log.level
    log.addHandler(handler)
    log.setLevel(logging.INFO if verbosity == 1 else logging.DEBUG)
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.setLevel(level)


def _show_warning(message: Warning | str, *_: object, **__: object) -> None:
    write_message(f"contentstack-cma: warning: {message}")
