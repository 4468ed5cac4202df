"""A type accepts another where every value of the other is one of its own."""

import pytest

from generator.type_comparison import accepts_all, parse_type

ALIASES = {"Color": "Literal['red', 'blue']", "Source": "str | os.PathLike[str] | bytes", "Import": "Source | Model"}


@pytest.mark.parametrize(
    ("offered", "wanted"),
    [
        ("str", "str"),
        ("str | None", "str"),
        ("str", "str | None"),
        ("int | str", "str | int"),
        ("str", 'Literal["red"]'),
        ("models.Color | Color", 'Color | Literal["blue", "red"]'),
        ("Sequence[str]", "list[str]"),
        ("Iterable[str]", "Sequence[str]"),
        ("Sequence[models.Thing | Mapping[str, Any]]", "Sequence[Thing | ThingDict]"),
        ("Mapping[str, Any]", "ThingDict"),
        ("Mapping[str, Any] | str", "str | Mapping[str, Any]"),
        ("Import", "File"),
        ("Any", "int | Sequence[str]"),
        ("object", "Thing"),
        ("'str | None'", "str"),
    ],
)
def test_a_type_that_accepts_another(offered: str, wanted: str) -> None:
    wanted_aliases = {} if wanted.startswith("Color") else ALIASES
    assert accepts_all(parse_type(offered, ALIASES), parse_type(wanted, wanted_aliases))


@pytest.mark.parametrize(
    ("offered", "wanted"),
    [
        ("str", "int"),
        ("datetime", "datetime | str"),
        ('Literal["red"]', "str"),
        ('Literal["red"]', 'Literal["red", "green"]'),
        ("str", "Literal[1]"),
        ("Sequence[str]", "str"),
        ("Sequence[str]", "Iterable[str]"),
        ("Sequence[str]", "Sequence[int]"),
        ("Mapping[str, Any]", "Thing"),
        ("models.Thing", "Thing | ThingDict"),
        ("str", "File"),
        ("bool", "int"),
    ],
)
def test_a_type_that_does_not(offered: str, wanted: str) -> None:
    assert not accepts_all(parse_type(offered, ALIASES), parse_type(wanted, ALIASES))
