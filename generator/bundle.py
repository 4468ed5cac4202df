"""Merge the parts of the description into one OpenAPI document."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

Document = dict[str, Any]


class SpecError(Exception):
    """The description is invalid. One line per problem."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def bundle(spec: Path) -> Document:
    """Merge the parts in `spec` into one OpenAPI document, in a stable order.

    Raises:
        SpecError: A part is missing or not YAML, or a name is defined twice.
    """
    document = _load(spec / "openapi.yaml")
    components = document.setdefault("components", {})
    components["parameters"] = _load(spec / "parameters.yaml")
    components["responses"] = _load(spec / "responses.yaml")
    components["schemas"] = dict(sorted(_merge(spec / "schemas").items()))
    document["paths"] = dict(sorted(_merge(spec / "paths").items()))
    return document


def dump(document: Document) -> str:
    """Return the document as JSON. Equal documents give equal text."""
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _merge(folder: Path) -> Document:
    merged: Document = {}
    problems: list[str] = []
    for part in sorted(folder.glob("*.yaml")):
        for name, value in _load(part).items():
            if name in merged:
                problems.append(f"{part.parent.name}/{part.name}: {name} is defined twice")
            merged[name] = value
    if problems:
        raise SpecError(problems)
    return merged


class _Loader(yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader):  # type: ignore[misc]
    """Read YAML as JSON: dates stay text, and a duplicate key is an error."""


def _read_mapping(loader: _Loader, node: yaml.MappingNode) -> Document:
    loader.flatten_mapping(node)  # merges the keys of `<<`
    mapping: Document = {}
    for key_node, value_node in node.value:
        key = str(loader.construct_object(key_node, deep=True))
        if key in mapping:
            raise SpecError([f"{key_node.start_mark.name}:{key_node.start_mark.line + 1}: {key} is defined twice"])
        mapping[key] = loader.construct_object(value_node, deep=True)
    return mapping


def _read_text(loader: _Loader, node: yaml.ScalarNode) -> str:
    return str(loader.construct_scalar(node))


_Loader.add_constructor("tag:yaml.org,2002:map", _read_mapping)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _read_text)


def _load(part: Path) -> Document:
    try:
        with part.open(encoding="utf-8") as stream:
            content = yaml.load(stream, Loader=_Loader)  # noqa: S506 -- a safe loader, made stricter
    except OSError as error:
        raise SpecError([f"{part.name}: {error.strerror}"]) from error
    except yaml.YAMLError as error:
        raise SpecError([f"{part.name}: {error}"]) from error
    if not isinstance(content, dict):
        raise SpecError([f"{part.name}: expected a mapping of names"])
    return content


METHODS = ("get", "put", "post", "delete", "patch", "head", "options")


def list_operations(document: Document) -> Iterator[tuple[str, str, Document]]:
    """Iterate over all operations as (path, method, operation), with the resolved parameters of the path item added."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                operation = item[method]
                shared = item.get("parameters", [])
                own = operation.get("parameters", [])
                parameters = [resolve(document, parameter) for parameter in [*shared, *own]]
                yield path, method, {**operation, "parameters": parameters}


def resolve(document: Document, value: Document) -> Document:
    """Return the target of a local `$ref`, or the value itself if it is none."""
    seen: set[str] = set()
    while "$ref" in value and value["$ref"] not in seen:
        reference = str(value["$ref"])
        seen.add(reference)
        target: Any = document
        for name in reference.removeprefix("#/").split("/"):
            target = target[name.replace("~1", "/").replace("~0", "~")]
        value = target
    return value
