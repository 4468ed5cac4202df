"""The order in which things that refer to each other are created."""

import time
from collections.abc import Mapping, Sequence

from hypothesis import given
from hypothesis import strategies as some

from contentstack_cma_toolkit.transfer.mapping import plan_waves

GRAPHS = some.integers(1, 9).flatmap(
    lambda size: some.dictionaries(
        some.integers(0, size), some.lists(some.integers(0, size + 2), max_size=6), max_size=size + 1
    )
)
Graph = Mapping[int, Sequence[int]]


def find_reachable(graph: Graph, start: int) -> set[int]:
    found: set[int] = set()
    waiting = [*graph[start]]
    while waiting:
        node = waiting.pop()
        if node in graph and node not in found:
            found.add(node)
            waiting += graph[node]
    return found


@given(GRAPHS)
def test_all_references_are_to_earlier_waves_or_late(graph: Graph) -> None:
    plan = plan_waves(graph)
    places = {node: place for place, wave in enumerate(plan.waves) for node in wave}
    assert sorted(places) == sorted(graph)
    assert sum(map(len, plan.waves)) == len(graph)
    assert all(plan.waves)
    for node, targets in graph.items():
        for target in set(targets) & set(graph):
            assert (places[target] >= places[node]) <= (target in plan.late.get(node, ()))


@given(GRAPHS)
def test_only_references_in_a_circle_are_late(graph: Graph) -> None:
    for node, targets in plan_waves(graph).late.items():
        assert targets
        assert len(set(targets)) == len(targets)
        for target in targets:
            assert target in graph[node]
            assert node == target or node in find_reachable(graph, target)


@given(GRAPHS)
def test_a_wave_is_as_early_as_what_is_not_late_allows(graph: Graph) -> None:
    plan = plan_waves(graph)
    places = {node: place for place, wave in enumerate(plan.waves) for node in wave}
    for node, targets in graph.items():
        early = [places[to] for to in targets if to in graph and to not in plan.late.get(node, ())]
        assert places[node] == max(early, default=-1) + 1


def test_without_circles_nothing_is_late() -> None:
    plan = plan_waves({"c": ["b", "a", "elsewhere"], "b": ["a"], "a": [], "d": []})
    assert plan.waves == (("a", "d"), ("b",), ("c",))
    assert plan.late == {}


def test_a_reference_to_itself_is_late() -> None:
    plan = plan_waves({"a": ["a", "b", "a"], "b": []})
    assert plan.waves == (("b",), ("a",))
    assert plan.late == {"a": ("a",)}


def test_nothing_has_no_waves() -> None:
    assert plan_waves({}).waves == ()


def test_what_everything_refers_to_is_the_one_that_is_written_twice() -> None:
    spokes = [f"recipe {number}" for number in range(50)]
    plan = plan_waves({spoke: ["cook"] for spoke in spokes} | {"cook": spokes})
    assert plan.waves == (("cook",), tuple(spokes))
    assert plan.late == {"cook": tuple(spokes)}


def test_something_behind_a_circle_has_no_late_reference() -> None:
    plan = plan_waves(
        {"a": ["b"], "b": ["a"], "behind": ["a", "b"], "further": ["behind"], "c": ["d"], "d": ["c", "a"]}
    )
    assert len(plan.late) == 2
    assert not {"behind", "further"} & set(plan.late)


def test_a_circle_of_many_has_one_late_reference() -> None:
    names = [str(number) for number in range(10_000)]
    plan = plan_waves({name: [names[number - 1]] for number, name in enumerate(names)})
    assert len(plan.late) == 1
    assert len(plan.waves) == 10_000


def test_a_hundred_thousand_take_no_time() -> None:
    """Nothing in it grows faster than the number of references. The bound is generous, as machines are busy."""
    count = 100_000
    graph = {node: [(node * 7 + 1) % count, (node * 11 + 5) % count, (node + 1) % count] for node in range(count)}
    began = time.process_time()
    plan = plan_waves(graph)
    assert sum(map(len, plan.waves)) == count
    assert time.process_time() - began < 20
