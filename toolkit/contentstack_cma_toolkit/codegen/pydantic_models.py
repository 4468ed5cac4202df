"""The content of a module of pydantic models of entries, as they are written. Pure functions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..model import Blocks, Embed, Field, Group, Model, Other, Schema, Taxonomies, check_model, list_embedded
from ..model.names import make_class_name, name_classes, name_uids
from .header import write_header
from .layout import (
    INDENT,
    Items,
    build_call,
    build_value,
    choose_text,
    write_docstring,
    write_flat,
    write_imports,
    write_node,
)
from .limits import list_few_terms
from .pydantic_parts import MODULES, PARTS, TAKEN_CLASSES, TAKEN_FIELDS
from .pydantic_values import annotate, build_bounds, build_literal, build_subscript, build_type, build_union

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..model import Block
    from .layout import Node

_DOCSTRING = "Models of entries for pydantic 2, as they are written."
_NAME = re.compile(r"[A-Za-z_]\w*")
_MOST_INLINE = 40
"""Types that are longer have a name of their own."""
_LONGEST_NAME = 40
"""Names that would be longer leave out the groups and blocks on the way."""
_FEWEST_CHOICES = 2


def write_pydantic(model: Model) -> str:
    """Return a module of pydantic models: a class per content type and global field, as entries are written.

    An entry that the API accepts is valid. Keys of JSON that are no Python names are aliases. An entry is sent with
    `stack.entries("article").create(article.model_dump(mode="json", exclude_unset=True))`.

    Args:
        model: The content model. The same model gives the same text, whatever the order of its parts.

    Raises:
        ModelError: The parts of the model do not fit together.
    """
    check_model(model)
    writer = _Writer(model)
    for global_field in sorted(model.global_fields, key=lambda each: each.uid):
        writer.write_global_field(global_field.uid)
    for content_type in sorted(model.content_types, key=lambda each: each.uid):
        writer.write_content_type(content_type)
    return _write_module(model, writer.written, writer.used)


def _write_module(model: Model, written: Sequence[str], used: set[str]) -> str:
    parts = {name: part for name, part in PARTS.items() if name in used}
    names = {*used, *(need for part in parts.values() for need in part.needs)}
    imports: dict[str, list[str]] = {}
    for name in sorted(names & MODULES.keys()):
        imports.setdefault(MODULES[name], []).append(name)
    own = {"pydantic": imports.pop("pydantic")}
    blocks = [write_imports(each) for each in (imports, own) if each]
    start = "\n\n".join([write_header(model, _DOCSTRING).rstrip("\n"), *blocks])
    return "\n\n\n".join([start, *(part.text for part in parts.values()), *written]) + "\n"


class _Writer:
    """Writes classes and aliases, each after those that it needs.

    Attributes:
        written: What is written so far.
        used: The names that were used so far.

    Args:
        model: The model.
    """

    def __init__(self, model: Model) -> None:
        self.written: list[str] = []
        self.used: set[str] = {"Part"}
        self._model = model
        types, shared = [each.uid for each in model.content_types], [each.uid for each in model.global_fields]
        self._names = name_classes(types, shared, TAKEN_CLASSES)
        self._taken = {*TAKEN_CLASSES, *self._names.content_types.values(), *self._names.global_fields.values()}
        self._done: set[str] = set()
        self._root = ""

    def write_content_type(self, declared: Schema) -> None:
        """Write the class of a content type."""
        name = self._root = self._names.content_types[declared.uid]
        has_tags = any(each.uid == "tags" for each in declared.fields)
        lines = [self._write_field(name, attribute, each, is_top=True) for attribute, each in _name(declared.fields)]
        lines += [] if has_tags else [f"{INDENT}tags: list[str] | None = None"]
        self._write_class(name, "Part", declared.description or declared.title, lines)

    def write_global_field(self, uid: str) -> None:
        """Write the class of a global field, after those that it contains, once."""
        declared = None if uid in self._done else self._model.find_global_field(uid)
        self._done.add(uid)
        if declared is not None:
            for _, inner in list_embedded(declared.fields):
                self.write_global_field(inner)
            name = self._root = self._names.global_fields[uid]
            self._write_group(name, declared.description or declared.title, declared.fields)

    def _write_group(self, name: str, text: str, fields: Sequence[Field]) -> None:
        lines = [self._write_field(name, attribute, each, is_top=False) for attribute, each in _name(fields)]
        self._write_class(name, "GroupPart", text, lines)

    def _write_class(self, name: str, base: str, text: str, lines: Sequence[str]) -> None:
        self.used.add(base)
        body = "\n\n".join(
            [write_docstring([choose_text(text, name)], {}, INDENT), *(["\n".join(lines)] if lines else [])]
        )
        self.written.append(f"class {name}({base}):\n{body}")

    def _write_field(self, owner: str, name: str, field: Field, *, is_top: bool) -> str:
        default = _find_default(field) if is_top else None
        kind = self._annotate(owner, field)
        has_value = field.required or default is not None
        annotation = kind if has_value or kind == "JsonValue" else f"{kind} | None"
        arguments: list[tuple[str, Node]] = []
        if default is not None or not field.required:
            arguments.append(("default=", "None" if default is None else default))
        arguments += [("alias=", build_value(field.uid))] if name != field.uid else []
        arguments += [("description=", build_value(" ".join(field.help.split())))] if field.help.strip() else []
        return self._write_assignment(f"{name}: {annotation}", arguments)

    def _write_assignment(self, start: str, arguments: Sequence[tuple[str, Node]]) -> str:
        if not arguments:
            return f"{INDENT}{start}"
        first, default = arguments[0]
        if len(arguments) == 1 and first == "default=":
            return write_node(default, INDENT, f"{start} = ")
        self.used.add("Field")
        return write_node(build_call("Field", arguments), INDENT, f"{start} = ")

    def _annotate(self, owner: str, field: Field) -> str:
        """Return the annotation of a field, in one line."""
        value = self._build(owner, field)
        if not field.is_list or isinstance(field, Other):
            return self._shorten(owner, field.uid, value)
        item = self._shorten(owner, f"{field.uid}_item", value)
        return self._shorten(owner, field.uid, annotate(f"list[{item}]", build_bounds(field)))

    def _build(self, owner: str, field: Field) -> Node:
        """Return the type of one value of a field."""
        if isinstance(field, Embed):
            return self._names.global_fields[field.global_field]
        if isinstance(field, Group):
            name = self._take(owner, make_class_name(field.uid))
            self._write_group(name, field.help or field.name, field.fields)
            return name
        if isinstance(field, Blocks):
            return self._build_blocks(owner, field)
        if isinstance(field, Taxonomies):
            return build_union([self._build_term(each.taxonomy) for each in field.taxonomies])
        return build_type(field)

    def _build_blocks(self, owner: str, field: Blocks) -> Node:
        blocks = [(each, self._write_block(f"{owner}{make_class_name(field.uid)}", each)) for each in field.blocks]
        if len(blocks) < _FEWEST_CHOICES:
            return blocks[0][1] if blocks else "JsonValue"
        tagged = [build_subscript("Annotated", [name, _build_tag(each.uid)]) for each, name in blocks]
        return build_subscript("Annotated", [build_subscript("Union", tagged), "Discriminator(find_block)"])

    def _write_block(self, owner: str, block: Block) -> str:
        """Write the class of a block: an object with one key."""
        name = self._take(owner, make_class_name(block.uid))
        if block.global_field is None:
            self._write_group(name, block.title, block.fields)
        inner = name if block.global_field is None else self._names.global_fields[block.global_field]
        wrapper = self._take(name, "Block")
        ((attribute, uid),) = [(attribute, uid) for uid, attribute in name_uids([block.uid], TAKEN_FIELDS).items()]
        alias: list[tuple[str, Node]] = [] if attribute == uid else [("alias=", build_value(uid))]
        line = self._write_assignment(f"{attribute}: {inner}", alias)
        self._write_class(wrapper, "Part", block.title, [line])
        return wrapper

    def _build_term(self, taxonomy: str) -> Node:
        terms = list_few_terms(self._model, taxonomy)
        uid = "str" if terms is None else self._shorten(make_class_name(taxonomy), "term", build_literal(terms))
        return build_subscript("Term", [build_literal([taxonomy]), uid])

    def _shorten(self, owner: str, uid: str, node: Node) -> str:
        """Return a type in one line: the name of a new alias if it is long."""
        flat = write_flat(node) or ""
        self.used.update(_NAME.findall(flat))
        if isinstance(node, str) or len(flat) <= _MOST_INLINE:
            return flat
        name = self._take(owner, make_class_name(uid))
        self.used.add("TypeAlias")
        self.written.append(write_node(node, "", f"{name}: TypeAlias = "))
        return name

    def _take(self, owner: str, part: str) -> str:
        """Return a name for something in a class that no other class has, and note that it is used now."""
        whole = f"{owner}{part}"
        name = found = whole if len(whole) <= _LONGEST_NAME else f"{self._root}{part}"
        number = 1
        while found in self._taken:
            number += 1
            found = f"{name}_{number}"
        self._taken.add(found)
        return found


def _name(fields: Sequence[Field]) -> list[tuple[str, Field]]:
    """Return fields, each with its attribute."""
    names = name_uids([each.uid for each in fields], TAKEN_FIELDS)
    return [(names[each.uid], each) for each in fields]


def _build_tag(uid: str) -> Items:
    return build_call("Tag", [("", build_value(uid))])


def _find_default(field: Field) -> Node | None:
    """Return the default value of a field that must have one, which the API sets."""
    default = getattr(field, "default", None)
    is_value = field.required and not field.is_list and isinstance(default, str | int | float) and default != ""
    return build_value(default) if is_value else None


__all__ = ["write_pydantic"]
