"""Read a content model from a stack, from the folder of an export, or from JSON files.

    from contentstack_cma_toolkit.pull import pull_model, read_folder

    model = pull_model(stack, parts=["content_types", "global_fields"])
    for content_type in model.content_types:
        print(content_type.uid, len(content_type.fields))

The parts of a model are in the order of their names, whatever order they were read in. What is read is not checked:
`contentstack_cma_toolkit.model.check_model` checks it. A stack may have content types that refer to deleted ones, which
`remove_missing_targets` removes.
"""

from .errors import PullWarning
from .folders import read_folder
from .json_files import read_json
from .merging import merge_models
from .parts import MODEL_PARTS, ModelPart
from .stacks import pull_model
from .subsets import Pruned, remove_missing_targets, select_content_types

__all__ = [
    "MODEL_PARTS",
    "ModelPart",
    "Pruned",
    "PullWarning",
    "merge_models",
    "pull_model",
    "read_folder",
    "read_json",
    "remove_missing_targets",
    "select_content_types",
]
