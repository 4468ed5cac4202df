"""Fields whose value is an object or a uid: files, links, terms, JSON and rich text."""

# mypy: disable-error-code="override"
# pyright: reportIncompatibleMethodOverride=false

from collections.abc import Iterable
from typing import Generic, TypeVar

from .conditions import Condition, Scalar
from .fields import Field, make_test
from .operands import HasUid, check_many, read_choice, read_uid
from .scalar_fields import TextField

Choice = TypeVar("Choice", bound=str | float)


class FileField(Field):
    """A file field, compared by the uid of the asset."""

    __slots__ = ()
    __hash__ = Field.__hash__

    def __eq__(self, other: str | HasUid) -> Condition:
        """Match entries with this asset."""
        return make_test(self.__place__, "$eq", read_uid(other))

    def __ne__(self, other: str | HasUid) -> Condition:
        """Match entries without this asset."""
        return ~(self == other)

    def in_(self, values: Iterable[str | HasUid]) -> Condition:
        """Match entries with one of these assets."""
        return make_test(self.__place__, "$in", tuple(map(read_uid, check_many(values))))

    def not_in(self, values: Iterable[str | HasUid]) -> Condition:
        """Match entries with none of these assets."""
        return ~self.in_(values)


class LinkField(Field):
    """A link field, which has a title and a URL."""

    __slots__ = ()

    @property
    def title(self) -> TextField:
        """The text of the link."""
        return TextField(self.__place__.enter("title"))

    @property
    def href(self) -> TextField:
        """The URL of the link."""
        return TextField(self.__place__.enter("href"))


class TermsField(Field, Generic[Choice]):
    """The terms of one taxonomy, at `taxonomies` and its uid. `Choice` is the `Literal` of the terms, or `str`.

    The API does not follow references to terms: conditions behind a reference raise `ValueError`.
    """

    __slots__ = ()

    def contains(self, term: Choice) -> Condition:
        """Match entries with this term."""
        return self.in_([term])

    def in_(self, terms: Iterable[Choice]) -> Condition:
        """Match entries with one of these terms."""
        return self._test("$in", tuple(map(read_choice, check_many(terms))))

    def not_in(self, terms: Iterable[Choice]) -> Condition:
        """Match entries with none of these terms."""
        return ~self.in_(terms)

    def below(self, term: Choice, *, levels: int | None = None) -> Condition:
        """Match entries with this term or one below it. It cannot be negated.

        Args:
            term: The uid of the term.
            levels: How many levels down. Default: all.
        """
        return self._test("$eq_below", read_choice(term), () if levels is None else (("levels", levels),))

    def exists(self) -> Condition:
        """Match entries with any term of the taxonomy."""
        return self._test("$exists", operand=True)

    def is_null(self) -> Condition:
        """Match entries without a term of the taxonomy."""
        return self.is_missing()

    def _test(
        self, operator: str, operand: "Scalar | tuple[Scalar, ...]", options: tuple[tuple[str, Scalar], ...] = ()
    ) -> Condition:
        if self.__place__.references:
            raise ValueError(
                f"{self!r}: the API cannot ask for the terms of entries behind a reference. List those entries first, "
                "and ask for references to their uids"
            )
        return make_test(self.__place__.repeat(), operator, operand, options)


class JsonField(Field):
    """A custom field with JSON, of which the API can only ask whether it is there."""

    __slots__ = ()


class RichTextField(Field):
    """A JSON rich text field, of which the API can only ask whether it is there."""

    __slots__ = ()
