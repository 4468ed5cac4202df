"""Diffs of entries: as data, as text, in colors and as HTML."""

import io
from typing import Any

import pytest

from contentstack_cma.bulk import Change, EntryDiff


def build_diff(before: dict[str, Any], after: dict[str, Any]) -> EntryDiff:
    return EntryDiff(content_type="page", uid="e1", locale="en-us", title="Home", before=before, after=after)


SMALL = build_diff({"title": "Home", "tags": ["a"]}, {"title": "House", "tags": ["a", "b"]})


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": None}, {}, []),
        ({"a": 1}, {"a": True}, [("a", 1, True)]),
        ({"a": 1}, {"a": 1.0}, []),
        ({}, {"a": 1}, [("a", None, 1)]),
        ({"a": {"b": [{"c": 1}, {"c": 2}]}}, {"a": {"b": [{"c": 1}, {"c": 3}]}}, [("a.b[1].c", 2, 3)]),
        ({"a": [1]}, {"a": [1, 2]}, [("a", [1], [1, 2])]),
        ({"a": {"b": 1}}, {"a": [1]}, [("a", {"b": 1}, [1])]),
        ({"b": 1, "a": 1}, {"b": 2, "a": 2}, [("a", 1, 2), ("b", 1, 2)]),
    ],
)
def test_changes_are_the_values_that_differ(before: Any, after: Any, changes: list[Any]) -> None:
    assert build_diff(before, after).changes == tuple(Change(*change) for change in changes)


def test_the_text_is_a_unified_diff_of_sorted_json() -> None:
    assert str(SMALL).split("\n") == [
        '--- before page/e1/en-us "Home"',
        '+++ after page/e1/en-us "Home"',
        "@@ -1,6 +1,7 @@",
        " {",
        '   "tags": [',
        '-    "a"',
        '+    "a",',
        '+    "b"',
        "   ],",
        '-  "title": "Home"',
        '+  "title": "House"',
        " }",
    ]


def test_the_lines_of_a_long_text_are_compared_one_by_one() -> None:
    before = {"body": "one\ntwo\nthree \\n and \\\n"}
    shown = str(build_diff(before, {"body": before["body"].replace("two", "2")})).split("\n")
    assert [line for line in shown[3:] if line[0] != " "] == ["-    two\\n", "+    2\\n"]
    assert '     three \\\\n and \\\\\\n"' in shown


def test_a_cleared_field_disappears() -> None:
    shown = str(build_diff({"a": 1, "b": 2}, {"a": None, "b": 2})).split("\n")
    assert [line for line in shown[3:] if line[0] in "+-"] == ['-  "a": 1,']


def test_the_same_change_has_the_same_text_whatever_the_order_of_keys() -> None:
    other = build_diff({"tags": ["a"], "title": "Home"}, {"tags": ["a", "b"], "title": "House"})
    assert str(other) == str(SMALL)


def test_control_characters_do_not_reach_the_terminal() -> None:
    assert "\x1b" not in str(build_diff({"a": "\x1b[2J"}, {"a": "\x1b]0;x\x07"}))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def no_preference(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    return monkeypatch


def test_a_terminal_shows_colors(no_preference: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    SMALL.print(terminal)
    lines = terminal.getvalue().split("\n")
    assert '\x1b[31m-  "title": "Home"\x1b[0m' in lines
    assert '\x1b[32m+  "title": "House"\x1b[0m' in lines
    assert " {" in lines


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_a_terminal_without_colors(name: str, value: str, no_preference: pytest.MonkeyPatch) -> None:
    no_preference.setenv(name, value)
    terminal = Terminal()
    SMALL.print(terminal)
    assert terminal.getvalue() == f"{SMALL}\n"


def test_a_file_gets_no_colors(no_preference: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    SMALL.print()
    assert capsys.readouterr().out == f"{SMALL}\n"


def test_notebooks_show_escaped_html() -> None:
    html = build_diff({"a": "<b>"}, {"a": "&"})._repr_html_()  # pyright: ignore[reportPrivateUsage] - notebooks call it
    assert html.startswith("<pre>")
    assert '<span style="color:#cf222e">-  &quot;a&quot;: &quot;&lt;b&gt;&quot;</span>' in html
    assert "<b>" not in html


def test_a_change_says_what_it_is() -> None:
    assert str(Change("a[0].b", "x", None)) == 'a[0].b: "x" → null'
