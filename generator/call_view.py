"""Views of operations for the templates."""

from dataclasses import dataclass

from openapi_python_client.parser.bodies import Body
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties.boolean import BooleanProperty
from openapi_python_client.parser.properties.enum_property import EnumProperty
from openapi_python_client.parser.properties.file import FileProperty
from openapi_python_client.parser.properties.int import IntProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.model_property import ModelProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.parser.properties.string import StringProperty
from openapi_python_client.parser.properties.union import UnionProperty

from .annotations import UNTYPED, Annotations
from .bundle import Document, SpecError
from .naming import list_number_forms
from .operations import Call, Method
from .parameters import Parameter
from .properties import find_property, is_nullable, to_plain_text
from .schemas import name_mapping

_BODY_WRITERS = {
    "application/json": ("content", "encode_json_body"),
    "application/x-www-form-urlencoded": ("form", "encode_form_body"),
    "multipart/form-data": ("files", "encode_multipart_body"),
}


@dataclass(frozen=True)
class BodyView:
    """The request body of an operation in one media type."""

    media: str
    model: str
    required: bool
    target: str
    writer: str
    prop: ModelProperty

    @property
    def input_type(self) -> str:
        """The type of the argument."""
        return f"{name_mapping(self.model)} | {self.model} | {UNTYPED}"


@dataclass(frozen=True)
class EnvelopeView:
    """The key of a response that holds the result of its methods.

    Attributes:
        key: The key.
        others: Keys that some responses have instead.
        is_list: Whether the result is a list.
        is_bare: Whether the response may be the object itself, without the key.
        is_required: Whether the result is never missing.
    """

    key: str
    others: tuple[str, ...]
    is_list: bool
    is_bare: bool
    is_required: bool

    @property
    def arguments(self) -> str:
        """The arguments of its constructor, without those that have the default."""
        others = [f"others={self.others!r}"] if self.others else []
        flags = [f"{name}=True" for name in ("is_list", "is_bare", "is_required") if getattr(self, name)]
        return ", ".join([repr(self.key), *others, *flags])


@dataclass(frozen=True)
class CallView:
    """One operation, for its template."""

    call: Call
    tag: str
    path_expression: str
    path: list[Parameter]
    query: list[Parameter]
    headers: list[Parameter]
    bodies: list[BodyView]
    result: str
    result_prop: PropertyProtocol | None
    envelope: EnvelopeView | None
    uses: list[str]

    @property
    def keywords(self) -> list[Parameter]:
        """The keyword parameters, required ones first."""
        return sorted([*self.query, *self.headers], key=lambda parameter: not parameter.required)

    @property
    def body_type(self) -> str:
        """The type of the `body` argument."""
        return " | ".join(dict.fromkeys(body.input_type for body in self.bodies))

    @property
    def body_required(self) -> bool:
        """Whether a body is required."""
        return any(body.required for body in self.bodies)


def build_call_view(endpoint: Endpoint, call: Call, annotations: Annotations) -> CallView:
    """Return the view of an operation."""
    path = [_build_parameter(prop, call, "path", annotations) for prop in endpoint.path_parameters]
    query = [_build_parameter(prop, call, "query", annotations) for prop in endpoint.query_parameters]
    headers = [_build_parameter(prop, call, "header", annotations) for prop in endpoint.header_parameters]
    bodies = [_build_body(body) for body in endpoint.bodies]
    result_prop = _find_result(endpoint)
    typed = [*endpoint.query_parameters, *endpoint.header_parameters, *([result_prop] if result_prop else [])]
    used = {name for prop in typed for name in annotations.list_classes(prop)}
    return CallView(
        call=call,
        tag=str(endpoint.tags[0]),
        path_expression=_render_path(call.path, path),
        path=path,
        query=query,
        headers=headers,
        bodies=bodies,
        result=_render_result_type(result_prop),
        result_prop=result_prop,
        envelope=_find_envelope(call, result_prop),
        uses=sorted(used | {body.model for body in bodies}),
    )


