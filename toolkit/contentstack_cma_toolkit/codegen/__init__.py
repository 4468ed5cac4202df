"""Python made from content models.

    from contentstack_cma_toolkit.codegen import write_declarations, write_types

    Path("model.py").write_text(write_declarations(model))
    Path("models.py").write_text(write_types(model))

All functions are pure: a model in, text out. The same model always gives the same text.
"""

from .declarations import write_declarations
from .drift import Difference, compare_models
from .header import read_hash
from .json_schema import build_json_schema
from .packages import write_package
from .pydantic_models import write_pydantic
from .python_types import write_types

__all__ = [
    "Difference",
    "build_json_schema",
    "compare_models",
    "read_hash",
    "write_declarations",
    "write_package",
    "write_pydantic",
    "write_types",
]
