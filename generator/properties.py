"""Questions about the properties that openapi-python-client parses. Pure functions."""

from collections.abc import Iterable, Iterator, MutableMapping

from openapi_python_client.parser.properties.any import AnyProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.model_property import ModelProperty
from openapi_python_client.parser.properties.none import NoneProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.schema import UntrustedString

_METHODS = frozenset({*dir(MutableMapping), "additional_properties", "copy", "from_dict", "to_dict"})
"""The public members of models."""


def is_free_form(prop: PropertyProtocol) -> bool:
    """Return whether a property is any JSON object, with no keys in the description."""
    if not isinstance(prop, ModelProperty):
        return False
    extra = prop.data.model_extra or {}
    return bool(extra.get("x-free-form")) and not prop.data.properties


def is_nullable(prop: PropertyProtocol) -> bool:
    """Return whether a property may be null."""
    if isinstance(prop, UnionProperty):
        return any(isinstance(member, NoneProperty) for member in prop.inner_properties)
    return isinstance(prop, NoneProperty | AnyProperty)


def list_properties(model: ModelProperty) -> list[PropertyProtocol]:
    """Return the properties of a model, required ones first."""
    return [*(model.required_properties or []), *(model.optional_properties or [])]


def find_property(model: ModelProperty, wire: str) -> PropertyProtocol | None:
    """Return the property with a name in JSON, None if there is none."""
    return next((prop for prop in list_properties(model) if prop.name.get_untrusted_value() == wire), None)


def name_attribute(prop: PropertyProtocol) -> str:
    """Return the name of the attribute of a model for a property. It never hides a method of mappings or models."""
    name = str(prop.python_name)
    return f"{name}_" if name in _METHODS else name


def to_plain_text(text: object) -> str:
    """Return a text of the description on one line; an empty string if there is none."""
    raw = text.get_untrusted_value() if isinstance(text, UntrustedString) else text
    return " ".join(str(raw or "").split())


def drop_null(members: Iterable[PropertyProtocol]) -> list[PropertyProtocol]:
    """Return the members of a union but null."""
    return [member for member in members if not isinstance(member, NoneProperty)]


def find_models(prop: PropertyProtocol) -> Iterator[ModelProperty]:
    """Iterate over the models in the type of a property."""
    if isinstance(prop, ModelProperty):
        yield prop
    elif isinstance(prop, ListProperty):
        yield from find_models(prop.inner_property)
    elif isinstance(prop, UnionProperty):
        for member in prop.inner_properties:
            yield from find_models(member)


def to_snake_case(name: str) -> str:
    """Convert `PascalCase` to `snake_case`."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")
