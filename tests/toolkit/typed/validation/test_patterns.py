"""Patterns of texts are checked as far as that takes little time."""

import time

import pytest

from contentstack_cma_toolkit.typed.validation.patterns import ValuePattern

LONG_SLUG = "-".join(["abc"] * 50)


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        (r"^[a-z0-9]+(?:-[a-z0-9]+)*$", LONG_SLUG, True),
        (r"^[a-z0-9]+(?:-[a-z0-9]+)*$", f"{LONG_SLUG}!", False),
        (r"^([a-z]+-)*[a-z]+$", f"{LONG_SLUG}-", False),
        (r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$", "jane@example.com", True),
        (r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$", "x" * 200, False),
        (r"^(\d{1,3}\.){3}\d{1,3}$", "10.0.0.1.", False),
        (r"^#?([a-f0-9]{6}|[a-f0-9]{3})$", "#fff0", False),
        (r"^(a|b|\\)*$", "ab\\" * 100, True),
        (r"^(a|b|\\)*$", "ab\\" * 100 + "c", False),
        (r"^(.|\n)*$", "x\n" * 500, True),
        (r"^[]a]+$", "]a]b", False),
        (r"^\u0041{2}\x42?$", "AAC", False),
        (r"^(?P<year>\d+)-(?=x)x(?!y).*$", "2024-xy", False),
        (r"(a)\1$", "ab", False),
        (r"^x{,2}$", "xxx", False),
        (r"^x{2}+$", "xxx", False),
    ],
)
def test_usual_patterns_are_checked(pattern: str, text: str, fits: bool) -> None:
    assert ValuePattern(pattern).accepts(text) is fits


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"^(a+)+$", "a" * 40 + "!"),
        (r"^(a|aa)+$", "a" * 60 + "!"),
        (r"^(a|a)*$", "a" * 40 + "!"),
        (r"^(\w+\s?)*$", "word " * 30 + "!"),
        (r"^([a-z]*,?[a-z]*-)*$", "a-" * 60 + "!"),
        (r"(x+x+)+y", "x" * 60),
        (r"^(?:a?){40}a{40}$", "a" * 40),
        (r"a*a*a*a*a*b", "a" * 300),
        (r"^(([a-z])+.)+[A-Z]([a-z])+$", "a" * 60),
        (r"((a{1,50}){1,50}){1,50}b", "a" * 100),
        (r".*.*=.*", "x" * 5_000),
        (r"(a*)*\1b", "a" * 50),
        (r"(?i)^(a+)+$", "a" * 40 + "!"),
        (r"(?x) ^ ( a + ) + $ # A comment (", "a" * 40 + "!"),
    ],
)
def test_slow_patterns_accept_every_value(pattern: str, text: str) -> None:
    start = time.process_time()
    assert ValuePattern(pattern).accepts(text)
    assert time.process_time() - start < 2


@pytest.mark.parametrize("pattern", [r"[A-Z", r"\p{L}+", r"(?<name>x)", "(" * 5000, "a{99999999999999}", "*"])
def test_patterns_that_python_does_not_know_accept_every_value(pattern: str) -> None:
    assert ValuePattern(pattern).accepts("anything")
