"""Request bodies whose keys are keyword arguments of a method. Pure functions."""

from collections.abc import Iterable, Iterator, Mapping

from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.model_property import ModelProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol

from .annotations import Annotations
from .bundle import SpecError
from .operations import Method
from .parameters import Parameter
from .properties import is_nullable, list_properties, to_plain_text

Models = Mapping[str, ModelProperty]
"""The models by name."""


class Flattener:
    """Turns the keys of the body of one method into parameters.

    Attributes:
        parameters: The parameters, besides those that the operation has anyway.
        body: The expression for the body.
        uses: The classes in the types of the parameters.
    """

    def __init__(
        self, method: Method, model: ModelProperty, own: Iterable[Parameter], annotations: Annotations, models: Models
    ) -> None:
        self._method = method
        self._annotations = annotations
        self._models = models
        self._own = {parameter.name: parameter for parameter in own}
        self._unknown = {*method.flatten, *method.rename, *method.omit} - {each.wire for each in self._own.values()}
        self.parameters: list[Parameter] = []
        self.uses: set[str] = set()
        self.body = self._render_object(model, "", required=True)
        if self._unknown:
            raise self._make_error(f"the body has no {', '.join(sorted(self._unknown))}")

    def _render_object(self, model: ModelProperty, place: str, *, required: bool) -> str:
        """Return the expression for an object whose keys are parameters."""
        keys = (self._render_key(prop, place, required=required and prop.required) for prop in self._find_keys(model))
        return f"without_none({{{', '.join(key for found in keys for key in found)}}})"

    def _find_keys(self, model: ModelProperty) -> list[PropertyProtocol]:
        """Return the properties of a model. It is looked up by name, as a reference to it has none."""
        return list_properties(self._models[str(model.class_info.name)])

    def _render_key(self, prop: PropertyProtocol, place: str, *, required: bool) -> Iterator[str]:
        """Iterate over the key with its value; nothing if the method omits it."""
        wire = prop.name.get_untrusted_value()
        path = f"{place}{wire}"
        self._unknown.discard(path)
        if path in self._method.omit:
            return
        if path not in self._method.flatten:
            yield f'"{wire}": {self._render_value(prop, path, required=required)}'
        elif isinstance(prop, ModelProperty):
            inner = self._render_object(prop, f"{path}.", required=required)
            yield f'"{wire}": {inner}{"" if prop.required else " or None"}'
        else:
            raise self._make_error(f"{path} is not an object")

    def _render_value(self, prop: PropertyProtocol, path: str, *, required: bool) -> str:
        if is_nullable(prop):
            raise self._make_error(f"{path} may be null, which a keyword argument cannot send")
        name = self._method.rename.get(path, str(prop.python_name))
        input_type = self._annotations.to_body_argument_type(prop)
        description = to_plain_text(prop.description)
        parameter = Parameter(name, path, input_type, required, "", isinstance(prop, ListProperty), description)
        if any(other.name == name for other in self.parameters):
            raise self._make_error(f"{name} is the name of two keys: use `rename`")
        if name not in self._own:
            self.parameters.append(parameter)
            self.uses |= self._annotations.list_input_classes(prop)
        elif self._own[name].input_type != self._annotations.to_input_type(prop):
            raise self._make_error(f"{path} has another type than the parameter {name}: use `rename`")
        return f'as_list({name}, "{name}")' if parameter.repeated else name

    def _make_error(self, text: str) -> SpecError:
        return SpecError([f"x-methods: {self._method.resource}.{self._method.verb}: {text}"])
