"""Python names of uids: attributes of fields, classes of content types. Pure functions.

Two uids never get the same name. Which name a uid gets depends on the other uids, but not on their order in a stack.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from keyword import iskeyword
from typing import TYPE_CHECKING

from .fields import Blocks, Field, Group, Reference, Select, Taxonomies

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Mapping, Sequence

_PLAIN = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_OTHER = re.compile(r"[^A-Za-z0-9]+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")

INPUT = "/input"
"""Stands for what is written, among uids of fields. No field can have this uid."""

NESTED_NAMES = frozenset({"Input", "Changes", "Fields", "BlockInput"})
"""Names of the classes that every generated class has inside."""


@dataclass(frozen=True)
class ClassNames:
    """Names of the classes of a model.

    Attributes:
        content_types: Names by the uid of the content type.
        global_fields: Names by the uid of the global field.
    """

    content_types: Mapping[str, str]
    global_fields: Mapping[str, str]


def make_attribute(uid: str, taken: Container[str] = ()) -> str:
    """Return the attribute for a uid, in snake case: `createdBy` is `created_by`, `class` is `class_`.

    Args:
        uid: The uid.
        taken: Names that it cannot have. It gets an underscore instead.
    """
    name = uid if _PLAIN.fullmatch(uid) else _make_snake_case(uid)
    return f"{name}_" if iskeyword(name) or name in taken else name


def name_uids(uids: Iterable[str], taken: Container[str] = ()) -> dict[str, str]:
    """Return attributes for uids, by uid. Of two with the same name the later gets `_2`.

    A uid that is a Python name itself keeps that name, wherever it is.

    Args:
        uids: The uids, each once.
        taken: Names that none of them can have.
    """
    wanted = {uid: make_attribute(uid, taken) for uid in uids}
    used = {name for uid, name in wanted.items() if name == uid}
    return {uid: name if name == uid else _keep_apart(name, used) for uid, name in wanted.items()}


def name_attributes(fields: Sequence[Field], taken: Container[str] = ()) -> dict[str, Field]:
    """Return fields by their attributes, in their order.

    Args:
        fields: The fields of a content type, global field, group or block.
        taken: Names that no attribute can have, such as the methods of the class.
    """
    names = name_uids([each.uid for each in fields], taken)
    return {names[each.uid]: each for each in fields}


def make_class_name(uid: str, taken: Container[str] = (), ending: str = "_") -> str:
    """Return the class for a uid, in camel case: `blog_post` is `BlogPost`.

    Args:
        uid: The uid.
        taken: Names that it cannot have.
        ending: What it gets at its end instead.
    """
    words = [word for part in _OTHER.split(uid) for word in _HUMP.split(part) if word]
    name = "".join(word[0].upper() + word[1:] for word in words)
    if not name[:1].isalpha():
        name = f"Type{name}"
    return f"{name}{ending}" if iskeyword(name) or name in taken else name


def name_classes(content_types: Iterable[str], global_fields: Iterable[str], taken: Collection[str] = ()) -> ClassNames:
    """Return names for the classes of content types and global fields.

    A global field with the name of a content type is `ArticleGlobal`; of two content types with the same name the later
    in the alphabet gets `_2`.

    Args:
        content_types: Uids of the content types.
        global_fields: Uids of the global fields.
        taken: Names that no class can have.
    """
    used: set[str] = set()
    types = {uid: _keep_apart(make_class_name(uid, taken, "Entry"), used) for uid in sorted(content_types)}
    reserved = {*taken, *used}
    shared = {uid: _keep_apart(make_class_name(uid, reserved, "Global"), used) for uid in sorted(global_fields)}
    return ClassNames(types, shared)


def name_parts(fields: Sequence[Field], taken: Collection[str] = ()) -> dict[tuple[str, ...], str]:
    """Return names for the classes in the class of a content type, global field, group or block.

    Args:
        fields: Its fields.
        taken: Names that no such class can have.

    Returns:
        The names by the uid of the field (a group, a select, references, modular blocks, taxonomies), by the uids of
        the field and of a block or taxonomy, or by `INPUT` and the uid of modular blocks for what is written of them.
    """
    reserved = {*taken, *NESTED_NAMES}
    used: set[str] = set()
    keys = [key for each in fields for key in _list_part_keys(each)]
    names = {key: _keep_apart(make_class_name("_".join(key), reserved), used) for key in keys}
    for each in fields:
        if isinstance(each, Blocks):
            names[INPUT, each.uid] = _keep_apart(make_class_name(f"{each.uid}_input", reserved), used)
    return names


def _list_part_keys(field: Field) -> list[tuple[str, ...]]:
    if isinstance(field, Blocks):
        return [(field.uid,), *((field.uid, block.uid) for block in field.blocks)]
    if isinstance(field, Taxonomies):
        return [(field.uid,), *((field.uid, rule.taxonomy) for rule in field.taxonomies)]
    return [(field.uid,)] if isinstance(field, Group | Reference | Select) else []


def _make_snake_case(uid: str) -> str:
    name = _OTHER.sub("_", _HUMP.sub("_", uid)).strip("_").lower()
    return name if name[:1].isalpha() else f"field_{name}".rstrip("_")


def _keep_apart(name: str, used: set[str]) -> str:
    """Return a name that is not used, and note that it is used now."""
    found, number = name, 1
    while found in used:
        number += 1
        found = f"{name}_{number}"
    used.add(found)
    return found
