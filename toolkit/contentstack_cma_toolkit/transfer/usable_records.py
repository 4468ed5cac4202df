"""Read the records of an export, as far as they can be used."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from .errors import FolderError
from .modules import Module
from .report import TransferReport

T = TypeVar("T")


def iterate_usable(records: Iterable[T], module: Module, report: TransferReport, uid: str | None = None) -> Iterator[T]:
    """Iterate over the records that can be used. The others are failures in the report.

    Args:
        records: An iterator of `ExportReader`, which raises at its end what is wrong.
        module: The module that they belong to.
        report: The report.
        uid: Uid of what they belong to, if the error does not have one.
    """
    try:
        yield from records
    except FolderError as error:
        report.add_failure(module, error, uid=error.uid or uid)


def read_usable(records: Iterable[T], module: Module, report: TransferReport, uid: str | None = None) -> list[T]:
    """Return the records that can be used, as `iterate_usable`."""
    return list(iterate_usable(records, module, report, uid))
