"""Views of operations and methods for the templates."""

from dataclasses import dataclass, replace

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

from .annotations import Annotations, find_property, is_nullable, to_plain_text
from .bundle import Document, SpecError
from .catalogue import Call, Method
from .flattening import Flattener, Models
from .naming import list_number_forms
from .parameters import Parameter

_BODY_WRITERS = {
    "application/json": ("content", "json_body"),
    "application/x-www-form-urlencoded": ("form", "form_body"),
    "multipart/form-data": ("files", "multipart_body"),
}
_IMPORTED = "The JSON file as a path, bytes, binary file or iterator; or its content, as a mapping or a model."


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
        return f"{self.model} | {self.model}Dict"


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
    def body_given(self) -> str:
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
    used = {
        name
        for prop in endpoint.query_parameters + endpoint.header_parameters
        for name in annotations.list_classes(prop)
    }
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
        uses=sorted(
            used | {body.model for body in bodies} | (annotations.list_classes(result_prop) if result_prop else set())
        ),
    )


def _find_envelope(call: Call, result: PropertyProtocol | None) -> EnvelopeView | None:
    """Return where the response holds the result, if it is a model or a list and all methods agree on the key."""
    methods = [method for method in call.methods if method.result != "none"]
    keys = {method.items or method.result for method in methods if not method.counts}
    if len(keys) != 1 or None in keys or not isinstance(result, ModelProperty):
        return None
    method = methods[0]
    prop = _require_property(result, str(method.items or method.result))
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
        return f'segment({name}, "{name}")'
    if _is_json(described):
        return f'json_text({name}, "{name}")'
    if isinstance(prop, ListProperty):
        return f'texts({name}, "{name}")'
    if isinstance(prop, BooleanProperty):
        return f'boolean({name}, "{name}")'
    if isinstance(prop, IntProperty):
        schema = described["schema"]
        return f'integer({name}, "{name}", {schema.get("minimum")}, {schema.get("maximum")})'
    if isinstance(prop, StringProperty | EnumProperty):
        return f'text({name}, "{name}")'
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


@dataclass(frozen=True)
class MethodView:
    """One method of a resource class."""

    method: Method
    view: CallView
    bound: list[Parameter]
    positional: list[Parameter]
    body: BodyView | None
    body_name: str
    body_given: str
    body_description: str
    body_expression: str
    sent: list[Parameter]
    flattened: list[Parameter]
    fixed: list[tuple[str, str]]
    returned: str
    item: str | None
    has_own_locale: bool
    uses: list[str]

    @property
    def name(self) -> str:
        """The Python name of the method."""
        return self.method.name

    @property
    def keywords(self) -> list[Parameter]:
        """The keyword parameters, required ones first."""
        return sorted([*self.flattened, *self.sent], key=lambda parameter: not parameter.required)

    @property
    def takes_body(self) -> bool:
        """Whether the body, or the part of it that the method wraps, is one parameter."""
        return self.body is not None and not self.method.flattens

    def render_argument(self, parameter: Parameter) -> str:
        """Return the argument for a parameter. For `locale`, it falls back to the locale of a model that was read."""
        if not self.has_own_locale or parameter.wire != "locale":
            return parameter.name
        return f"choose_locale({self.body_name}, locale)"

    @property
    def pageable(self) -> bool:
        """Whether the method returns pages."""
        return self.item is not None and any(parameter.name == "skip" for parameter in self.keywords)

    @property
    def stops(self) -> bool:
        """Whether the method has `max_items`."""
        return self.pageable and self.has_limit

    @property
    def may_lack_result(self) -> bool:
        """Whether a response may lack the result, although null is not a valid result."""
        answer = self.view.result_prop
        if not self.method.result or self.method.result == "none" or not isinstance(answer, ModelProperty):
            return False
        prop = _require_property(answer, self.method.result)
        return not prop.required and not is_nullable(prop)

    @property
    def counts(self) -> bool:
        """Whether it returns a number of items."""
        return self.method.counts

    @property
    def body_required(self) -> bool:
        """Whether a body is required. A value that the method wraps always is."""
        return self.view.body_required or self.method.body is not None

    @property
    def has_limit(self) -> bool:
        """Whether the method has `limit`."""
        return any(parameter.name == "limit" for parameter in self.keywords)


