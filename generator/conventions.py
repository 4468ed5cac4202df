"""Check the bundled description against the rules of `spec/README.md`."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from openapi_spec_validator import OpenAPIV31SpecValidator

from .bundle import Document, list_operations, resolve
from .extensions import EVIDENCE_PARTS, GRADES, check_extensions
from .method_conventions import check_methods, check_omissions, check_resources
from .wording import check_descriptions

_SNAKE_CASE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_PASCAL_CASE = re.compile(r"[A-Z][A-Za-z0-9]*")
_COMPONENT_REF = re.compile(r"#/components/(schemas|parameters|responses)/(\w+)")
_RESERVED_PROPERTIES = frozenset(
    {"additional_properties", "cast", "cls", "d", "field_dict", "from_dict", "get", "self", "src_dict", "to_dict"}
)
_RESERVED_PARAMETERS = frozenset({"authorization", "authtoken", "body", "client", "self"})
_RESERVED_SCHEMAS = frozenset({"Client", "File", "Model", "Page", "Response", "Unset"})
_REQUEST_MEDIA = frozenset({"application/json", "application/x-www-form-urlencoded", "multipart/form-data"})
_STATUSES = frozenset({"2XX", "4XX", "5XX"})
_AUTH = frozenset({"api_key", "authtoken", "management_token", "oauth"})


def find_problems(document: Document) -> list[str]:
    """Return a line for each violation of OpenAPI or of our conventions, with its location."""
    for stage in (_check_references, _check_openapi, _check_conventions):
        found = list(stage(document))
        if found:  # later stages rely on the earlier ones
            return found
    return []


def _check_references(document: Document) -> Iterator[str]:
    return _check_references_in(document, document, "")


def _check_openapi(document: Document) -> Iterator[str]:
    for error in OpenAPIV31SpecValidator(document).iter_errors():
        yield f"{_format_path(error.absolute_path)}: {error.message}"


def _check_conventions(document: Document) -> Iterator[str]:
    yield from _check_operations(document)
    yield from check_extensions(document)
    yield from check_resources(document)
    yield from _check_schemas(document)
    yield from check_descriptions(document)


def _format_path(path: Any) -> str:
    return "/".join(str(step) for step in path) or "openapi"


def _check_references_in(document: Document, value: Any, where: str) -> Iterator[str]:
    if isinstance(value, dict):
        reference = value.get("$ref")
        if isinstance(reference, str) and not _leads_somewhere(document, reference):
            yield f"{where}: $ref {reference} does not point at a component"
        for key, inner in value.items():
            yield from _check_references_in(document, inner, f"{where}/{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _check_references_in(document, inner, f"{where}/{index}")


def _leads_somewhere(document: Document, reference: str) -> bool:
    component = _COMPONENT_REF.fullmatch(reference)
    return component is not None and component[2] in document["components"].get(component[1], {})


def _check_operations(document: Document) -> Iterator[str]:
    tags = {tag["name"] for tag in document["tags"]}
    ids = Counter(operation.get("operationId") for _, _, operation in list_operations(document))
    yield from (f"operationId {name} is used {count} times" for name, count in ids.items() if count > 1)
    for path, method, operation in list_operations(document):
        where = f"{method.upper()} {path}"
        for problem in _check_operation(document, operation, tags):
            yield f"{where}: {problem}"


def _check_operation(document: Document, operation: Document, tags: set[str]) -> Iterator[str]:
    if not _SNAKE_CASE.fullmatch(str(operation.get("operationId", ""))):
        yield "operationId is missing or not snake_case"
    if len(operation.get("tags", [])) != 1 or not set(operation.get("tags", [])) <= tags:
        yield "exactly one declared tag is needed"
    summary = str(operation.get("summary", ""))
    if not summary or summary.endswith(".") or "\n" in summary:
        yield "summary must be one line without a full stop"
    if not operation.get("description"):
        yield "description is missing"
    if not operation.get("externalDocs", {}).get("url"):
        yield "externalDocs.url is missing"
    yield from _check_evidence(operation)
    yield from _check_security(operation)
    yield from check_methods(operation)
    yield from check_omissions(operation)
    yield from _check_parameters(operation)
    yield from _check_body(operation)
    yield from _check_responses(document, operation)


def _check_evidence(operation: Document) -> Iterator[str]:
    evidence = operation.get("x-evidence", {})
    if not isinstance(evidence, dict) or set(evidence) != set(EVIDENCE_PARTS):
        yield f"x-evidence needs a grade for each of {', '.join(sorted(EVIDENCE_PARTS))}"
        return
    for part, grade in evidence.items():
        if grade not in GRADES:
            yield f"x-evidence: {part} is {grade}; expected one of {', '.join(sorted(GRADES))}"


def _check_security(operation: Document) -> Iterator[str]:
    if "security" not in operation:
        yield "security is missing (use an empty list if no credentials are needed)"
    for alternative in operation.get("security", []):
        unknown = set(alternative) - _AUTH
        if unknown:
            yield f"security has unknown schemes: {', '.join(sorted(unknown))}"


def _check_parameters(operation: Document) -> Iterator[str]:
    for parameter in operation["parameters"]:
        name = parameter.get("name", "")
        if "schema" not in parameter:
            yield f"parameter {name}: schema is missing (content is not supported)"
            continue
        if not parameter.get("description"):
            yield f"parameter {name}: description is missing"
        if "default" in parameter["schema"]:
            yield f"parameter {name}: remove the default, which would be sent"
        if name in _RESERVED_PARAMETERS or _is_stack_key(parameter, operation):
            yield f"parameter {name}: the name is reserved"
        if "style" in parameter or "explode" in parameter:
            yield f"parameter {name}: style and explode are not supported"


def _is_stack_key(parameter: Document, operation: Document) -> bool:
    """Return whether a parameter is the API key that the scope of a call already sends."""
    if parameter["name"] != "api_key" or parameter["in"] == "path":
        return False
    scoped = any("api_key" in alternative for alternative in operation.get("security", []))
    return scoped or parameter["in"] != "query"


def _check_body(operation: Document) -> Iterator[str]:
    for media, content in operation.get("requestBody", {}).get("content", {}).items():
        if media not in _REQUEST_MEDIA:
            yield f"request body {media} is not supported"
        if "$ref" not in content.get("schema", {}):
            yield f"request body {media} must be a named component"


def _check_responses(document: Document, operation: Document) -> Iterator[str]:
    responses = operation.get("responses", {})
    if set(responses) != _STATUSES:
        yield f"responses must be {', '.join(sorted(_STATUSES))}"
    for status, response in responses.items():
        for media, content in resolve(document, response).get("content", {}).items():
            if media == "application/json" and "$ref" not in content.get("schema", {}):
                yield f"response {status} must be a named component"


def _check_schemas(document: Document) -> Iterator[str]:
    for name, schema in document["components"]["schemas"].items():
        if not _PASCAL_CASE.fullmatch(name) or name in _RESERVED_SCHEMAS:
            yield f"schema {name}: the name is not PascalCase, or is reserved"
        if not schema.get("description"):
            yield f"schema {name}: description is missing"
        yield from (f"schema {name}: {problem}" for problem in _check_schema(schema, document))


def _check_schema(schema: Document, document: Document) -> Iterator[str]:
    taken = _RESERVED_PROPERTIES & set(schema.get("properties", {}))
    if taken:
        yield f"property names {', '.join(sorted(taken))} are reserved"
    for key, prop in schema.get("properties", {}).items():
        yield from (f"{key}: {problem}" for problem in _check_inline(prop))
    clashes = Counter(key.lstrip("_").lower() for key in schema.get("properties", {}))
    yield from (f"properties named {key} differ only by underscores or case" for key, n in clashes.items() if n > 1)
    if "discriminator" in schema:
        yield from _check_union(schema, document)
    together = schema.get("x-max-items-together", {})
    for key in together.get("of", []):
        if schema.get("properties", {}).get(key, {}).get("type") != "array":
            yield f"x-max-items-together: {key} is not a list"
    if together and not isinstance(together.get("items"), int):
        yield "x-max-items-together: items must be a number"
    names = schema.get("x-enum-varnames")
    if names is not None and len(set(names)) != len(schema.get("enum", [])):
        yield "x-enum-varnames must name every value once"


def _check_inline(schema: Any) -> Iterator[str]:
    if not isinstance(schema, dict) or "$ref" in schema:
        return
    kinds = schema.get("type", [])
    if "object" in ([kinds] if isinstance(kinds, str) else kinds) or "properties" in schema:
        yield "inline objects are not allowed: make it a named component"
    if "enum" in schema:
        yield "inline enums are not allowed: make it a named component"
    if "default" in schema:
        yield "remove the default, which would be sent"
    for member in [*schema.get("anyOf", []), *schema.get("oneOf", []), schema.get("items")]:
        yield from _check_inline(member)


def _check_union(schema: Document, document: Document) -> Iterator[str]:
    tag = schema["discriminator"]["propertyName"]
    members = [resolve(document, member) for member in schema.get("anyOf", [])]
    if not members:
        yield "a union with a discriminator must list its members in anyOf"
        return
    for member in members[:-1]:
        if "const" not in member.get("properties", {}).get(tag, {}) or tag not in member.get("required", []):
            yield f"each member but the last must require a const {tag}"
    if "const" in members[-1].get("properties", {}).get(tag, {}):
        yield "the last member is the catch-all and must not have a const tag"
