"""What generated types are made of: base classes of entries, groups and blocks, and the values of their fields.

`contentstack-cma types` generates a class for each content type of a stack:

    from models import Article

    articles = stack.entries(Article)
    article = articles.create(title="Hello", price=3)
    for each in articles.list(query=Article.fields.price > 2):
        print(each.title)
"""

from .bases import TypedBlock, TypedEntry, TypedGroup
from .values import Link, Ref, Term

__all__ = ["Link", "Ref", "Term", "TypedBlock", "TypedEntry", "TypedGroup"]