def build_method_view(method: Method, view: CallView, annotations: Annotations, models: Models) -> MethodView:
    """Return the view of a method."""
    body = choose_body(method, view)
    body_prop = _find_body_prop(method, body) if body else None
    item, returned, result_uses = _describe_result(method, view, annotations)
    hidden = {*method.omit, *method.fixed}
    has_own_locale = view.call.method == "PUT" and bool(
        method.body and body_prop and annotations.may_have_locale(body_prop)
    )
    sent = [parameter for parameter in view.keywords if parameter.wire not in hidden]
    if has_own_locale:
        sent = [_describe_locale(parameter, method.body) for parameter in sent]
    flat = Flattener(method, body.prop, sent, annotations, models) if body and method.flattens else None
    body_uses = annotations.list_input_classes(body_prop) if body_prop and not flat else set()
    return MethodView(
        method=method,
        view=view,
        bound=[parameter for parameter in view.path if parameter.wire in method.bind],
        positional=[parameter for parameter in view.path if parameter.wire not in method.bind],
        body=body,
        body_name=_choose_body_name(method),
        body_given="ImportSource" if method.file else annotations.to_input_type(body_prop) if body_prop else "",
        body_description=_IMPORTED if method.file else _describe_body(body_prop),
        body_expression=_render_body(method, body, flat),
        sent=sent,
        flattened=flat.parameters if flat else [],
        fixed=[(_find_python_name(view, wire), repr(value)) for wire, value in method.fixed.items()],
        returned=returned,
        item=item,
        has_own_locale=has_own_locale,
        uses=sorted(body_uses | (flat.uses if flat else set()) | result_uses | set(view.uses)),
    )


def _choose_body_name(method: Method) -> str:
    return "source" if method.file else method.body or "body"


def _render_body(method: Method, body: BodyView | None, flat: Flattener | None) -> str:
    """Return the argument for the body of the operation."""
    if body is not None and flat is not None:
        return flat.body if body.required else f"{flat.body} or None"
    if body is None or method.body is None:
        return "body"
    is_list = isinstance(_require_property(body.prop, method.body), ListProperty)
    value = f'as_list({method.body}, "{method.body}")' if is_list else method.body
    return f'{{"{method.body}": {"file" if method.file else value}}}'


def _describe_locale(parameter: Parameter, body: str | None) -> Parameter:
    """Describe the default of `locale` where the body may be a model that was read."""
    if parameter.wire != "locale":
        return parameter
    description = (
        f"Code of the locale to write. Default: the locale of `{body}` if it is a model that was read, else the "
        "master locale."
    )
    return replace(parameter, description=description)


def _find_python_name(view: CallView, wire: str) -> str:
    return next(parameter.name for parameter in view.keywords if parameter.wire == wire)


def choose_body(method: Method, view: CallView) -> BodyView | None:
    """Return the form of the body that a method sends; None if it sends none."""
    if not view.bodies or "body" in method.omit:
        return None
    if method.media:
        return next(body for body in view.bodies if body.media == method.media)
    return view.bodies[0]


def _find_body_prop(method: Method, body: BodyView) -> PropertyProtocol:
    return _require_property(body.prop, method.body) if method.body else body.prop


def _describe_body(prop: PropertyProtocol | None) -> str:
    """Return the description of the body for the docstring."""
    if prop is None or isinstance(prop, ModelProperty):
        return "Body, as a model or a mapping."
    return to_plain_text(prop.description)


def _require_property(model: ModelProperty, wire: str) -> PropertyProtocol:
    prop = find_property(model, wire)
    if prop is None:
        raise SpecError([f"{model.class_info.name} has no property {wire!r}, but x-methods refers to it"])
    return prop


def _describe_result(method: Method, view: CallView, annotations: Annotations) -> tuple[str | None, str, set[str]]:
    """Return the class of the items of a list, the return type of the method, and the classes in both.

    If a method counts, the same key holds a number. A bare response is one model, even if the key holds a list.
    """
    if method.result == "none":
        return None, "None", set()
    if method.answer:
        return None, "bytes", set()
    answer = view.result_prop
    if method.items and isinstance(answer, ModelProperty):
        inner = _find_item(_require_property(answer, method.items))
        return (
            annotations.to_value_type(inner),
            f"Page[{annotations.to_value_type(inner)}]",
            annotations.list_classes(inner),
        )
    if method.result and isinstance(answer, ModelProperty):
        prop, *_ = [_require_property(answer, key) for key in method.results]
        if method.counts:
            return None, "int", set()
        held = _find_model(prop) if method.bare else prop
        return (
            None,
            annotations.to_value_type(held).replace("list[", "builtins.list["),
            annotations.list_classes(held),
        )
    return None, view.result, {view.result} - {"bytes"}


def _find_item(prop: PropertyProtocol) -> PropertyProtocol:
    if isinstance(prop, ListProperty):
        return prop.inner_property
    if isinstance(prop, UnionProperty):
        for member in prop.inner_properties:
            if isinstance(member, ListProperty):
                return member.inner_property
    raise SpecError([f"{prop.name.get_untrusted_value()} is not a list, but x-methods has it as `items`"])


def _find_model(prop: PropertyProtocol) -> ModelProperty:
    for member in prop.inner_properties if isinstance(prop, UnionProperty) else [prop]:
        alone = member.inner_property if isinstance(member, ListProperty) else member
        if isinstance(alone, ModelProperty):
            return alone
    raise SpecError([f"{prop.name.get_untrusted_value()} holds no model, but x-methods has `bare: true`"])
