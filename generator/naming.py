"""Python names of resources, tags and multipart fields."""

import re

from openapi_python_client.config import Config
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.properties.model_property import ModelProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.schema import UntrustedString
from openapi_python_client.strings import PythonIdentifier, pascal_case

from .properties import list_properties

_PART = re.compile(r"\w+\[(\w+)\]")
_MODULES = {"o_auth": "oauth"}
"""Names of the modules of tags that would be split badly."""


def name_resource_module(name: str, scope: str) -> str:
    """Return the module name of a resource class. A resource named like its scope gets a suffix."""
    return f"{name}_operations" if name == scope else name


def name_resource_class(name: str, scope: str) -> str:
    """Return the name of a resource class."""
    return f"{pascal_case(name)}{'Operations' if name == scope else ''}"


def list_number_forms(word: str) -> list[str]:
    """Return the possible plurals of a singular, or singulars of a plural."""
    if word.endswith("ies"):
        return [f"{word[:-3]}y"]
    if word.endswith("es"):
        return [word[:-1], word[:-2]]
    if word.endswith("s") and not word.endswith("ss"):
        return [word[:-1]]
    if word.endswith("y"):
        return [f"{word[:-1]}ies"]
    return [f"{word}es" if word.endswith(("s", "ch", "sh", "x")) else f"{word}s"]


def rename_bracketed(models: list[ModelProperty], config: Config) -> None:
    """Rename multipart fields such as `asset[title]` to `title`."""
    for model in models:
        for prop in list_properties(model):
            _rename(prop, config)


def _rename(prop: PropertyProtocol, config: Config) -> None:
    part = _PART.fullmatch(prop.name.get_untrusted_value())
    if part:
        prop.set_python_name(UntrustedString(part.group(1)), config)


def rename_tags(data: GeneratorData) -> None:
    """Rename the module of the tag `OAuth` to `oauth`."""
    collections = data.endpoint_collections_by_tag
    for tag in [tag for tag in collections if tag in _MODULES]:
        collection = collections.pop(tag)
        collections[PythonIdentifier(_MODULES[tag], "")] = collection
        for endpoint in collection.endpoints:
            endpoint.tags = [PythonIdentifier(_MODULES[tag], "")]
