"""Migrations: change content types and their entries by numbered files, once per stack and branch.

    from contentstack_cma import Client
    from contentstack_cma_toolkit.migrations import upgrade

    with Client() as client:
        print(upgrade(client.stack("api_key"), "migrations"))

A file `migrations/0001_split_name.py` has a function `upgrade(stack)`, and `downgrade(stack)` if it can be undone. They
call functions of `steps`. The history is kept in the stack. Names are imported on first use.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import steps as steps
    from .errors import HistoryError as HistoryError
    from .errors import MigrationError as MigrationError
    from .errors import MigrationFailedError as MigrationFailedError
    from .errors import MigrationFileError as MigrationFileError
    from .errors import MigrationLockedError as MigrationLockedError
    from .errors import StepError as StepError
    from .history_type import HISTORY_UID as HISTORY_UID
    from .records import Lease as Lease
    from .records import Record as Record
    from .records import RecordState as RecordState
    from .rehearsing import rehearse as rehearse
    from .reports import MigrationReport as MigrationReport
    from .reports import RanMigration as RanMigration
    from .running import accept as accept
    from .running import downgrade as downgrade
    from .running import read_lock as read_lock
    from .running import read_status as read_status
    from .running import unlock as unlock
    from .running import upgrade as upgrade
    from .status import MigrationRow as MigrationRow
    from .status import MigrationState as MigrationState
    from .status import MigrationStatus as MigrationStatus
    from .writing_files import build_file_text as build_file_text
    from .writing_files import create_migration as create_migration

    __all__: list[str]
else:
    from ..lazy_names import make_lazy

    _MODULES = {
        "HISTORY_UID": ".history_type",
        "HistoryError": ".errors",
        "Lease": ".records",
        "MigrationError": ".errors",
        "MigrationFailedError": ".errors",
        "MigrationFileError": ".errors",
        "MigrationLockedError": ".errors",
        "MigrationReport": ".reports",
        "MigrationRow": ".status",
        "MigrationState": ".status",
        "MigrationStatus": ".status",
        "RanMigration": ".reports",
        "Record": ".records",
        "RecordState": ".records",
        "StepError": ".errors",
        "accept": ".running",
        "build_file_text": ".writing_files",
        "create_migration": ".writing_files",
        "downgrade": ".running",
        "read_lock": ".running",
        "read_status": ".running",
        "rehearse": ".rehearsing",
        "steps": ".steps",
        "unlock": ".running",
        "upgrade": ".running",
    }
    __all__ = list(_MODULES)

    __getattr__, __dir__ = make_lazy(globals(), _MODULES)
