"""Check that handwritten methods accept every parameter and body key of their operations. Pure functions."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from openapi_python_client.strings import pascal_case

from .handwritten import SUPER, Argument, Handwritten
from .needs import Need, walk_needs
from .operations import Call, Departure, Method
from .type_comparison import accepts_all, parse_type

NeedsOf = Callable[[Call, Method], list[Need]]
"""Returns the parameters and body keys that a method of an operation must accept."""


@dataclass(frozen=True)
class Pair:
    """A handwritten method, and one operation that it calls.

    Attributes:
        written: The class.
        resource: The resource of the class.
        name: The name of the method.
        call: The operation.
        needs: The parameters and body keys of the operation.
        described: What `omit` in `x-methods` lists for a method of this name.
    """

    written: Handwritten
    resource: str
    name: str
    call: Call
    needs: list[Need]
    described: tuple[str, ...]

    @property
    def departures(self) -> list[Departure]:
        """The entries of `x-handwritten` for the method."""
        return [each for each in self.call.departures if (each.resource, each.name) == (self.resource, self.name)]

    @property
    def offered(self) -> dict[str, Argument]:
        """The parameters of the method."""
        return self.written.signatures[self.name]

    @property
    def omitted(self) -> set[str]:
        """What the method may omit."""
        return {*self.described, *(wire for departure in self.departures for wire in departure.omit)}

    @property
    def differing(self) -> set[str]:
        """What the method may accept in another form."""
        return {wire for departure in self.departures for wire in departure.differs}

    @property
    def words(self) -> str:
        """The method and the operation, for messages."""
        return f"{self.written.source}: {self.written.class_name}.{self.name} calls {self.call.id}"

    def describe_remedy(self, key: str) -> str:
        """Return what to add to the description if the difference is intended."""
        verb = self.name.rstrip("_")
        return f"give a reason under `{key}` in x-handwritten of {self.call.id} (resource {self.resource}, verb {verb})"


@dataclass(frozen=True)
class Difference:
    """A parameter that differs between a method and its operation."""

    need: Need
    text: str


def check_signatures(known: Mapping[str, Call], by_hand: Mapping[str, Handwritten], needs_of: NeedsOf) -> list[str]:
    """Return a line for each problem of the signatures of handwritten methods."""
    pairs = list(_find_pairs(known, by_hand, needs_of))
    return [*(line for pair in pairs for line in _check_pair(pair)), *_find_orphans(known.values(), pairs)]


def _find_pairs(known: Mapping[str, Call], by_hand: Mapping[str, Handwritten], needs_of: NeedsOf) -> Iterator[Pair]:
    for resource, written, name, via, call in find_calls(known, by_hand):
        needs = needs_of(call, _find_closest(call, resource, via))
        yield Pair(written, resource, name, call, needs, _find_omitted(call, resource, via))


def find_calls(
    known: Mapping[str, Call], by_hand: Mapping[str, Handwritten]
) -> Iterator[tuple[str, Handwritten, str, str, Call]]:
    """Iterate over the handwritten methods, once for each operation that they call.

    Args:
        known: The operations by id.
        by_hand: The classes of the wrapper by name.

    Yields:
        The resource, its class, the method, the method of the class that makes the call, and the operation.
    """
    methods = {(method.resource, method.name): call for call in known.values() for method in call.methods}
    for resource in sorted({*(resource for resource, _ in methods), "client"}):
        if written := by_hand.get(pascal_case(resource)):
            generated = {name: call.id for (other, name), call in methods.items() if other == resource}
            for name in written.members:
                for via, operation in dict.fromkeys(_find_operations(name, written, generated)):
                    if operation in known:
                        yield resource, written, name, via, known[operation]


def _find_operations(name: str, written: Handwritten, generated: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Iterate over the operations that a method calls, each with the method of the class that makes the call."""
    reached, waiting = set[str](), [name]
    while waiting:
        via = waiting.pop()
        if via in reached:
            continue
        reached.add(via)
        if via in written.members:
            yield from ((via, operation) for operation in written.members[via])
            waiting.extend(written.delegates[via])
        elif (own := via.removeprefix(SUPER)) in generated:
            yield own, generated[own]


