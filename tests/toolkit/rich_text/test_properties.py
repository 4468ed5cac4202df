"""Whatever the tree, nothing of it gets lost on the way to JSON, HTML or Markdown and back."""

from typing import Any

from hypothesis import HealthCheck, given, settings

from contentstack_cma_toolkit.rich_text import (
    Document,
    Node,
    from_html,
    from_json,
    from_markdown,
    to_html,
    to_json,
    to_markdown,
    to_text,
)
from tests.toolkit.rich_text.trees import ANY_JSON, DOCUMENTS, MARKDOWN_DOCUMENTS

LIMITS = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)


@LIMITS
@given(ANY_JSON)
def test_any_json_survives(value: dict[str, Any]) -> None:
    assert Node.from_dict(value).to_dict() == value


@LIMITS
@given(DOCUMENTS)
def test_a_document_survives_json(doc: Document) -> None:
    value = to_json(doc)
    assert from_json(value) == doc
    assert to_json(from_json(value)) == value


@LIMITS
@given(DOCUMENTS)
def test_a_document_survives_html(doc: Document) -> None:
    html = to_html(doc)
    again = from_html(html)
    assert again.to_dict() == doc.to_dict()
    assert again.problems == []
    assert to_html(again) == html


@LIMITS
@given(MARKDOWN_DOCUMENTS)
def test_a_document_survives_markdown(doc: Document) -> None:
    markdown = to_markdown(doc)
    again = from_markdown(markdown)
    assert again.to_dict() == doc.to_dict(), markdown
    assert to_markdown(again) == markdown


@LIMITS
@given(MARKDOWN_DOCUMENTS)
def test_plain_text_has_all_text(doc: Document) -> None:
    assert "".join(to_text(doc).split()) == "".join(doc.text.split())


@LIMITS
@given(DOCUMENTS)
def test_what_markdown_has_no_form_for_keeps_its_text(doc: Document) -> None:
    assert "".join(from_markdown(to_markdown(doc)).text.split()) == "".join(doc.text.split())
