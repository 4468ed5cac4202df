"""The exit codes, and which error has which. No I/O."""

import sys
from collections.abc import Sequence
from enum import IntEnum


class ExitCode(IntEnum):
    """What the command line tells the program that started it."""

    OK = 0
    FAILED = 1
    """The API rejected the call, some items failed, or the user said no."""
    USAGE = 2
    """An option, an argument or an input file is wrong, or a confirmation is missing. Nothing was sent."""
    NOT_PERMITTED = 3
    """Not signed in, or not permitted."""
    NOT_FOUND = 4
    UNREACHABLE = 5
    """No connection, a timeout or a failure of the server: the outcome may be unknown."""
    INTERRUPTED = 130
    """Ctrl-C."""
    BROKEN_PIPE = 141
    """The program that read the output has ended, such as `head`."""


class CommandError(Exception):
    """An error that the user can correct.

    Args:
        message: What is wrong, and what to do.
        code: The exit code. Default: wrong usage.
    """

    def __init__(self, message: str, code: ExitCode = ExitCode.USAGE) -> None:
        super().__init__(message)
        self.code = code


_SYSTEM: tuple[tuple[type[BaseException], ExitCode], ...] = (
    (KeyboardInterrupt, ExitCode.INTERRUPTED),
    (BrokenPipeError, ExitCode.BROKEN_PIPE),
    (FileNotFoundError, ExitCode.USAGE),
    (IsADirectoryError, ExitCode.USAGE),
    (NotADirectoryError, ExitCode.USAGE),
    (PermissionError, ExitCode.USAGE),
    (OSError, ExitCode.FAILED),
    (ValueError, ExitCode.USAGE),
)
"""Exit codes of Python's own errors. The first kind that fits counts."""


def choose_exit_code(error: BaseException) -> ExitCode | None:
    """Return the exit code of an error; None if it is not an expected one."""
    if isinstance(error, CommandError):
        return error.code
    if is_keyring_error(error):
        return ExitCode.NOT_PERMITTED
    of_system = next((code for kind, code in _SYSTEM if isinstance(error, kind)), None)
    return _choose_for_call(error) or of_system


def is_keyring_error(error: BaseException) -> bool:
    """Return whether the system's keyring failed; the library is loaded only if it is used."""
    errors = sys.modules.get("keyring.errors")
    return errors is not None and isinstance(error, errors.KeyringError)


def _choose_for_call(error: BaseException) -> ExitCode | None:
    """Return the exit code of an error of the SDK; None for others."""
    from contentstack_cma import errors

    if not isinstance(error, errors.ContentstackError):
        return None
    table: tuple[tuple[ExitCode, tuple[type[Exception], ...]], ...] = (
        (ExitCode.NOT_FOUND, (errors.NotFoundError, errors.StackNotFoundError)),
        (ExitCode.UNREACHABLE, (errors.TransportError, errors.ServerError)),
        (ExitCode.USAGE, (errors.CheckpointError, errors.UploadError)),
        (ExitCode.NOT_PERMITTED, (errors.TokenStoreError, PermissionError)),
    )
    found = next((code for code, kinds in table if isinstance(error, kinds)), ExitCode.FAILED)
    is_unknown = found is ExitCode.FAILED and error.outcome is errors.Outcome.UNKNOWN
    return ExitCode.UNREACHABLE if is_unknown else found


def choose_failure_code(cause: BaseException | None) -> ExitCode:
    """Return the exit code of a run of several calls that has failed: that of its cause, if that says more."""
    code = None if cause is None else choose_exit_code(cause)
    if code is ExitCode.UNREACHABLE or code is ExitCode.NOT_PERMITTED:
        return code
    return ExitCode.FAILED


def combine_exit_codes(failures: Sequence[ExitCode], total: int) -> ExitCode:
    """Return the exit code for several items: that of the failures if all items failed alike, else `FAILED`."""
    if not failures:
        return ExitCode.OK
    is_common = len(failures) == total and len(set(failures)) == 1
    return failures[0] if is_common else ExitCode.FAILED
