"""Write the typed client: models and calls with openapi-python-client, resource classes and unions without."""

import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from types import MappingProxyType

from openapi_python_client import Project
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError
from openapi_python_client.parser.properties.model_property import ModelProperty

from .annotations import Annotations
from .bundle import Document, SpecError
from .call_view import build_call_view
from .config import GENERATED, HANDWRITTEN_VERBS
from .docs import render_call_docstring, render_class_docstring, render_docstring, render_method_docstring
from .layout import RUNTIME, TEMPLATES
from .method_view import MethodView, build_method_view
from .model_view import build_model_view
from .naming import name_resource_class, name_resource_module, rename_bracketed, rename_tags
from .needs import Need, NeedFinder
from .operations import Call, Method, get_rank, read_calls
from .parameters import Parameter
from .properties import find_property, is_free_form, name_attribute, to_plain_text, to_snake_case
from .schemas import name_mapping, read_unions

FORMAT = ["format", "--config=format.skip-magic-trailing-comma=true"]  # what fits on one line goes on one line
NO_METHODS: Mapping[str, tuple[str, ...]] = MappingProxyType({})


@dataclass(frozen=True)
class ResourceView:
    """One resource class, for its template."""

    name: str
    scope: str
    methods: list[MethodView]
    offered: list[MethodView]

    @property
    def module(self) -> str:
        """The name of the module."""
        return name_resource_module(self.name, self.scope)

    @property
    def is_scope(self) -> bool:
        """Whether it holds the methods of the scope itself."""
        return self.name == self.scope

    @property
    def class_name(self) -> str:
        """The name of the class."""
        return name_resource_class(self.name, self.scope)

    @property
    def bound(self) -> list[Parameter]:
        """The parameters that select the resource, such as `content_type_uid`."""
        return self.offered[0].bound

    @property
    def summary(self) -> str:
        """The docstring of its property."""
        verbs = ", ".join(method.name for method in self.offered[:6])
        return f"The {self.name.replace('_', ' ')}: {verbs} …"

    @property
    def uses(self) -> list[str]:
        """The models in its signatures."""
        return sorted({name for method in self.methods for name in method.uses})


