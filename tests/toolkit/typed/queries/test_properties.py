"""Random conditions find exactly the entries that they mean."""

import pytest
from hypothesis import HealthCheck, given, settings

from tests.toolkit.typed.queries.conftest import Find
from tests.toolkit.typed.queries.support.evaluation import CONDITIONS, Meant
from tests.toolkit.typed.queries.support.magazine import Magazine


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(meant=CONDITIONS)
def test_a_condition_finds_what_it_means(find: Find, magazine: Magazine, meant: Meant) -> None:
    if not meant.is_expressible:
        with pytest.raises(ValueError, match=r"several values|no opposite"):
            meant.build()
        return
    expected = {title for title, entry in magazine.articles.items() if meant.holds(entry, magazine.entries)}
    assert find(meant.build()) == expected
