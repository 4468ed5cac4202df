"""The parameters and body keys of operations, which handwritten methods must accept. Pure functions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from openapi_python_client.parser.properties.file import FileProperty
from openapi_python_client.parser.properties.model_property import ModelProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.parser.properties.union import UnionProperty

from .annotations import Annotations
from .call_view import CallView, choose_body
from .operations import Method
from .parameters import Parameter, name_page_size
from .properties import list_properties

FILE = "source"
"""Name of the file parameter of handwritten methods."""


@dataclass(frozen=True)
class Need:
    """A parameter or a key of a body.

    Attributes:
        name: The name in a method.
        wire: The name on the wire. A key inside an object has the names of the outer objects first: `asset.name`.
        location: `path`, `query`, `header` or `body`.
        input_type: The type in the generated method.
        required: Whether it is required.
        inner: The keys, if it is an object; a method may accept those one by one instead.
    """

    name: str
    wire: str
    location: str
    input_type: str
    required: bool
    inner: tuple["Need", ...] = ()

    @property
    def declaration(self) -> str:
        """The parameter as declared in a signature."""
        return f"{self.name}: {self.input_type}" if self.required else f"{self.name}: {self.input_type} | None = None"

    @property
    def words(self) -> str:
        """The name to use in messages."""
        return f"body key `{self.wire}`" if self.location == "body" else f"{self.location} parameter `{self.wire}`"

    def limit_by(self, outer: "Need") -> "Need":
        """Return it as a key of `outer`: required only if both are."""
        return replace(self, required=self.required and outer.required)


def walk_needs(needs: list[Need] | tuple[Need, ...]) -> Iterator[Need]:
    """Iterate over `needs` and everything inside them."""
    for need in needs:
        yield need
        yield from walk_needs(need.inner)


class NeedFinder:
    """Finds the parameters and body keys of operations, with the types of the generated code."""

    def __init__(self, annotations: Annotations, models: Mapping[str, ModelProperty]) -> None:
        self._annotations = annotations
        self._models = models

    def find(self, view: CallView, method: Method) -> list[Need]:
        """Return the parameters and body keys of an operation, except those that `method` binds or fixes."""
        path = [_build_parameter(each, "path") for each in view.path if each.wire not in method.bind]
        pages = bool(method.items) and any(each.wire == "skip" for each in view.query)
        named = [name_page_size(each) if pages else each for each in view.query]
        query = [_build_parameter(each, "query") for each in named if each.wire not in method.fixed]
        headers = [_build_parameter(each, "header") for each in view.headers if each.wire not in method.fixed]
        return [*path, *query, *headers, *self._find_body(view, method)]

    def _find_body(self, view: CallView, method: Method) -> Iterator[Need]:
        body = choose_body(method, view)
        if body is None:
            return
        inner = {need.wire: need for need in self._find_keys(body.model, "", frozenset())}
        if method.body in inner:
            yield inner[method.body]
        else:
            yield Need("body", "body", "body", body.input_type, body.required, tuple(inner.values()))

    def _find_keys(self, model: str, place: str, seen: frozenset[str]) -> Iterator[Need]:
        """Iterate over the keys of a model; recursion stops at a model that contains itself."""
        if model in self._models and model not in seen:
            for prop in list_properties(self._models[model]):
                yield self._build_key(prop, place, seen | {model})

    def _build_key(self, prop: PropertyProtocol, place: str, seen: frozenset[str]) -> Need:
        wire = f"{place}{prop.name.get_untrusted_value()}"
        name = FILE if isinstance(prop, FileProperty) else str(prop.python_name)
        members = prop.inner_properties if isinstance(prop, UnionProperty) else [prop]
        models = [str(member.class_info.name) for member in members if isinstance(member, ModelProperty)]
        return Need(
            name=name,
            wire=wire,
            location="body",
            input_type=self._annotations.to_input_type(prop).removesuffix(" | None"),
            required=prop.required,
            inner=tuple(need for model in models for need in self._find_keys(model, f"{wire}.", seen)),
        )


def _build_parameter(parameter: Parameter, location: str) -> Need:
    return Need(parameter.name, parameter.wire, location, parameter.input_type, parameter.required)
