"""Lists: items that only say how deep they are become lists within lists, and lists get nothing but items."""

from dataclasses import dataclass

from ..kinds import LISTS, is_block
from ..nodes import Child, Node, Text


@dataclass(frozen=True, slots=True)
class ItemPlace:
    """Where an item says that it belongs.

    Attributes:
        level: How deep it is, from 1.
        type: The type of its list: `ul` or `ol`.
        style: Value of `list-style-type` of its list; empty: the usual one.
        start: Its number, if its list begins with it.
        group: Items of different groups are in different lists.
    """

    level: int
    type: str = "ul"
    style: str = ""
    start: int = 1
    group: str = ""


Places = dict[int, ItemPlace]
"""The places of items, by the `id()` of their nodes."""


def gather_items(children: list[Child], places: Places) -> list[Child]:
    """Return the children of a block with lists around the items that are in none."""
    gathered: list[Child] = []
    items: list[tuple[Node, ItemPlace]] = []
    for child in children:
        if isinstance(child, Node) and child.type == "li":
            items.append((child, places.get(id(child)) or ItemPlace(1)))
            continue
        gathered.extend(_nest(items))
        items = []
        gathered.append(child)
    gathered.extend(_nest(items))
    return gathered


def repair_list(node: Node, places: Places) -> None:
    """Make a list hold nothing but items: a list directly within it belongs to the item before."""
    levels = {places[id(child)].level for child in node.children if id(child) in places}
    if len(levels) > 1:
        _nest_by_level(node, places)
    items: list[Child] = []
    for child in node.children:
        if isinstance(child, Node) and child.type == "li":
            items.append(child)
        elif isinstance(child, Node) and child.type in LISTS and items:
            attach(items[-1], child)
        else:
            items.append(Node("li", [child]))
    node.children = items


def attach(item: Child, block: Node) -> None:
    """Add a block to an item. Its text gets a fragment, as beside any block."""
    if not isinstance(item, Node):
        return
    if not any(map(is_block, item.children)):
        is_empty = all(isinstance(child, Text) and not child.text for child in item.children)
        item.children = [] if is_empty else [Node("fragment", item.children)]
    item.children.append(block)


def _nest_by_level(node: Node, places: Places) -> None:
    """Nest the items of a flat list by the levels that they have, within the list that is there."""
    items = [child for child in node.children if isinstance(child, Node) and child.type == "li"]
    if len(items) != len(node.children):
        return
    first, *others = _nest([(item, places.get(id(item)) or ItemPlace(1, node.type)) for item in items])
    node.children = [*first.children, *(child for other in others for child in other.children)]


def _nest(items: list[tuple[Node, ItemPlace]]) -> list[Node]:
    lists: list[Node] = []
    open_lists: list[tuple[ItemPlace, Node]] = []
    for item, place in items:
        while open_lists and not _belongs(place, open_lists[-1][0]):
            open_lists.pop()
        if not open_lists or place.level > open_lists[-1][0].level:
            made = _make_list(place)
            if open_lists:
                attach(open_lists[-1][1].children[-1], made)
            else:
                lists.append(made)
            open_lists.append((place, made))
        open_lists[-1][1].children.append(item)
    return lists


def _belongs(place: ItemPlace, listed: ItemPlace) -> bool:
    """Return whether an item is in a list, or in one within it."""
    if place.level > listed.level:
        return True
    return place.level == listed.level and (place.type, place.group) == (listed.type, listed.group)


def _make_list(place: ItemPlace) -> Node:
    made = Node(place.type)
    if place.style:
        made.attrs["style"] = {"list-style-type": place.style}
    if place.type == "ol" and place.start != 1:
        made.attrs["redactor-attributes"] = {"start": str(place.start)}
    return made