class Renderer:
    """One run: writes a package from the bundled description."""

    def __init__(self, document: Document, folder: Path, methods: Mapping[str, tuple[str, ...]]) -> None:
        self._folder = folder
        self._methods = methods
        self._unions = read_unions(document)
        self._annotations = Annotations(document)
        self._calls = read_calls(document)
        self._document = document
        self._project = self._parse()
        self._modules = self._find_modules()
        self._mapping_modules = self._find_mapping_modules()
        self._exports = self._find_exports()
        self._views = [
            build_call_view(endpoint, self._calls[str(endpoint.name)], self._annotations)
            for collection in self._project.openapi.endpoint_collections_by_tag.values()
            for endpoint in collection.endpoints
        ]

    def run(self) -> None:
        """Write the package.

        Raises:
            SpecError: openapi-python-client reports a problem with the description.
        """
        self._install_globals()
        with redirect_stdout(StringIO()):  # it prints a message
            errors = self._project.build()
        _fail_on(errors)
        self._write_unions()
        self._write_mappings()
        self._write_resources()
        self._copy_runtime()
        _finish(self._folder)

    def find_needs(self, call: Call, method: Method) -> list[Need]:
        """Return the parameters and body keys that a method of an operation must accept."""
        view = next(view for view in self._views if view.call.id == call.id)
        return NeedFinder(self._annotations, self._models).find(view, method)

    def _parse(self) -> Project:
        config = _build_config(self._folder)
        data = GeneratorData.from_dict(self._document, config=config)
        if isinstance(data, GeneratorError):
            raise SpecError([f"{data.header}: {data.detail}"])
        _fail_on([*data.errors, *_parse_errors(data)])
        models = [model for model in data.models if not is_free_form(model)]
        rename_bracketed(models, config)
        rename_tags(data)
        self._models = {str(model.class_info.name): model for model in models}
        self._enums = {str(enum.class_info.name): enum for enum in data.enums}
        data.models = models
        data.enums = list(self._enums.values())
        return Project(openapi=data, config=config, custom_template_path=TEMPLATES)

    def _install_globals(self) -> None:
        environment = self._project.env
        by_id = {view.call.id: view for view in self._views}
        environment.filters["docstring"] = render_docstring
        environment.filters["plain"] = to_plain_text
        environment.globals.update(
            build_model_view=lambda model: build_model_view(model, self._annotations),
            describe_resource=_describe_resource,
            exports=self._exports,
            find_attribute=_find_attribute,
            find_call_view=lambda endpoint: by_id[str(endpoint.name)],
            find_methods=lambda operation: self._methods.get(operation, ()),
            find_module=self._exports.__getitem__,
            list_names=self._list_names,
            mapping_modules=self._mapping_modules,
            render_call_docstring=render_call_docstring,
            render_class_docstring=render_class_docstring,
            render_method_docstring=render_method_docstring,
            to_snake_case=to_snake_case,
        )

    def _list_names(self, name: str) -> str:
        if any(union.name == name for union in self._unions):
            return f"{name}, class_of_{to_snake_case(name)}, decode_{to_snake_case(name)}"
        return name

    def _write(self, path: str, template: str, **values: object) -> None:
        target = self._folder / path
        target.parent.mkdir(exist_ok=True)
        target.write_text(self._project.env.get_template(template).render(**values), encoding="utf-8")

    def _write_unions(self) -> None:
        for union in self._unions:
            described = self._document["components"]["schemas"][union.name]["description"]
            text = to_plain_text(described)
            self._write(f"models/{to_snake_case(union.name)}.py", "union.py.jinja", union=union, description=text)

    def _find_modules(self) -> dict[str, str]:
        """Return the modules of the models, enums and unions."""
        classes = {
            name: str(held.class_info.module_name) for name, held in [*self._models.items(), *self._enums.items()]
        }
        return classes | {union.name: to_snake_case(union.name) for union in self._unions}

    def _write_mappings(self) -> None:
        """Write the mappings that have modules of their own."""
        for union in self._unions:
            if union.mapping in self._mapping_modules:
                self._write(f"models/{self._exports[union.mapping]}.py", "mapping_union.py.jinja", union=union)
        for name, model in self._models.items():
            if name_mapping(name) in self._mapping_modules:
                view = build_model_view(model, self._annotations)
                self._write(f"models/{self._exports[name_mapping(name)]}.py", "mapping.py.jinja", view=view)

    def _find_mapping_modules(self) -> dict[str, str]:
        """Return the modules of the mappings that are not in the module of a model of requests."""
        written = [union.name for union in self._unions if self._annotations.is_written(union.name)]
        read = [
            name for name in self._models if self._annotations.is_read(name) and self._annotations.has_mapping(name)
        ]
        return {name_mapping(name): f"{self._modules[name]}_dict" for name in [*written, *read]}

    def _find_exports(self) -> dict[str, str]:
        """Return the modules of the public names of `models`."""
        mapped = [name for name in self._models if not self._annotations.is_read(name)]
        beside = {name_mapping(name): self._modules[name] for name in mapped}
        return self._modules | beside | self._mapping_modules

    def _write_resources(self) -> None:
        resources = self._build_resources()
        for resource in resources:
            self._write(f"resources/{resource.module}.py", "resource.py.jinja", resource=resource)
        self._write_group("stack", "StackResources", resources, "The resources of a stack.")
        self._write_group("client", "ClientResources", resources, "The resources that need no stack.")
        self._write("resources/__init__.py", "resources_package.py.jinja", exports=_find_resource_exports(resources))

    def _write_group(self, scope: str, group: str, resources: list[ResourceView], docs: str) -> None:
        members = [resource for resource in resources if resource.scope == scope and not resource.is_scope]
        own = next((resource for resource in resources if resource.scope == scope and resource.is_scope), None)
        path = f"resources/{to_snake_case(group)}.py"
        self._write(path, "resources_init.py.jinja", group=group, resources=members, own=own, docs=docs)

    def _build_resources(self) -> list[ResourceView]:
        grouped: dict[tuple[str, str], list[MethodView]] = {}
        for view in self._views:
            for method in view.call.methods:
                offered = build_method_view(method, view, self._annotations, self._models)
                grouped.setdefault((method.scope, method.resource), []).append(offered)
        return [_build_resource(scope, name, methods) for (scope, name), methods in sorted(grouped.items())]

    def _copy_runtime(self) -> None:
        for module in sorted(RUNTIME.glob("*.py")):
            shutil.copyfile(module, self._folder / module.name)
        (self._folder / "py.typed").touch()


