import pytest

from contentstack_cma_testing.parity.page import render_page
from contentstack_cma_testing.parity.scrubbing import HIDDEN, Scrubber, Seen, list_public_words


@pytest.mark.parametrize(
    "text",
    [
        "blt0123456789abcdef",
        "cs0123456789abcdef01",
        "me@example.com",
        "https://eu-api.contentstack.com/v3",
        "0cdc7e12-dbeb-d3d1-2dc8-4ac5d9587ac5",
        "d41d8cd98f00b204e9800998ecf8427e",
        "4155550100",
    ],
)
def test_what_looks_like_a_secret_or_a_uid_is_hidden(text: str) -> None:
    assert Seen().hide(f"it is {text} here") == f"it is {HIDDEN} here"
    assert Scrubber([]).clean(f"it is {text} here") == f"it is {HIDDEN} here"


def test_names_of_flows_are_shown_by_what_they_stand_for() -> None:
    seen = Seen()
    seen.add_name("parity_ab1_type", "type")
    seen.add_name("parity_ab1_type_two", "second type")
    assert seen.hide("parity_ab1_type_two and parity_ab1_type") == "<second type> and <type>"


def test_values_are_found_in_all_texts_and_keys() -> None:
    seen = Seen()
    seen.add({"user": {"first_name": "Zebulon", "tags": ["Quagga gnu"]}})
    document = {"one": ["the key Zebulon", {"Quagga gnu": 1}], "two": 3, "three": None}
    assert Scrubber(seen.values).clean_all(document) == {
        "one": [f"the key {HIDDEN}", {HIDDEN: 1}],
        "two": 3,
        "three": None,
    }


def test_words_of_the_description_stay_although_they_are_values_too() -> None:
    scrubber = Scrubber(["content_type", "publish_details", "Zebulon"])
    assert scrubber.clean("publish_details of a content_type") == "publish_details of a content_type"
    assert "content_type" in list_public_words()


def test_a_value_inside_a_word_is_none() -> None:
    assert Scrubber(["Zeb"]).clean("Zebulon, Zeb") == f"Zebulon, {HIDDEN}"


def test_cells_of_the_page_stay_cells() -> None:
    report = {
        "against": "the service",
        "summary": {"ran": 1, "flows": 1, "calls": 1_234, "seconds": 60, "differences": 4},
        "answers": [{"asks": "Which?", "live": ["a | b"], "emulator": ["c"], "agrees": False}],
        "differences": [
            {"operation": "", "aspect": "key", "place": "a", "emulator": "", "live": "", "shown_by": list("abcde")}
        ],
        "not_run": [],
        "left_behind": ["2 labels"],
        "stopped": [],
        "waits": [{"flow": "a", "label": "b", "seconds": 60.0, "ended": False}],
    }
    page = render_page(report)
    assert "| Which? | a \\| b | c |" in page
    assert "a<br>b<br>c<br>and 2 more" in page
    assert "| a | b | never |" in page
    assert "1,234 calls" in page
    assert "Left behind in the stack: 2 labels." in page
