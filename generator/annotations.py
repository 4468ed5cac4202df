"""Types and decoders of the properties of the description. Pure functions of openapi-python-client's objects."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from openapi_python_client.parser.properties.any import AnyProperty
from openapi_python_client.parser.properties.boolean import BooleanProperty
from openapi_python_client.parser.properties.const import ConstProperty
from openapi_python_client.parser.properties.datetime import DateTimeProperty
from openapi_python_client.parser.properties.enum_property import EnumProperty
from openapi_python_client.parser.properties.file import FileProperty
from openapi_python_client.parser.properties.float import FloatProperty
from openapi_python_client.parser.properties.int import IntProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.model_property import ModelProperty
from openapi_python_client.parser.properties.none import NoneProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.parser.properties.string import StringProperty
from openapi_python_client.parser.properties.union import UnionProperty

from .bundle import Document, SpecError
from .properties import drop_null, find_models, is_free_form, to_snake_case
from .schemas import (
    Union,
    find_localized_schemas,
    find_read_schemas,
    find_written_schemas,
    name_mapping,
    read_unions,
)

_PLAIN: dict[type, str] = {
    StringProperty: "str",
    IntProperty: "int",
    FloatProperty: "float",
    BooleanProperty: "bool",
    NoneProperty: "None",
    AnyProperty: "JsonValue",
    DateTimeProperty: "datetime",
    FileProperty: "File",
}


_AS_WRITTEN = re.compile("(Input|Update)$")
"""Suffixes of the models of requests. An `Environment` that was read may be passed as an `EnvironmentInput`."""

UNTYPED = "UntypedMapping"
"""The type of mappings without known types, such as decoded JSON. No literal fits it, so that its keys are checked."""


@dataclass(frozen=True)
class Decoder:
    """How to decode values of one type.

    Attributes:
        kind: The Python class of the JSON value.
        form: The expression that decodes the value, with `{}` in its place.
    """

    kind: str
    form: str


PartsOf = Callable[[PropertyProtocol], list[str]]


class Annotations:
    """Writes types and decoders. Knows the named unions and the models of responses and requests."""

    def __init__(self, document: Document) -> None:
        unions = read_unions(document)
        self._unions = {frozenset(union.classes): union for union in unions}
        self._union_names = frozenset(union.name for union in unions)
        self._catch_alls = frozenset(union.catch_all for union in unions if union.is_closed)
        self._read = find_read_schemas(document)
        self._written = find_written_schemas(document)
        self._localized = find_localized_schemas(document)

    def is_read(self, name: str) -> bool:
        """Return whether the model is part of a response."""
        return name in self._read

    def is_written(self, name: str) -> bool:
        """Return whether the model is part of a request body."""
        return name in self._written

    def has_mapping(self, name: str) -> bool:
        """Return whether a model has a mapping that may be passed instead.

        Those that are read have none as the last member of a union: its tag may be any text, so any typo would fit.
        """
        return not self.is_read(name) or (self.is_written(name) and name not in self._catch_alls)

    def to_value_type(self, prop: PropertyProtocol) -> str:
        """Return the type of an attribute that is set."""
        return _join(self._list_values(prop))

    def _list_values(self, prop: PropertyProtocol) -> list[str]:
        if isinstance(prop, UnionProperty):
            union = self.find_union(prop)
            return ([union.name] if union else []) + self._list_members(prop, self._list_values)
        if isinstance(prop, ListProperty):
            return [f"list[{self.to_value_type(prop.inner_property)}]"]
        if isinstance(prop, ModelProperty):
            return ["dict[str, JsonValue]" if is_free_form(prop) else str(prop.class_info.name)]
        if isinstance(prop, EnumProperty):
            return [str(prop.class_info.name)]
        if isinstance(prop, ConstProperty):
            return [f"Literal[{prop.value.python_code.as_unembedded_code()}]"]
        return [_PLAIN[type(prop)]]

    def to_input_type(self, prop: PropertyProtocol) -> str:
        """Return the type of an argument: a model is a model or a mapping, a list any sequence."""
        return _join(self._list_inputs(prop))

    def find_mapping(self, prop: PropertyProtocol) -> str | None:
        """Return the mapping that may be passed for an argument that is one model; None for other arguments."""
        if not isinstance(prop, ModelProperty) or is_free_form(prop):
            return None
        return name_mapping(str(prop.class_info.name))

    def to_body_argument_type(self, prop: PropertyProtocol) -> str:
        """Return the type of an argument in a body: as `to_input_type`, but a list is any iterable, which is copied."""
        if isinstance(prop, ListProperty):
            return f"Iterable[{self.to_input_type(prop.inner_property)}]"
        return self.to_input_type(prop)

    def _list_inputs(self, prop: PropertyProtocol) -> list[str]:
        if isinstance(prop, UnionProperty):
            union = self.find_union(prop)
            return (self._list_union_types(union) if union else []) + self._list_members(prop, self._list_inputs)
        if isinstance(prop, ListProperty):
            return [f"Sequence[{self.to_input_type(prop.inner_property)}]"]
        if isinstance(prop, ModelProperty):
            return self._list_model_types(prop)
        if isinstance(prop, EnumProperty):
            return [str(prop.class_info.name), "Literal[" + ", ".join(f'"{v}"' for v in prop.values.values()) + "]"]
        if isinstance(prop, AnyProperty):
            return ["object"]
        return ["datetime", "str"] if isinstance(prop, DateTimeProperty) else self._list_values(prop)

    def _list_model_types(self, prop: ModelProperty) -> list[str]:
        name = str(prop.class_info.name)
        if is_free_form(prop):
            return ["Mapping[str, Any]", *self._find_read_classes(prop)]
        return [name_mapping(name), name, *self._find_read_classes(prop), UNTYPED]

    def _list_union_types(self, union: Union) -> list[str]:
        return [union.mapping, union.name, *self._find_read_unions(union.name), UNTYPED]

    def _list_members(self, prop: UnionProperty, parts: PartsOf) -> list[str]:
        return [part for member in self._list_other_members(prop) for part in parts(member)]

    def _list_other_members(self, prop: UnionProperty) -> list[PropertyProtocol]:
        """Return the members that are not part of its named union, if it has one."""
        if self.find_union(prop) is None:
            return list(prop.inner_properties)
        return [member for member in prop.inner_properties if not isinstance(member, ModelProperty)]

    def find_union(self, prop: PropertyProtocol) -> Union | None:
        """Return the named union that a property holds, None if it holds none."""
        if not isinstance(prop, UnionProperty):
            return None
        classes = frozenset(
            str(member.class_info.name) for member in prop.inner_properties if isinstance(member, ModelProperty)
        )
        return self._unions.get(classes)

    def may_have_locale(self, prop: PropertyProtocol) -> bool:
        """Return whether an argument may be a model that was read and has a locale."""
        return any(self.is_read(name) and name in self._localized for name in self.list_input_classes(prop))

    def list_input_classes(self, prop: PropertyProtocol) -> set[str]:
        """Return the names of the classes, unions and mappings in `input_type`."""
        models = list(find_models(prop))
        named = self.list_classes(prop)
        unions = named & self._union_names
        as_read = {name for model in models for name in self._find_read_classes(model)}
        as_read |= {name for union in unions for name in self._find_read_unions(union)}
        mapped = unions | {str(model.class_info.name) for model in models if not is_free_form(model)}
        return named | as_read | {name_mapping(name) for name in mapped if name in unions or self.has_mapping(name)}

    def _find_read_classes(self, model: ModelProperty) -> list[str]:
        """Return the model of responses that may be passed instead of a model of requests."""
        name = str(model.class_info.name)
        stem = _AS_WRITTEN.sub("", name)
        takes_read = (model.data.model_extra or {}).get("x-takes-read", True)
        return [stem] if takes_read and stem != name and self.is_read(stem) else []

    def _find_read_unions(self, name: str) -> list[str]:
        """Return the union of responses whose models may be passed instead of those of a union of requests."""
        stem = _AS_WRITTEN.sub("", name)
        return [stem] if stem != name and stem in self._union_names and self.is_read(stem) else []

    def list_classes(self, prop: PropertyProtocol) -> set[str]:
        """Return the names of the classes and unions in the type of a property."""
        if isinstance(prop, ListProperty):
            return self.list_classes(prop.inner_property)
        if isinstance(prop, UnionProperty):
            union = self.find_union(prop)
            others = {name for member in self._list_other_members(prop) for name in self.list_classes(member)}
            return ({union.name} if union else set()) | others
        if isinstance(prop, ModelProperty):
            return set() if is_free_form(prop) else {str(prop.class_info.name)}
        return {str(prop.class_info.name)} if isinstance(prop, EnumProperty) else set()

    def _find_decoders(self, prop: PropertyProtocol, depth: int = 0) -> list[Decoder]:
        """Return how to decode a JSON value, by its type; nothing if it is not decoded."""
        if isinstance(prop, DateTimeProperty):
            return [Decoder("str", "read_datetime({})")]
        if isinstance(prop, EnumProperty):
            return [Decoder("str", f"{prop.class_info.name}({{}})")]
        if isinstance(prop, ModelProperty):
            return [] if is_free_form(prop) else [Decoder("dict", f"{prop.class_info.name}.from_dict({{}})")]
        if isinstance(prop, ListProperty):
            item = f"item{'_' * depth}"
            inner = self._find_decoders(prop.inner_property, depth + 1)
            return [Decoder("list", f"[{_render_choice(inner, item)} for {item} in {{}}]")] if inner else []
        return self._find_union_decoders(prop, depth) if isinstance(prop, UnionProperty) else []

    def _find_union_decoders(self, prop: UnionProperty, depth: int) -> list[Decoder]:
        union = self.find_union(prop)
        members = drop_null(self._list_other_members(prop))
        found = [Decoder("dict", f"decode_{to_snake_case(union.name)}({{}})")] if union else []
        alone = not union and len(members) == 1
        for member in members:
            if isinstance(member, EnumProperty) and not alone:  # its values cannot be distinguished from other text
                continue
            for decoder in self._find_decoders(member, depth):
                if decoder.kind in {"str", *(other.kind for other in found)} and not alone:
                    name = prop.name.get_untrusted_value()
                    raise SpecError([f"{name}: members of the union have the same JSON type: add a discriminator"])
                found.append(decoder)
        return found

    def render_shape(self, prop: PropertyProtocol) -> str | None:
        """Return an expression for where models are in a value of the property; None if there are none."""
        if isinstance(prop, ModelProperty):
            return None if is_free_form(prop) else str(prop.class_info.name)
        if isinstance(prop, ListProperty):
            inner = self.render_shape(prop.inner_property)
            return inner and f"[{inner}]"
        if isinstance(prop, UnionProperty):
            return self._render_union_shape(prop)
        return None

    def _render_union_shape(self, prop: UnionProperty) -> str | None:
        union = self.find_union(prop)
        members = drop_null(self._list_other_members(prop))
        if union:
            return None if members else f"OneOf(class_of_{to_snake_case(union.name)})"
        return self.render_shape(members[0]) if len(members) == 1 else None

    def render_reading(self, prop: PropertyProtocol, *, is_read: bool) -> str:
        """Return the expression that reads an attribute from `src_dict`. A value of another type is kept unchanged.

        A model of a response may lack any key, a model of a request only optional ones.
        """
        key = f'"{prop.name.get_untrusted_value()}"'
        optional = f"get({key})" if is_read else f"get({key}, UNSET)"
        taken = f"src_dict[{key}]" if prop.required and not is_read else optional
        decoders = self._find_decoders(prop)
        return _render_choice(decoders, "value", f"value := {taken}") if decoders else taken


def _render_choice(decoders: Sequence[Decoder], name: str, first: str = "") -> str:
    """Return the expression that decodes a variable by its type; `first` replaces its first use."""
    tests = [f"isinstance({first or name}, {decoders[0].kind})"]
    tests += [f"isinstance({name}, {decoder.kind})" for decoder in decoders[1:]]
    choices = [f"{decoder.form.format(name)} if {test}" for decoder, test in zip(decoders, tests, strict=True)]
    return " else ".join([*choices, name])


def _join(parts: Iterable[str]) -> str:
    """Return a union type without duplicates, None last."""
    return " | ".join(sorted(dict.fromkeys(parts), key=lambda part: part == "None"))