def _find_closest(call: Call, resource: str, name: str) -> Method:
    """Return the described method that is most similar to a handwritten one."""
    methods = call.methods or (Method(resource, name, "client"),)
    return max(methods, key=lambda method: (method.resource == resource) + (method.name == name))


def _find_omitted(call: Call, resource: str, name: str) -> tuple[str, ...]:
    """Return what the described method of this name omits."""
    same = [method for method in call.methods if (method.resource, method.name) == (resource, name)]
    return tuple(wire for method in same for wire in method.omit)


def _check_pair(pair: Pair) -> Iterator[str]:
    for need in pair.needs:
        yield from (f"{pair.words}, {text}" for text in _find_missing(need, pair))
    differences = list(_find_differences(pair))
    for difference in differences:
        if difference.need.wire not in pair.differing:
            yield f"{pair.words}, {difference.text}, or {pair.describe_remedy('differs')}"
    yield from (f"{pair.words}: {text}" for text in _find_stale(pair, {each.need.wire for each in differences}))


def _find_missing(need: Need, pair: Pair) -> Iterator[str]:
    if need.name in pair.offered or need.wire in pair.omitted:
        return
    if any(_is_touched(each, pair) for each in need.inner):
        for inner in need.inner:
            yield from _find_missing(inner.limit_by(need), pair)
    else:
        how = f"add `{need.declaration}`, or {pair.describe_remedy('omit')}"
        yield f"which has the {need.words}: {how}"


def _is_touched(need: Need, pair: Pair) -> bool:
    """Return whether the method accepts or omits a key, or a key inside it."""
    return any(each.name in pair.offered or each.wire in pair.omitted for each in walk_needs((need,)))


def _find_accepted(needs: Iterable[Need], pair: Pair) -> Iterator[Need]:
    """Iterate over what the method accepts: an object, or its keys."""
    for need in needs:
        if need.name in pair.offered:
            yield need
        elif need.wire not in pair.omitted:
            yield from _find_accepted((inner.limit_by(need) for inner in need.inner), pair)


def _find_differences(pair: Pair) -> Iterator[Difference]:
    for need in _find_accepted(pair.needs, pair):
        argument = pair.offered[need.name]
        wanted = parse_type(need.input_type, {})
        if not accepts_all(parse_type(argument.annotation, pair.written.aliases), wanted):
            text = f"`{need.name}: {argument.annotation}` does not accept every `{need.input_type}`"
            yield Difference(need, f"which has the {need.words}: {text}: widen it")
        elif argument.required != need.required:
            text = f"`{need.name}` is {_to_word(argument.required)}, but {_to_word(need.required)} for the operation"
            yield Difference(need, f"which has the {need.words}: {text}: make it {_to_word(need.required)}")


def _to_word(required: bool) -> str:
    return "required" if required else "optional"


def _find_stale(pair: Pair, differing: set[str]) -> Iterator[str]:
    known = {need.wire: need for need in walk_needs(pair.needs)}
    taken = {need.wire for need in _find_accepted(pair.needs, pair)}
    for departure in pair.departures:
        for wire in departure.omit:
            if wire not in known:
                yield f"`omit` lists {wire}, which the operation does not have: remove it"
        for wire in departure.differs:
            if wire not in differing:
                yield f"`differs` lists {wire}, which does not differ: remove it"
    for wire in sorted(pair.omitted & taken):
        yield f"`omit` lists {wire}, which the method accepts: remove it"


def _find_orphans(known: Iterable[Call], pairs: list[Pair]) -> Iterator[str]:
    present = {(pair.call.id, pair.resource, pair.name) for pair in pairs}
    for call in known:
        for departure in call.departures:
            if (call.id, departure.resource, departure.name) not in present:
                what = f"{departure.resource}.{departure.name}"
                yield f"{call.id}: x-handwritten lists {what}, but no such method calls the operation: remove it"
