"""What seed files and export folders share: places in errors, uploads, and schemas that refer to each other."""

import shutil
import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from contentstack_cma_emulator.dispatch.internal_calls import InternalCalls
from contentstack_cma_emulator.engine.call import Origin
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.engine.form_data import Upload
from contentstack_cma_emulator.seeding.names import find_referenced_schemas, sort_by_dependencies
from contentstack_cma_emulator.seeding.seed_file import SeedError

SCHEMAS = {"global_fields": "global_field", "content_types": "content_type"}
"""The words for one of them in operations and bodies, by those for several."""


@dataclass(frozen=True, slots=True)
class Schema:
    """A content type or global field of a seed."""

    place: str
    plural: str
    data: Document
    origin: Origin | None = None

    @property
    def name(self) -> tuple[str, str]:
        """The key that others refer to it by."""
        return (self.plural, self.data["uid"])


def create_schemas(calls: InternalCalls, schemas: Sequence[Schema]) -> None:
    """Create global fields and content types. Fields of circular references are added at the end."""
    missing = {schema.name for schema in schemas}
    incomplete: list[Schema] = []
    for schema in sort_by_dependencies(schemas, lambda s: s.name, lambda s: find_referenced_schemas(s.data["schema"])):
        wanted = missing - {schema.name}
        fields = [field for field in schema.data["schema"] if not find_referenced_schemas(field) & wanted]
        with locate_errors(schema.place):
            key = SCHEMAS[schema.plural]
            body = {key: schema.data | {"schema": fields}}
            calls.call(f"create_{key}", body, origin=schema.origin)
        missing -= {schema.name}
        if len(fields) < len(schema.data["schema"]):
            incomplete.append(schema)
    for schema in incomplete:
        with locate_errors(schema.place):
            key = SCHEMAS[schema.plural]
            path = {f"{key}_uid": schema.data["uid"]}
            calls.call(f"update_{key}", {key: schema.data}, path=path, origin=schema.origin)


@contextmanager
def locate_errors(place: str) -> Generator[None]:
    """Add the place in the seed to the errors raised inside."""
    try:
        yield
    except SeedError as error:
        raise SeedError(error.place or place, str(error)) if not error.place else error from error
    except CmaError as error:
        fields = "; ".join(f"{name} {' '.join(texts)}" for name, texts in error.errors.items())
        raise SeedError(place, fields or error.message) from error


@contextmanager
def copy_to_upload(path: Path, folder: Path) -> Generator[Upload]:
    """Yield a copy of a file as an upload. Raises `SeedError` if the file cannot be read."""
    with tempfile.NamedTemporaryFile(prefix="upload-", dir=folder, delete=False) as target:
        copy = Path(target.name)
    try:
        shutil.copyfile(path, copy)
        yield Upload(path.name, "", copy.stat().st_size, copy)
    except OSError as error:
        raise SeedError("", f"the file {path} cannot be read: {error.strerror}.") from error
    finally:
        copy.unlink(missing_ok=True)
