"""The named unions of the description, and the schemas of its requests and responses. Pure functions."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .bundle import Document, list_operations, resolve

_REF = "#/components/schemas/"


@dataclass(frozen=True)
class Union:
    """A named union of models, discriminated by a tag.

    Attributes:
        name: The name in the description.
        tag: The property that holds the tag.
        members: The classes by tag.
        catch_all: The class for every other tag.
    """

    name: str
    tag: str
    members: dict[str, str]
    catch_all: str

    @property
    def classes(self) -> list[str]:
        """The classes of all members."""
        return [*self.members.values(), self.catch_all]

    @property
    def mapping(self) -> str:
        """The name of the union of the mappings that may be passed instead of its models."""
        return name_mapping(self.name)

    @property
    def mappings(self) -> list[str]:
        """The mappings of the members.

        A catch-all for what the description does not know (`Other…`) has none: any typo in the tag would fit it.
        """
        return [name_mapping(name) for name in self.classes if name != self.catch_all or not self.is_closed]

    @property
    def is_closed(self) -> bool:
        """Whether the tags of the other members are all that the description knows."""
        return self.catch_all.startswith("Other")


def name_mapping(name: str) -> str:
    """Return the name of the mapping that may be passed instead of a model, or instead of the models of a union."""
    return f"{name}Dict"


def read_unions(document: Document) -> list[Union]:
    """Return the named unions: schemas with a discriminator."""
    schemas = document["components"]["schemas"]
    return [_read_union(document, name, schema) for name, schema in schemas.items() if "discriminator" in schema]


def _read_union(document: Document, name: str, schema: Document) -> Union:
    tag = schema["discriminator"]["propertyName"]
    *tagged, catch_all = [member["$ref"].removeprefix(_REF) for member in schema["anyOf"]]
    schemas = document["components"]["schemas"]
    return Union(
        name=name,
        tag=tag,
        members={schemas[member]["properties"][tag]["const"]: member for member in tagged},
        catch_all=catch_all,
    )


def find_read_schemas(document: Document) -> frozenset[str]:
    """Return the names of the schemas of responses."""
    roots = [
        resolve(document, response).get("content", {})
        for _, _, operation in list_operations(document)
        for response in operation["responses"].values()
    ]
    return frozenset(find_reachable(document, roots))


def find_localized_schemas(document: Document) -> frozenset[str]:
    """Return the names of the schemas that have a `locale`."""
    schemas = document["components"]["schemas"]
    return frozenset(name for name, schema in schemas.items() if "locale" in schema.get("properties", {}))


def find_written_schemas(document: Document) -> frozenset[str]:
    """Return the names of the schemas of request bodies."""
    roots = [operation.get("requestBody", {}) for _, _, operation in list_operations(document)]
    return frozenset(find_reachable(document, roots))


def find_reachable(document: Document, roots: list[Document]) -> set[str]:
    """Return the names of the schemas that `roots` refer to, directly or not."""
    schemas = document["components"]["schemas"]
    found: set[str] = set()
    waiting = [name for root in roots for name in _find_references(root)]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(_find_references(schemas[name]))
    return found


def _find_references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        reference = value.get("$ref")
        if isinstance(reference, str) and reference.startswith(_REF):
            yield reference.removeprefix(_REF)
        for inner in value.values():
            yield from _find_references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _find_references(inner)