def _find_envelope(call: Call, result: PropertyProtocol | None) -> EnvelopeView | None:
    """Return where the response holds the result, if it is a model or a list and all methods agree on the key."""
    methods = [method for method in call.methods if method.result != "none"]
    keys = {method.items or method.result for method in methods if not method.counts}
    if len(keys) != 1 or None in keys or not isinstance(result, ModelProperty):
        return None
    method = methods[0]
    prop = require_property(result, str(method.items or method.result))
    members = prop.inner_properties if isinstance(prop, UnionProperty) else [prop]
    is_list = any(isinstance(member, ListProperty) for member in members)
    if not is_list and not any(isinstance(member, ModelProperty) for member in members):
        return None
    key = prop.name.get_untrusted_value()
    others = [other for other in list_number_forms(key) if find_property(result, other) is None]
    return EnvelopeView(
        key=key,
        others=tuple(dict.fromkeys([method.otherwise, *others] if method.otherwise else others)),
        is_list=is_list,
        is_bare=method.bare,
        is_required=not is_nullable(prop) and (prop.required or not is_list),
    )


def _build_parameter(prop: PropertyProtocol, call: Call, location: str, annotations: Annotations) -> Parameter:
    wire = prop.name.get_untrusted_value()
    described = call.find_parameter(wire, location)
    name = str(prop.python_name)
    return Parameter(
        name=name,
        wire=wire,
        input_type=_render_parameter_type(prop, described, location, annotations),
        required=prop.required,
        writing=_render_writing(prop, described, location, name),
        repeated=isinstance(prop, ListProperty),
        description=to_plain_text(described.get("description")),
    )


def _is_json(described: Document) -> bool:
    return bool(described["schema"].get("contentMediaType") == "application/json")


def _render_parameter_type(prop: PropertyProtocol, described: Document, location: str, annotations: Annotations) -> str:
    if _is_json(described):
        return "Mapping[str, Any] | str"
    return "str | int" if location == "path" and isinstance(prop, IntProperty) else annotations.to_input_type(prop)


def _render_writing(prop: PropertyProtocol, described: Document, location: str, name: str) -> str:
    if location == "path":
        return f'encode_segment({name}, "{name}")'
    if _is_json(described):
        return f'encode_json({name}, "{name}")'
    if isinstance(prop, ListProperty):
        return f'encode_texts({name}, "{name}")'
    if isinstance(prop, BooleanProperty):
        return f'encode_boolean({name}, "{name}")'
    if isinstance(prop, IntProperty):
        schema = described["schema"]
        return f'encode_integer({name}, "{name}", {schema.get("minimum")}, {schema.get("maximum")})'
    if isinstance(prop, StringProperty | EnumProperty):
        return f'encode_text({name}, "{name}")'
    raise SpecError([f"parameter {name}: {type(prop).__name__} cannot be encoded"])


def _render_path(path: str, parameters: list[Parameter]) -> str:
    for parameter in parameters:
        path = path.replace("{" + parameter.wire + "}", "{" + parameter.writing.replace('"', "'") + "}")
    return f'f"{path}"' if parameters else f'"{path}"'


def _build_body(body: Body) -> BodyView:
    media = body.content_type.get_untrusted_value()
    target, writer = _BODY_WRITERS[media]
    if not isinstance(body.prop, ModelProperty):
        raise SpecError([f"a {media} body must be a `$ref` to an object schema"])
    return BodyView(
        media=media,
        model=str(body.prop.class_info.name),
        required=body.prop.required,
        target=target,
        writer=writer,
        prop=body.prop,
    )


def _find_result(endpoint: Endpoint) -> PropertyProtocol | None:
    for response in endpoint.responses:
        if str(response.status_code.pattern).startswith("2"):
            return response.prop
    return None


def _render_result_type(prop: PropertyProtocol | None) -> str:
    if isinstance(prop, ModelProperty):
        return str(prop.class_info.name)
    if isinstance(prop, FileProperty | StringProperty):
        return "bytes"
    raise SpecError([f"a 2XX response must be a `$ref` to an object schema, or bytes; it is {type(prop).__name__}"])


def choose_body(method: Method, view: CallView) -> BodyView | None:
    """Return the form of the body that a method sends; None if it sends none."""
    if not view.bodies or "body" in method.omit:
        return None
    if method.media:
        return next(body for body in view.bodies if body.media == method.media)
    return view.bodies[0]


def require_property(model: ModelProperty, wire: str) -> PropertyProtocol:
    """Return the property with a name in JSON that `x-methods` refers to."""
    prop = find_property(model, wire)
    if prop is None:
        raise SpecError([f"{model.class_info.name} has no property {wire!r}, but x-methods refers to it"])
    return prop
