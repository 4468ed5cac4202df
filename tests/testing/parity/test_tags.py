from contentstack_cma_emulator.engine.description import Description
from contentstack_cma_testing.parity import flows as _flows  # noqa: F401 -- registers them
from contentstack_cma_testing.parity.flow import FLOWS
from contentstack_cma_testing.parity.questions import QUESTIONS

ONLY_REJECTED = {
    "OAuth": "Its operations are on the host of the developer hub. Flows show how the API rejects an access token.",
}
"""Tags of which flows show no operation, and why."""


def test_every_tag_of_the_description_has_a_flow() -> None:
    tags = {operation.tag for operation in Description.load().operations.values()}

    assert {flow.tag for flow in FLOWS.values()} == tags
    assert set(ONLY_REJECTED) <= tags


def test_flows_answer_questions_that_are_asked() -> None:
    answered = {question for flow in FLOWS.values() for question in flow.answers}

    assert answered == set(QUESTIONS)
