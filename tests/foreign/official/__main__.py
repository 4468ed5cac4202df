"""A tour of everything the official Python SDK has, run by the interpreter of an environment that has it.

Reads what it needs as JSON from standard input. Prints, as JSON, what came of every step, and which calls of the SDK
were not made. Argument: the tour.
"""

import json
import sys

from tests.foreign.official import (
    assets,
    automation,
    branches,
    content_types,
    entries,
    oauth,
    people,
    publishing,
    settings,
    stacks,
    taxonomies,
    variants,
)
from tests.foreign.official.inventory import Inventory
from tests.foreign.official.tour import Tour

TOURS = {
    "everything": (
        content_types.visit,
        settings.visit,
        entries.visit,
        assets.visit,
        publishing.visit,
        automation.visit,
        taxonomies.visit,
        variants.visit,
        branches.visit,
        people.visit,
        stacks.visit,
    ),
    "signing in": (people.sign_in,),
    "oauth": (oauth.visit,),
}


def main() -> None:
    """Take the tour."""
    inventory = Inventory()
    tour = Tour(json.load(sys.stdin))
    output, sys.stdout = sys.stdout, sys.stderr  # The SDK prints.
    for visit in TOURS[sys.argv[1]]:
        visit(tour)
    json.dump({"steps": tour.steps, "left": sorted(inventory.all - inventory.made)}, output)


if __name__ == "__main__":
    main()
