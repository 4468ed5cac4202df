"""Fields whose value is a text, number, boolean or date.

`!=` and `not_in` are the negations of `==` and `in_`: they also match entries without the value. Where an entry has
several values (a multiple field, or a field in a multiple group, in blocks or behind a reference), one that passes
suffices, and for a negation none may pass.
"""
# mypy: disable-error-code="override"
# pyright: reportIncompatibleMethodOverride=false

from collections.abc import Iterable
from datetime import date, datetime
from typing import Generic, TypeVar

from .conditions import AllOf, AnyOf, Comparison, Condition, refer
from .fields import Field, ScalarField, make_test
from .operands import check_many, format_date, read_choice, read_number, read_text
from .places import Place

Choice = TypeVar("Choice", bound=str | float)


class TextField(ScalarField):
    """A text field, also one with HTML or Markdown."""

    __slots__ = ()
    __hash__ = Field.__hash__

    def __eq__(self, other: str) -> Condition:
        """Match entries with this text. Case matters."""
        return make_test(self.__place__, "$eq", read_text(other))

    def __ne__(self, other: str) -> Condition:
        """Match entries without this text."""
        return ~(self == other)

    def in_(self, values: Iterable[str]) -> Condition:
        """Match entries with one of these texts."""
        return make_test(self.__place__, "$in", tuple(map(read_text, check_many(values))))

    def not_in(self, values: Iterable[str]) -> Condition:
        """Match entries with none of these texts."""
        return ~self.in_(values)

    def matches(self, pattern: str, *, ignore_case: bool = False) -> Condition:
        """Match entries with a text in which a regular expression is found.

        Args:
            pattern: The expression. It may match anywhere: begin with `^` to match at the start.
            ignore_case: Whether `a` also matches `A`.
        """
        options = (("$options", "i"),) if ignore_case else ()
        return make_test(self.__place__, "$regex", read_text(pattern), options)


class NumberField(ScalarField):
    """A number field."""

    __slots__ = ()
    __hash__ = Field.__hash__

    def __eq__(self, other: float) -> Condition:
        """Match entries with this number."""
        return make_test(self.__place__, "$eq", read_number(other))

    def __ne__(self, other: float) -> Condition:
        """Match entries without this number."""
        return ~(self == other)

    def __lt__(self, other: float) -> Condition:
        return make_test(self.__place__, "$lt", read_number(other))

    def __le__(self, other: float) -> Condition:
        return make_test(self.__place__, "$lte", read_number(other))

    def __gt__(self, other: float) -> Condition:
        return make_test(self.__place__, "$gt", read_number(other))

    def __ge__(self, other: float) -> Condition:
        return make_test(self.__place__, "$gte", read_number(other))

    def in_(self, values: Iterable[float]) -> Condition:
        """Match entries with one of these numbers."""
        return make_test(self.__place__, "$in", tuple(map(read_number, values)))

    def not_in(self, values: Iterable[float]) -> Condition:
        """Match entries with none of these numbers."""
        return ~self.in_(values)

    def between(self, low: float, high: float) -> Condition:
        """Match entries with a number from `low` to `high`, both included.

        Raises:
            ValueError: An entry may have several values, of which the API compares each with only one of the bounds.
        """
        return _make_range_test(self.__place__, read_number(low), read_number(high))


class DateField(ScalarField):
    """A date field. Times are compared as points in time, whatever their time zone.

    Values are aware datetimes, or dates, which are read as their start in UTC.
    """

    __slots__ = ()
    __hash__ = Field.__hash__

    def __eq__(self, other: datetime | date) -> Condition:
        """Match entries with this time. Raises `ValueError` where an entry may have several."""
        return self.in_([other])

    def __ne__(self, other: datetime | date) -> Condition:
        """Match entries without this time. Raises `ValueError` where an entry may have several."""
        return ~(self == other)

    def __lt__(self, other: datetime | date) -> Condition:
        return make_test(self.__place__, "$lt", format_date(other))

    def __le__(self, other: datetime | date) -> Condition:
        return make_test(self.__place__, "$lte", format_date(other))

    def __gt__(self, other: datetime | date) -> Condition:
        return make_test(self.__place__, "$gt", format_date(other))

    def __ge__(self, other: datetime | date) -> Condition:
        return make_test(self.__place__, "$gte", format_date(other))

    def in_(self, values: Iterable[datetime | date]) -> Condition:
        """Match entries with one of these times.

        Raises:
            ValueError: An entry may have several times, which the API would compare as texts.
        """
        # A time has many spellings, of which `$in` would match only one.
        ranges = [_build_range(self.__place__, time, time) for time in map(format_date, values)]
        if not ranges:
            return make_test(self.__place__, "$in", ())
        return refer(self.__place__, ranges[0] if len(ranges) == 1 else AnyOf(tuple(ranges)))

    def not_in(self, values: Iterable[datetime | date]) -> Condition:
        """Match entries with none of these times. Raises `ValueError` as `in_` does."""
        return ~self.in_(values)

    def between(self, low: datetime | date, high: datetime | date) -> Condition:
        """Match entries with a time from `low` to `high`, both included.

        Raises:
            ValueError: An entry may have several values, of which the API compares each with only one of the bounds.
        """
        return _make_range_test(self.__place__, format_date(low), format_date(high))


class BooleanField(ScalarField):
    """A boolean field."""

    __slots__ = ()
    __hash__ = Field.__hash__

    def __eq__(self, other: bool) -> Condition:
        """Match entries with this value."""
        if not isinstance(other, bool):  # pyright: ignore[reportUnnecessaryIsInstance] -- callers may pass anything
            raise TypeError(f"expected True or False, not {other!r}")
        return make_test(self.__place__, "$eq", operand=other)

    def __ne__(self, other: bool) -> Condition:
        """Match entries without this value."""
        return ~(self == other)


class SelectField(ScalarField, Generic[Choice]):
    """A select field, of which `Choice` is the `Literal` of its choices."""

    __slots__ = ()
    __hash__ = Field.__hash__

    def __eq__(self, other: Choice) -> Condition:
        """Match entries with this choice."""
        return make_test(self.__place__, "$eq", read_choice(other))

    def __ne__(self, other: Choice) -> Condition:
        """Match entries without this choice."""
        return ~(self == other)

    def in_(self, values: Iterable[Choice]) -> Condition:
        """Match entries with one of these choices."""
        return make_test(self.__place__, "$in", tuple(map(read_choice, check_many(values))))

    def not_in(self, values: Iterable[Choice]) -> Condition:
        """Match entries with none of these choices."""
        return ~self.in_(values)


def _make_range_test(place: Place, low: float | str, high: float | str) -> Condition:
    return refer(place, _build_range(place, low, high))


def _build_range(place: Place, low: float | str, high: float | str) -> Condition:
    if place.is_repeated:
        raise ValueError(
            f"An entry may have several values at {place.full_path!r}, and the API compares each with only one of the "
            "bounds of a range. Use < or >, or filter the entries in Python"
        )
    return AllOf((Comparison(place.path, "$gte", low), Comparison(place.path, "$lte", high)))
