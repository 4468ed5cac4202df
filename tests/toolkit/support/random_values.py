"""Random entries of a content type, some of them broken in one place, and stricter rules for its fields.

Values come from a `random.Random`, not from strategies: an entry has hundreds, and hypothesis would give up.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from contentstack_cma_toolkit.model import (
    Block,
    Blocks,
    Boolean,
    ContentType,
    Custom,
    Date,
    Embed,
    Field,
    File,
    GlobalField,
    Group,
    Link,
    Model,
    Number,
    Reference,
    RichText,
    Select,
    Taxonomies,
    TaxonomyRule,
    Text,
)

TEXTS = (
    "",
    "a",
    "Abc",
    "Ab_1",
    "a-b-c",
    "\"'x",
    "jane@example.com",
    "two words",
    "Größe in 公斤",
    "🙂🙂🙂🙂",
    "x" * 12,
)
UNKNOWN = "(unclosed"
"""A pattern that Python does not know."""

PATTERNS = (r"^[A-Z]\w*$", r"^[a-z]+(-[a-z]+)*$", r"^[^@\s]+@[^@\s]+\.[a-z]+$", r"\s", r"^.{2,5}$", UNKNOWN)
NUMBERS = (-5, -1, 0, 1, 2, 3, 4.5, 7, 12, 1e9, -0.25)
DATES = ("2019-12-31", "2020-01-01T00:00:00.000Z", "2024-02-29T12:30:00+05:30", "2024-02-29 12:30", "2031-01-01T00:00Z")
WRONG: Sequence[Any] = (
    None,
    "",
    [],
    {},
    0,
    1,
    -7.5,
    1e300,
    True,
    False,
    "?",
    "no uid!",
    "x y" * 90,
    "2020-13-01T00:00:00Z",
    "2024/1/1",
    [None],
    [[]],
    [""],
    ["?", 3],
    {"a b": 1},
    {"uid": "no uid!"},
    {"uid": 5},
    {"uid": "blt1", "_content_type_uid": "no type"},
    {"uid": "blt1", "_content_type_uid": "page", "title": "As it is read"},
    {"title": 1, "href": "/"},
    {"children": {}},
    {"children": []},
    {"term_uid": 3, "taxonomy_uid": "topics"},
    {"_metadata": {"uid": "cs1"}},
)
"""Values that are wrong for most fields. None is the uid of an asset or term that could exist."""


@dataclass(frozen=True)
class Known:
    """What values can refer to.

    Attributes:
        assets: Uids of assets, by the extension of the file: `png`, `jpg`, `pdf`.
        terms: Uids of terms, by taxonomy.
    """

    assets: Mapping[str, str]
    terms: Mapping[str, Sequence[str]]


class ValueMaker:
    """Makes random entries of a content type.

    Args:
        random: Decides.
        content_type: The content type.
        global_fields: The global fields that it uses.
        known: What values can refer to.
    """

    def __init__(
        self, random: Random, content_type: ContentType, global_fields: Mapping[str, GlobalField], known: Known
    ) -> None:
        self._random = random
        self._fields = content_type.fields
        self._global_fields = global_fields
        self._known = known

    def make_entry(self) -> dict[str, Any]:
        """Return an entry that is mostly valid."""
        tags = {"tags": ["a", "b"]} if self._random.random() < 0.2 else {}
        return {**self._make_values(self._fields, 0), **tags, "no_field": 1}

    def make_part(self) -> dict[str, Any]:
        """Return some fields of an entry, as for an update."""
        fields = [each for each in self._fields[1:] if self._random.random() < 0.4]
        return {"tags": ["a"], **{each.uid: self._make_value(each, 0) for each in fields}}

    def break_one(self, entry: dict[str, Any]) -> dict[str, Any]:
        """Return an entry with something else in one place."""
        broken: dict[str, Any] = _copy(entry)
        container, key = self._random.choice(list(_list_places(broken)) or [(broken, "title")])
        changes = [self._replace, self._replace, self._replace, self._remove, self._repeat, self._extend]
        change = self._random.choice(changes)
        change(container, key)
        return broken

    def _replace(self, container: Any, key: Any) -> None:
        container[key] = _copy(self._random.choice(WRONG))

    def _remove(self, container: Any, key: Any) -> None:
        container.pop(key, None) if isinstance(container, dict) else container.pop(key)

    def _repeat(self, container: Any, key: Any) -> None:
        value = container.get(key) if isinstance(container, dict) else container[key]
        times = self._random.choice([2, 3, 27, 101])
        container[key] = [_copy(item) for item in (value if isinstance(value, list) else [value]) * times]

    def _extend(self, container: Any, key: Any) -> None:
        value = container.get(key) if isinstance(container, dict) else container[key]
        container[key] = {**value, "title": "As it is read"} if isinstance(value, dict) else {"title": value}

    def _make_values(self, fields: Sequence[Field], depth: int) -> dict[str, Any]:
        kept = [each for each in fields if each.required or self._random.random() < 0.7]
        return {each.uid: self._make_value(each, depth) for each in kept}

    def _make_value(self, field: Field, depth: int) -> Any:
        if not field.required and self._random.random() < 0.1:
            return self._random.choice([None, "", []])
        if not field.is_list:
            return self._make_item(field, depth)
        most = 1 if isinstance(field, Reference) and not field.multiple else min(field.max_instances or 3, 3)
        count = self._random.randint(min(field.min_instances or 1, most), most)
        return [item for _ in range(count) if (item := self._make_item(field, depth)) is not None]

    def _make_item(self, field: Field, depth: int) -> Any:
        for kind, make in _MAKERS.items():
            if isinstance(field, kind):
                return make(self, field, depth)
        return self._make_any()

    def _make_text(self, field: Any, _depth: int) -> Any:
        texts = [text for text in TEXTS if self._fits(field, text)]
        return self._random.choice(texts or ["x" * max(int(field.min or 1), 1)])

    @staticmethod
    def _fits(field: Text, text: str) -> bool:
        is_long_enough = text != "" and (field.min or 0) <= len(text) <= (9e9 if field.max is None else field.max)
        return is_long_enough and (field.pattern in (None, UNKNOWN) or re.search(str(field.pattern), text) is not None)

    def _make_select(self, field: Any, _depth: int) -> Any:
        return self._random.choice(field.values)

    def _make_number(self, field: Any, _depth: int) -> Any:
        least, most = (-9e9 if field.min is None else field.min), (9e9 if field.max is None else field.max)
        return self._random.choice([number for number in NUMBERS if least <= number <= most] or [least])

    def _make_boolean(self, _field: Any, _depth: int) -> Any:
        return self._random.choice([True, False])

    def _make_date(self, _field: Any, _depth: int) -> Any:
        return self._random.choice(DATES)

    def _make_file(self, field: Any, _depth: int) -> Any:
        allowed = [each for each in self._known.assets if not field.extensions or each in field.extensions]
        images = [each for each in allowed if each != "pdf"] if field.images_only else allowed
        if not images:
            return None
        uid = self._known.assets[self._random.choice(images)]
        return self._random.choice([uid, {"uid": uid}])

    def _make_link(self, _field: Any, _depth: int) -> Any:
        return self._random.choice([{"title": "Home", "href": "/"}, {"href": None}, {}, {"title": "a", "other": 1}])

    def _make_reference(self, field: Any, _depth: int) -> Any:
        typed = {"uid": f"blt{self._random.randrange(99)}", "_content_type_uid": self._random.choice(field.to)}
        return typed["uid"] if len(field.to) == 1 and self._random.random() < 0.4 else typed

    def _make_rich_text(self, _field: Any, _depth: int) -> Any:
        inner: Any = [{"type": "p", "attrs": {}, "uid": "p", "children": [{"text": "Hi", "bold": True}]}, 3, None]
        return {"type": "doc", "attrs": {}, "uid": "d", "children": self._random.choice([[], inner])}

    def _make_term(self, field: Any, _depth: int) -> Any:
        uids = [each.taxonomy for each in field.taxonomies if self._known.terms.get(each.taxonomy)]
        if not uids:
            return None
        uid = self._random.choice(uids)
        return {"taxonomy_uid": uid, "term_uid": self._random.choice(self._known.terms[uid])}

    def _make_custom(self, field: Any, depth: int) -> Any:
        like = {"text": Text, "number": Number, "boolean": Boolean, "isodate": Date}.get(field.kind)
        return self._make_item(like(field.uid), depth) if like else self._make_any()

    def _make_group(self, field: Any, depth: int) -> Any:
        return self._make_values(field.fields, depth + 1)

    def _make_embed(self, field: Any, depth: int) -> Any:
        embedded = self._global_fields.get(field.global_field)
        return self._make_values(embedded.fields, depth + 1) if embedded else {}

    def _make_block(self, field: Any, depth: int) -> Any:
        block: Block = self._random.choice(field.blocks)
        embedded = self._global_fields.get(block.global_field) if block.global_field else None
        values = self._make_values(embedded.fields if embedded else block.fields, depth + 1)
        return {block.uid: {**values, "_metadata": {"uid": "cs1"}}}

    def _make_any(self) -> Any:
        return _copy(self._random.choice([1, "text", {"any": [1, None]}, True, {"uid": "blt1", "more": 2}]))


_MAKERS: Mapping[type[Field], Callable[[ValueMaker, Any, int], Any]] = {
    Text: ValueMaker._make_text,
    Select: ValueMaker._make_select,
    Number: ValueMaker._make_number,
    Boolean: ValueMaker._make_boolean,
    Date: ValueMaker._make_date,
    File: ValueMaker._make_file,
    Link: ValueMaker._make_link,
    Reference: ValueMaker._make_reference,
    RichText: ValueMaker._make_rich_text,
    Taxonomies: ValueMaker._make_term,
    Custom: ValueMaker._make_custom,
    Group: ValueMaker._make_group,
    Embed: ValueMaker._make_embed,
    Blocks: ValueMaker._make_block,
}


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    return [_copy(item) for item in value] if isinstance(value, list) else value


def _list_places(value: Any) -> Any:
    """Yield each container in a value, with each of its keys."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in list(pairs):
        yield value, key
        yield from _list_places(item)


