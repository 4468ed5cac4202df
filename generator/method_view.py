"""Views of the methods of resource classes for the templates."""

from dataclasses import dataclass, replace

from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.model_property import ModelProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.parser.properties.union import UnionProperty

from .annotations import Annotations
from .bundle import SpecError
from .call_view import BodyView, CallView, choose_body, require_property
from .flattening import Flattener, Models
from .operations import Method
from .parameters import Parameter, name_page_size
from .properties import is_nullable, to_plain_text

_IMPORTED = "The JSON file as a path, bytes, binary file or iterator; or its content, as a mapping or a model."


@dataclass(frozen=True)
class MethodView:
    """One method of a resource class."""

    method: Method
    view: CallView
    bound: list[Parameter]
    positional: list[Parameter]
    body: BodyView | None
    body_name: str
    body_type: str
    body_mapping: str | None
    body_description: str
    body_expression: str
    sent: list[Parameter]
    flattened: list[Parameter]
    fixed: list[tuple[str, str]]
    return_type: str
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
        named = [name_page_size(parameter) if self.stops else parameter for parameter in self.sent]
        return sorted([*self.flattened, *named], key=lambda parameter: not parameter.required)

    @property
    def repeated(self) -> list[Parameter]:
        """The parameters of which each item is sent by itself, for every page."""
        return [parameter for parameter in self.sent if parameter.repeated] if self.pageable else []

    @property
    def has_largest_page(self) -> bool:
        """Whether the description limits the page size."""
        return any(parameter.name == "limit" and "None)" not in parameter.writing for parameter in self.sent)

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
        return self.item is not None and any(parameter.name == "skip" for parameter in self.sent)

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
        prop = require_property(answer, self.method.result)
        return not prop.required and not is_nullable(prop)

    @property
    def body_required(self) -> bool:
        """Whether a body is required. A value that the method wraps always is."""
        return self.view.body_required or self.method.body is not None

    @property
    def has_limit(self) -> bool:
        """Whether the method has `limit`."""
        return any(parameter.name == "limit" for parameter in self.sent)


def build_method_view(method: Method, view: CallView, annotations: Annotations, models: Models) -> MethodView:
    """Return the view of a method."""
    body = choose_body(method, view)
    prop = _find_body_prop(method, body) if body else None
    item, return_type, result_uses = _describe_result(method, view, annotations)
    has_own_locale = bool(prop and method.body and view.call.method == "PUT" and annotations.may_have_locale(prop))
    sent = [parameter for parameter in view.keywords if parameter.wire not in {*method.omit, *method.fixed}]
    if has_own_locale:
        sent = [_describe_locale(parameter, method.body) for parameter in sent]
    flat = Flattener(method, body.prop, sent, annotations, models) if body and method.flattens else None
    body_uses = flat.uses if flat else annotations.list_input_classes(prop) if prop else set[str]()
    return MethodView(
        method=method,
        view=view,
        bound=[parameter for parameter in view.path if parameter.wire in method.bind],
        positional=[parameter for parameter in view.path if parameter.wire not in method.bind],
        body=body,
        body_name="source" if method.file else method.body or "body",
        body_type="ImportSource" if method.file else annotations.to_body_argument_type(prop) if prop else "",
        body_mapping=_find_mapping(method, prop, annotations),
        body_description=_IMPORTED if method.file else _describe_body(prop),
        body_expression=_render_body(method, body, flat),
        sent=sent,
        flattened=flat.parameters if flat else [],
        fixed=[(_find_python_name(view, wire), repr(value)) for wire, value in method.fixed.items()],
        return_type=return_type,
        item=item,
        has_own_locale=has_own_locale,
        uses=sorted({*body_uses, *result_uses, *view.uses}),
    )


def _find_mapping(method: Method, prop: PropertyProtocol | None, annotations: Annotations) -> str | None:
    """Return the mapping that may be passed as the body; None if the method has no overload for it."""
    if prop is None or method.file or method.flattens or method.items:
        return None
    return annotations.find_mapping(prop)


def _render_body(method: Method, body: BodyView | None, flat: Flattener | None) -> str:
    """Return the argument for the body of the operation."""
    if body is not None and flat is not None:
        return flat.body if body.required else f"{flat.body} or None"
    if body is None or method.body is None:
        return "body"
    is_list = isinstance(require_property(body.prop, method.body), ListProperty)
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


def _find_body_prop(method: Method, body: BodyView) -> PropertyProtocol:
    return require_property(body.prop, method.body) if method.body else body.prop


def _describe_body(prop: PropertyProtocol | None) -> str:
    """Return the description of the body for the docstring."""
    if prop is None or isinstance(prop, ModelProperty):
        return "Body, as a model or a mapping."
    return to_plain_text(prop.description)


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
        inner = _find_item(require_property(answer, method.items))
        return (
            annotations.to_value_type(inner),
            f"Page[{annotations.to_value_type(inner)}]",
            annotations.list_classes(inner),
        )
    if method.result and isinstance(answer, ModelProperty):
        prop, *_ = [require_property(answer, key) for key in method.results]
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
