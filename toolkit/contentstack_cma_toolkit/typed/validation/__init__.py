"""Check entries by their content type, before anything is sent.

from contentstack_cma_toolkit.typed.validation import check_entry, find_problems

find_problems(article, {"title": "Hi", "price": "free"})  # [Problem("price", "must be a number, not 'free'")]
check_entry(article, {"title": "Hi", "price": 3})  # raises InvalidEntryError if something is wrong
"""

from .checking import EntryChecker, SentEntry, check_entry, find_batch_problems, find_problems
from .problems import InvalidEntryError, Problem
from .write_form import SupportsToDict, to_write_form, write_entry

__all__ = [
    "EntryChecker",
    "InvalidEntryError",
    "Problem",
    "SentEntry",
    "SupportsToDict",
    "check_entry",
    "find_batch_problems",
    "find_problems",
    "to_write_form",
    "write_entry",
]