def render(document: Document, folder: Path, methods: Mapping[str, tuple[str, ...]] = NO_METHODS) -> Renderer:
    """Write the typed client.

    Args:
        document: The bundled description.
        folder: Where to write; it must not exist.
        methods: The methods that call each operation, as in code, by operation id.
    """
    renderer = Renderer(document, folder, methods)
    renderer.run()
    return renderer


def _build_resource(scope: str, name: str, methods: list[MethodView]) -> ResourceView:
    handwritten = HANDWRITTEN_VERBS.get(name, frozenset())
    typed = [method for method in methods if method.method.verb not in handwritten]
    return ResourceView(name=name, scope=scope, methods=_sort(typed), offered=_sort(_deduplicate(methods)))


def _find_resource_exports(resources: Iterable[ResourceView]) -> dict[str, str]:
    """Return the modules of the resource classes and their groups."""
    modules = {resource.class_name: resource.module for resource in resources}
    modules |= {f"{name}WithRawResponse": module for name, module in modules.items()}
    modules |= {group: to_snake_case(group) for group in ("ClientResources", "StackResources")}
    return {f"{prefix}{name}": module for name, module in modules.items() for prefix in ("", "Async")}


def _deduplicate(methods: list[MethodView]) -> list[MethodView]:
    """Return one method per name."""
    return list({method.name: method for method in methods}.values())


def _sort(methods: list[MethodView]) -> list[MethodView]:
    return sorted(methods, key=lambda method: get_rank(method.method.verb))


def _describe_resource(resource: ResourceView, asynchronous: bool) -> str:
    path = resource.scope if resource.is_scope else f"{resource.scope}.{resource.name}"
    return f"{'Asynchronous methods' if asynchronous else 'Methods'} of `{path}`."


def _find_attribute(method: MethodView, wire: str) -> str | None:
    """Return the attribute for a key of the response; None if there is no such key."""
    answer = method.view.result_prop
    prop = find_property(answer, wire) if isinstance(answer, ModelProperty) else None
    return None if prop is None else name_attribute(prop)


def _build_config(folder: Path) -> Config:
    return Config.from_sources(
        ConfigFile(
            package_name_override=folder.name, project_name_override=folder.name, field_prefix="", post_hooks=[]
        ),
        MetaType.NONE,
        document_source=folder,
        file_encoding="utf-8",
        overwrite=False,
        output_path=folder,
    )


def _parse_errors(data: GeneratorData) -> list[GeneratorError]:
    collections = data.endpoint_collections_by_tag.values()
    return [error for collection in collections for error in collection.parse_errors]


def _fail_on(errors: Iterable[GeneratorError]) -> None:
    """Raise every warning as an error: openapi-python-client drops what it warns about."""
    problems = [f"{error.header or 'openapi-python-client'}: {error.detail}" for error in errors]
    if problems:
        raise SpecError(problems)


def _finish(folder: Path) -> None:
    """Remove unused imports, format, and add the header to every file."""
    for command in (["check", "--select", "F401,I001,PIE790,UP037,TC005", "--fix-only", "--unsafe-fixes"], FORMAT):
        _run_ruff(folder, command)
    for module in sorted(folder.rglob("*.py")):
        module.write_text(f"# {GENERATED}\n" + module.read_text(encoding="utf-8"), encoding="utf-8")


def _run_ruff(folder: Path, command: list[str]) -> None:
    base = [sys.executable, "-m", "ruff", *command, "--isolated", "--no-cache", "--quiet", "--line-length=120"]
    subprocess.run([*base, "--target-version=py311", str(folder)], check=True)
