"""The logger of this package, and `CONTENTSTACK_LOG`."""

import logging
import sys
from collections.abc import Mapping
from threading import Lock
from typing import TextIO

LOG = logging.getLogger("contentstack_cma")
LOG.addHandler(logging.NullHandler())

_VARIABLE = "CONTENTSTACK_LOG"
_LEVELS = {"info": logging.INFO, "debug": logging.DEBUG}
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_lock = Lock()


class _StderrHandler(logging.Handler):
    """Write to standard error, unless the program already logs to it.

    Attributes:
        value: The value of the variable that turned it on.
    """

    value: str = ""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(logging.Formatter(_FORMAT))

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record."""
        stream: TextIO | None = sys.stderr  # as it is now: programs replace it
        if stream is None or _is_written_anyway(stream):
            return
        try:
            stream.write(f"{self.format(record)}\n")
            stream.flush()
        except Exception:  # noqa: BLE001 - as the handlers of the standard library do
            self.handleError(record)


def _is_written_anyway(stream: TextIO) -> bool:
    handlers = logging.getLogger().handlers if LOG.propagate else []
    return any(getattr(handler, "stream", None) is stream for handler in handlers)


def turn_on_logging(environ: Mapping[str, str]) -> None:
    """Log to standard error if `CONTENTSTACK_LOG` says so.

    Raises:
        ValueError: The variable is neither `info` nor `debug`.
    """
    text = environ.get(_VARIABLE, "").strip()
    if not text:
        return
    value = text.lower()
    if value not in _LEVELS:
        raise ValueError(f"{_VARIABLE} must be {' or '.join(_LEVELS)}, or not set, not {text!r}")
    with _lock:
        handler = next((each for each in LOG.handlers if isinstance(each, _StderrHandler)), None)
        if handler is None:
            handler = _StderrHandler()
            LOG.addHandler(handler)
        if handler.value != value:  # otherwise the program may have chosen another level since
            handler.value = value
            LOG.setLevel(_LEVELS[value])
