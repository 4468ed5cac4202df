"""Views of models for the templates."""

from collections.abc import Sequence
from dataclasses import dataclass

from openapi_python_client.parser.properties.model_property import ModelProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.schema import Schema

from .annotations import Annotations
from .bundle import SpecError
from .config import MODEL_BASES, SECRET_FORMAT
from .properties import is_nullable, list_properties, name_attribute, to_plain_text
from .schemas import name_mapping


@dataclass(frozen=True)
class Attribute:
    """One attribute of a model.

    Attributes:
        name: The Python name.
        wire: The name in JSON.
        declaration: The type and default, as in the class.
        reading: The expression that reads the value from the decoded object.
        input_type: The type in a mapping.
        required: Whether a mapping must have it.
        description: For the docstring.
    """

    name: str
    wire: str
    declaration: str
    reading: str
    input_type: str
    required: bool
    description: str

    @property
    def mapping_type(self) -> str:
        """The type of the key in the `TypedDict`."""
        return self.input_type if self.required else f"NotRequired[{self.input_type}]"


@dataclass(frozen=True)
class ModelView:
    """One model: its class and, for requests, the mapping that can be passed instead.

    The mapping of a model of responses has a module of its own, which is not imported to read a response.
    """

    name: str
    description: str
    is_read: bool
    has_mapping: bool
    attributes: list[Attribute]
    free_form: bool
    uses: list[str]
    mapping_uses: list[str]
    nested: dict[str, str]
    item_limits: tuple[tuple[tuple[str, ...], int], ...]

    @property
    def base(self) -> str:
        """The base class."""
        return self.own_base[1] if self.own_base else "ReadModel" if self.is_read else "Model"

    @property
    def own_base(self) -> tuple[str, str] | None:
        """The module and the name of a base class with methods for this model; None for other models."""
        return MODEL_BASES.get(self.name)

    @property
    def has_unusual_keys(self) -> bool:
        """Whether a key is not an identifier, so that the `TypedDict` needs the functional syntax."""
        return not all(attribute.wire.isidentifier() for attribute in self.attributes)


def build_model_view(model: ModelProperty, annotations: Annotations) -> ModelView:
    """Return the view of a model."""
    name = str(model.class_info.name)
    read = annotations.is_read(name)
    properties = list_properties(model)
    _check_names(name, [name_attribute(prop) for prop in properties])
    return ModelView(
        name=name,
        description=to_plain_text(model.description),
        is_read=read,
        has_mapping=annotations.has_mapping(name),
        attributes=[_build_attribute(prop, model, annotations, read) for prop in properties],
        free_form=bool((model.data.model_extra or {}).get("x-free-form")),
        uses=sorted({used for prop in properties for used in _list_classes(prop, annotations, read)} - {name}),
        mapping_uses=_find_mapping_uses(name, properties, annotations),
        nested=_find_nested(properties, annotations) if annotations.is_written(name) else {},
        item_limits=_find_item_limits(model) if annotations.is_written(name) else (),
    )


def _check_names(model: str, names: Sequence[str]) -> None:
    if double := sorted({name for name in names if names.count(name) > 1}):
        raise SpecError([f"{model}: {', '.join(double)} is the attribute of two keys"])


def _build_attribute(prop: PropertyProtocol, model: ModelProperty, annotations: Annotations, read: bool) -> Attribute:
    wire = prop.name.get_untrusted_value()
    held = annotations.to_value_type(prop)
    return Attribute(
        name=name_attribute(prop),
        wire=wire,
        declaration=_render_declaration(held, prop, read, _is_secret(model, wire)),
        reading=annotations.render_reading(prop, is_read=read),
        input_type=annotations.to_input_type(prop),
        required=prop.required,
        description=_describe(to_plain_text(prop.description), _find_schema(model, wire)),
    )


def _describe(text: str, schema: Schema | None) -> str:
    """Return a description with the limits of the schema added."""
    if schema is None:
        return text
    characters = _describe_limit(schema.minLength, schema.maxLength, "characters")
    items = _describe_limit(schema.minItems, schema.maxItems, "items")
    return " ".join(filter(None, [text, characters, items]))


def _describe_limit(least: int | None, most: int | None, of: str) -> str:
    if most is None:
        return ""
    return f"{least} to {most} {of}." if least else f"At most {most} {of}."


def _render_declaration(held: str, prop: PropertyProtocol, read: bool, secret: bool) -> str:
    if prop.required:
        return f"{held} = _field(repr=False)" if secret else held
    default = "None" if read else "UNSET"
    kind = held if read and is_nullable(prop) else f"{held} | {'None' if read else 'Unset'}"
    return f"{kind} = _field(default={default}, repr=False)" if secret else f"{kind} = {default}"


def _is_secret(model: ModelProperty, wire: str) -> bool:
    schema = _find_schema(model, wire)
    return schema is not None and schema.schema_format == SECRET_FORMAT


def _find_schema(model: ModelProperty, wire: str) -> Schema | None:
    """Return the schema of a property, None if it is a reference."""
    found = next((schema for name, schema in (model.data.properties or {}).items() if name == wire), None)
    return found if isinstance(found, Schema) else None


def _find_item_limits(model: ModelProperty) -> tuple[tuple[tuple[str, ...], int], ...]:
    """Return the lists whose length the client checks: their keys, and the most items in all of them together."""
    together = (model.data.model_extra or {}).get("x-max-items-together")
    limits: list[tuple[tuple[str, ...], int]] = [(tuple(together["of"]), together["items"])] if together else []
    covered = {(key, limit) for keys, limit in limits for key in keys}
    for key, schema in (model.data.properties or {}).items():
        name = to_plain_text(key)
        most = schema.maxItems if isinstance(schema, Schema) and _is_checked(schema) else None
        if most is not None and (name, most) not in covered:
            limits.append(((name,), most))
    return tuple(limits)


def _is_checked(schema: Schema) -> bool:
    return bool((schema.model_extra or {}).get("x-checked-by-client"))


def _find_nested(properties: Sequence[PropertyProtocol], annotations: Annotations) -> dict[str, str]:
    """Return where models are directly inside this one, by key: mappings passed for them are checked too."""
    shapes = {prop.name.get_untrusted_value(): annotations.render_shape(prop) for prop in properties}
    return {key: shape for key, shape in shapes.items() if shape}


def _list_classes(prop: PropertyProtocol, annotations: Annotations, read: bool) -> set[str]:
    return annotations.list_classes(prop) | (set() if read else annotations.list_input_classes(prop))


def _find_mapping_uses(name: str, properties: Sequence[PropertyProtocol], annotations: Annotations) -> list[str]:
    used = {each for prop in properties for each in annotations.list_input_classes(prop)}
    return sorted(used - {name_mapping(name)})
