"""Generated modules, loaded."""

import sys
from types import ModuleType
from typing import Any
from uuid import uuid4


def load_module(text: str) -> ModuleType:
    """Run the text of a module."""
    module = ModuleType(f"generated_{uuid4().hex}")
    sys.modules[module.__name__] = module
    exec(compile(text, module.__name__, "exec"), vars(module))
    return module


def load(text: str, content_type_uid: str) -> Any:
    """Return the class of a content type in the text of a module of pydantic models."""
    from contentstack_cma_toolkit.codegen.pydantic_parts import TAKEN_CLASSES
    from contentstack_cma_toolkit.model.names import name_classes

    module = load_module(text)
    return getattr(module, name_classes([content_type_uid], [], TAKEN_CLASSES).content_types[content_type_uid])
