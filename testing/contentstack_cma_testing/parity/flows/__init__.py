"""The flows, a module per tag or group of tags. Importing this package registers them in `flow.FLOWS`."""

from importlib import import_module
from pkgutil import iter_modules

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
