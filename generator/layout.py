"""Paths in the repository."""

from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
TEMPLATES = HERE / "templates"
RUNTIME = HERE / "runtime"
PACKAGE_NAME = "contentstack_cma_client"


@dataclass(frozen=True)
class Layout:
    """The paths below one root that the generator reads and writes."""

    root: Path = HERE.parent

    @property
    def spec(self) -> Path:
        """The parts of the description."""
        return self.root / "spec"

    @property
    def package(self) -> Path:
        """The committed typed client."""
        return self.root / "generated_client" / PACKAGE_NAME

    @property
    def synchronous(self) -> Path:
        """The synchronous code of the wrapper."""
        return self.root / "wrapper" / "contentstack_cma" / "_sync"

    @property
    def reference(self) -> Path:
        """The committed pages of the reference."""
        return self.root / "docs" / "reference"

    @property
    def examples(self) -> Path:
        """The example programs, one per resource."""
        return self.root / "docs" / "examples"

    @property
    def bundle_copy(self) -> Path:
        """The bundled description that the emulator ships."""
        return self.root / "emulator" / "contentstack_cma_emulator" / "openapi.json"