class Tightener:
    """Adds random rules to the fields of a model: bounds, patterns, defaults, unique values, numbers of instances.

    Args:
        random: Decides.
    """

    def __init__(self, random: Random) -> None:
        self._random = random

    def tighten(self, model: Model) -> Model:
        """Return a model with more rules."""
        return replace(
            model,
            content_types=[self._tighten_type(each) for each in model.content_types],
            global_fields=[replace(each, fields=self._tighten_all(each.fields)) for each in model.global_fields],
        )

    def _tighten_type(self, declared: ContentType) -> ContentType:
        title, *others = declared.fields
        return replace(declared, is_singleton=False, fields=[title, *self._tighten_all(others)])

    def _tighten_all(self, fields: Sequence[Field]) -> list[Field]:
        return [self._tighten(each) for each in fields]

    def _tighten(self, declared: Field) -> Field:
        changes: dict[str, Any] = {}
        if self._random.random() < 0.6:
            changes |= self._choose_options(declared)
        if self._is_chosen() and declared.is_list and not isinstance(declared, Reference):
            changes |= {"min_instances": 2, "max_instances": self._random.choice([None, 2, 3, 150])}
        if self._is_chosen():
            changes |= {"unique": not isinstance(declared, Boolean | File | Group | Embed | RichText)}
        return replace(self._tighten_inside(declared), **changes)

    def _tighten_inside(self, declared: Field) -> Field:
        if isinstance(declared, Group):
            return replace(declared, fields=self._tighten_all(declared.fields))
        if isinstance(declared, Blocks):
            blocks = [replace(each, fields=self._tighten_all(each.fields)) for each in declared.blocks]
            return replace(declared, blocks=blocks)
        return declared

    def _choose_options(self, declared: Field) -> dict[str, Any]:
        return next((choose(self, declared) for kind, choose in _OPTIONS.items() if isinstance(declared, kind)), {})

    def _tighten_text(self, _declared: Any) -> dict[str, Any]:
        pattern, default = self._random.choice([None, *PATTERNS]), self._random.choice(TEXTS)
        return {"pattern": pattern, "pattern_message": None, "default": default}

    def _tighten_select(self, declared: Any) -> dict[str, Any]:
        return {"default": self._random.choice([*declared.values, "no choice"])}

    def _tighten_number(self, _declared: Any) -> dict[str, Any]:
        return {"default": self._random.choice(NUMBERS), "min": self._random.choice([None, 0, 1.5])}

    def _tighten_date(self, _declared: Any) -> dict[str, Any]:
        default = self._random.choice([{"date": "2024-01-01", "time": "10:00:00"}, {"date": "2030-01-01"}, "x"])
        return {"default": default, "latest": self._random.choice([None, "2029-12-31", "no date"])}

    def _tighten_link(self, _declared: Any) -> dict[str, Any]:
        return {"default": self._random.choice([{"title": "Home", "url": "/"}, {"title": "", "url": ""}])}

    def _tighten_custom(self, _declared: Any) -> dict[str, Any]:
        return {"extra": {"format": self._random.choice(PATTERNS), "min": 2, "max": 5}}

    def _tighten_file(self, _declared: Any) -> dict[str, Any]:
        return {"images_only": True}

    def _tighten_taxonomies(self, declared: Any) -> dict[str, Any]:
        return {"taxonomies": [self._tighten_rule(each) for each in declared.taxonomies]}

    def _tighten_rule(self, rule: TaxonomyRule) -> TaxonomyRule:
        return replace(
            rule,
            required=self._is_chosen(),
            multiple=self._random.choice([True, True, False]),
            max_terms=self._random.choice([None, 2]),
        )

    def _is_chosen(self) -> bool:
        return self._random.random() < 0.3


_OPTIONS: Mapping[type[Field], Callable[[Tightener, Any], dict[str, Any]]] = {
    Text: Tightener._tighten_text,
    Select: Tightener._tighten_select,
    Number: Tightener._tighten_number,
    Date: Tightener._tighten_date,
    Link: Tightener._tighten_link,
    Custom: Tightener._tighten_custom,
    File: Tightener._tighten_file,
    Taxonomies: Tightener._tighten_taxonomies,
}


__all__ = ["Known", "Tightener", "ValueMaker"]
