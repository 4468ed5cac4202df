"""Readable Python names for what has none on the wire."""

import re

from openapi_python_client.config import Config
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.properties.model_property import ModelProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.schema import UntrustedString
from openapi_python_client.strings import PythonIdentifier

from .annotations import properties_of

_PART = re.compile(r"\w+\[(\w+)\]")
_MODULES = {"o_auth": "oauth"}
"""What the module of a tag is called, where its own words do not split well."""


def rename_bracketed(models: list[ModelProperty], config: Config) -> None:
    """Call the multipart field `asset[title]` simply `title`."""
    for model in models:
        for prop in properties_of(model):
            _rename(prop, config)


def _rename(prop: PropertyProtocol, config: Config) -> None:
    part = _PART.fullmatch(prop.name.get_untrusted_value())
    if part:
        prop.set_python_name(UntrustedString(part.group(1)), config)


def rename_tags(data: GeneratorData) -> None:
    """Call the module of the tag `OAuth` `oauth`."""
    collections = data.endpoint_collections_by_tag
    for tag in [tag for tag in collections if tag in _MODULES]:
        collection = collections.pop(tag)
        collections[PythonIdentifier(_MODULES[tag], "")] = collection
        for endpoint in collection.endpoints:
            endpoint.tags = [PythonIdentifier(_MODULES[tag], "")]
