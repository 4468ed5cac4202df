"""What the command line loses or changes on the way, or asks of servers that are not the CMA."""

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Loss:
    """Differences between a stack and its copy that are the command line's own doing."""

    reason: str
    differences: str

    def explains(self, difference: str) -> bool:
        """Return whether a difference is of this kind: a line that `comparing.compare` returned."""
        return re.fullmatch(self.differences, difference) is not None


LOSSES = (
    Loss("publish rules are not exported", r"publish rule .* is missing"),
    Loss(
        "an export has only stars for a password",
        r"webhook .*: destinations\.0\.http_basic_password was '\*+' and is None",
    ),
    Loss(
        "nulls are taken out of the lists of a custom field", r"entry .*: extra\.of\.any was (.*), None(.*) and is \1\2"
    ),
    Loss(
        "a mark stays on nodes of JSON rich text, so that the web application reads them anew",
        r"entry .*\.attrs\.dirty was 'nothing' and is True",
    ),
    Loss(
        "a file in HTML is found by its address, and only on the service's own hosts",
        r"entry .*: story was '(.*)<address of .*?>(.*)<asset .*?>(.*)' and is '\1https://[^\"]+\2blt[0-9a-f]+\3'",
    ),
)

OTHER_PRODUCTS = {
    "composable-studio-api": "Studio",
    "developerhub-api": "apps of the marketplace",
    "personalize-api": "Personalize, without which entry variants are left out",
}
"""Hosts that an export asks for other products, by their first label. It goes on without them."""


def find_unexplained(differences: Sequence[str]) -> list[str]:
    """Return the differences that no loss explains."""
    return [line for line in differences if not any(loss.explains(line) for loss in LOSSES)]
