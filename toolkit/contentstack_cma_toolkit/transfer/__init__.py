"""Copy whole stacks: export to a folder, import a folder, clone. Names are imported on first use."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .cloning import clone_stack as clone_stack
    from .errors import FolderError as FolderError
    from .errors import TransferError as TransferError
    from .export_options import ExistingExport as ExistingExport
    from .exporting import export_stack as export_stack
    from .folder.reading import EntryPart as EntryPart
    from .folder.reading import ExportReader as ExportReader
    from .folder.reading import VariantPart as VariantPart
    from .importing import import_stack as import_stack
    from .modules import MODULES as MODULES
    from .modules import Module as Module
    from .options import Existing as Existing
    from .options import Webhooks as Webhooks
    from .report import TransferFailure as TransferFailure
    from .report import TransferNote as TransferNote
    from .report import TransferReport as TransferReport

    __all__: list[str]
else:
    from ..lazy_names import make_lazy

    _MODULES = {
        "EntryPart": ".folder.reading",
        "Existing": ".options",
        "ExistingExport": ".export_options",
        "ExportReader": ".folder.reading",
        "FolderError": ".errors",
        "MODULES": ".modules",
        "Module": ".modules",
        "TransferError": ".errors",
        "TransferFailure": ".report",
        "TransferNote": ".report",
        "TransferReport": ".report",
        "VariantPart": ".folder.reading",
        "Webhooks": ".options",
        "clone_stack": ".cloning",
        "export_stack": ".exporting",
        "import_stack": ".importing",
    }
    __all__ = list(_MODULES)

    __getattr__, __dir__ = make_lazy(globals(), _MODULES)
