"""The parameters of operations and methods."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Parameter:
    """One parameter of an operation.

    Attributes:
        name: The Python name.
        wire: The name on the wire.
        input_type: The type of the argument.
        required: Whether it is required.
        writing: The expression that validates and encodes it.
        repeated: Whether `writing` is a list, of which each item is sent by itself.
        description: For the docstring.
    """

    name: str
    wire: str
    input_type: str
    required: bool
    writing: str
    repeated: bool
    description: str

    @property
    def declaration(self) -> str:
        """The parameter as declared in a signature."""
        return f"{self.name}: {self.input_type}" if self.required else f"{self.name}: {self.input_type} | None = None"


def name_page_size(parameter: Parameter) -> Parameter:
    """Return a parameter of a method that pages: `limit` is called `page_size` there, as iteration goes on after it."""
    return replace(parameter, name="page_size") if parameter.name == "limit" else parameter
