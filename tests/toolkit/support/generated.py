"""Generated modules, loaded."""

import sys
from types import ModuleType
from typing import Any
from uuid import uuid4

from contentstack_cma_toolkit.codegen.pydantic_models import write_pydantic
from contentstack_cma_toolkit.codegen.pydantic_parts import TAKEN_CLASSES
from contentstack_cma_toolkit.model import Model
from contentstack_cma_toolkit.model.names import name_classes


def load_module(text: str) -> ModuleType:
    """Run the text of a module."""
    module = ModuleType(f"generated_{uuid4().hex}")
    sys.modules[module.__name__] = module
    exec(compile(text, module.__name__, "exec"), vars(module))
    return module


def load_pydantic(model: Model, content_type_uid: str) -> Any:
    """Return the class of pydantic of a content type."""
    names = name_classes([each.uid for each in model.content_types], [], TAKEN_CLASSES)
    return getattr(load_module(write_pydantic(model)), names.content_types[content_type_uid])
