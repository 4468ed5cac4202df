"""What generated types are made of: base classes of entries, groups and blocks, and the values of their fields.

`contentstack-cma types` generates a class for each content type of a stack:

    from models import Article

    articles = stack.entries(Article)
    article = articles.create(title="Hello", price=3)
    for each in articles.list(query=Article.fields.price > 2):
        print(each.title)

`validate(article)` checks an entry before anything is sent. Names are imported on first use.
"""

from typing import TYPE_CHECKING

from .bases import TypedBlock, TypedEntry, TypedGroup
from .values import Link, Ref, Term

if TYPE_CHECKING:
    from .queries import Condition as Condition
    from .queries import exists as exists
    from .queries import refers_to as refers_to
    from .validating import find_batch_problems as find_batch_problems
    from .validating import find_problems as find_problems
    from .validating import validate as validate
    from .validation import InvalidEntryError as InvalidEntryError
    from .validation import Problem as Problem
else:
    from ..lazy_names import make_lazy

    _MODULES = {
        "Condition": ".queries",
        "InvalidEntryError": ".validation",
        "Problem": ".validation",
        "exists": ".queries",
        "find_batch_problems": ".validating",
        "find_problems": ".validating",
        "refers_to": ".queries",
        "validate": ".validating",
    }

    __getattr__, __dir__ = make_lazy(globals(), _MODULES)


__all__ = [
    "Condition",
    "InvalidEntryError",
    "Link",
    "Problem",
    "Ref",
    "Term",
    "TypedBlock",
    "TypedEntry",
    "TypedGroup",
    "exists",
    "find_batch_problems",
    "find_problems",
    "refers_to",
    "validate",
]
