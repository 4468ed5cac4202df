"""Python made from content models.

    from contentstack_cma_toolkit.codegen import write_declarations, write_types

    Path("model.py").write_text(write_declarations(model))
    Path("models.py").write_text(write_types(model))

All functions are pure: a model in, text out. The same model always gives the same text.
"""

from .declarations import write_declarations
from .header import read_hash
from .packages import write_package
from .python_types import write_types

__all__ = ["read_hash", "write_declarations", "write_package", "write_types"]
