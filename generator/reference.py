"""Write the pages of the reference; mkdocstrings adds the docstrings to them."""

import ast
import re
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from .bundle import Document, SpecError, list_operations
from .config import GENERATED
from .extensions import EVIDENCE_PARTS, TOPICS
from .layout import PACKAGE_NAME, TEMPLATES, Layout
from .operations import Call, read_calls
from .schemas import find_reachable
from .sdk_methods import Resource, find_resources, find_uncalled, group_by_operation

_AUTH = {"authtoken": "authtoken", "management_token": "management token", "oauth": "OAuth"}


@dataclass(frozen=True)
class Tag:
    """One tag of the description, with the models that no earlier tag uses."""

    name: str
    description: str
    calls: tuple[Call, ...]
    models: tuple[str, ...]

    @property
    def page(self) -> str:
        """The file name of the page with its models."""
        return f"{re.sub(r'[^a-z0-9]+', '_', self.name.lower())}.md"


def write(document: Document, layout: Layout, package: Path, folder: Path) -> None:
    """Write all pages.

    Args:
        document: The bundled description.
        layout: The paths of the repository.
        package: The typed client.
        folder: Where to write; it must not exist.

    Raises:
        SpecError: No method calls some operation.
    """
    known = find_resources(document, layout)
    if missing := find_uncalled(document, known):
        raise SpecError(missing)
    tags = _collect_tags(document, _read_model_names(package))
    for name, text in _render_pages(known, tags, group_by_topic(document, known)).items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def check_examples(document: Document, layout: Layout) -> list[str]:
    """Return a line for each resource without an example, and each example without a resource."""
    named = {resource.name for resource in find_resources(document, layout)}
    present = {path.stem for path in layout.examples.glob("*.py")}
    return [
        *(f"docs/examples/{name}.py: missing; every resource needs an example" for name in sorted(named - present)),
        *(f"docs/examples/{name}.py: extra; no resource has this name" for name in sorted(present - named)),
    ]


def group_by_topic(document: Document, known: list[Resource]) -> dict[str, list[Resource]]:
    """Group the resources, except the scopes, by the topic of their first operation."""
    topics = {tag["name"]: tag["x-topic"] for tag in document["tags"]}
    grouped: dict[str, list[Resource]] = {topic: [] for topic in TOPICS}
    for resource in known:
        if not resource.is_scope:
            grouped[topics[resource.calls[0][1].tag]].append(resource)
    return grouped


def _render_pages(known: list[Resource], tags: list[Tag], topics: dict[str, list[Resource]]) -> dict[str, str]:
    environment = _build_environment(known)

    def page(template: str, **more: object) -> str:
        return environment.get_template(f"{template}.jinja").render(resources=known, tags=tags, topics=topics, **more)

    return {
        "nav.yml": page("nav.yml"),
        "index.md": page("index.md"),
        "operations.md": page("operations.md"),
        **{f"{each.name}.md": page("resource.md", resource=each) for each in known},
        **{f"models/{tag.page}": page("models.md", tag=tag) for tag in tags if tag.models},
    }


def _build_environment(known: list[Resource]) -> Environment:
    environment = Environment(  # noqa: S701 -- Markdown, not HTML
        loader=FileSystemLoader(TEMPLATES / "reference"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(
        choose_title=choose_title,
        describe_auth=describe_auth,
        describe_evidence=describe_evidence,
        methods_of=group_by_operation(known),
        package=PACKAGE_NAME,
        reached_from=lambda scope: [
            each.name for each in known if scope.name in each.expressions and each is not scope
        ],
        generated=GENERATED,
    )
    return environment


def choose_title(resource: Resource) -> str:
    """Return the heading of a resource, spelled as its tag if they have the same words."""
    words = resource.name.replace("_", " ")
    tags = (call.tag for _, call in resource.calls)
    return next((tag for tag in tags if tag.lower() == words), words.capitalize())


def describe_auth(call: Call) -> str:
    """Return the credentials that a call accepts, in words."""
    scopes = " or ".join(f"`{scope}`" for scope in call.scopes)
    words = [_AUTH[method] for method in call.auth]
    if "oauth" in call.auth and scopes:
        words[-1] += f" ({scopes})"
    return ", ".join(words) or "anyone"


def describe_evidence(call: Call) -> str:
    """Return the grades of the evidence: request, response, errors."""
    return ", ".join(call.raw["x-evidence"][part] for part in EVIDENCE_PARTS)


def _collect_tags(document: Document, models: frozenset[str]) -> list[Tag]:
    found: list[Tag] = []
    used: set[str] = set()
    for tag in document["tags"]:
        roots = [operation for _, _, operation in list_operations(document) if operation["tags"] == [tag["name"]]]
        first = (find_reachable(document, roots) & models) - used
        used |= first
        calls_of_tag = tuple(call for call in read_calls(document).values() if call.tag == tag["name"])
        found.append(Tag(tag["name"], tag["description"], calls_of_tag, tuple(sorted(first))))
    return found


def _read_model_names(package: Path) -> frozenset[str]:
    """Return the public names of the models of the typed client."""
    tree = ast.parse((package / "models" / "__init__.py").read_text(encoding="utf-8"))
    imports = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    return frozenset(alias.name for node in imports for alias in node.names)
