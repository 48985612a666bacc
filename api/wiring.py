"""The wiring: settings to catalogue, records, stores and prices, each built once when first needed.

The only place that knows all rooms; use cases get it handed in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from api.records.database import Database
from api.records.files import Files
from api.records.identifiers import Identifiers
from api.settings import Settings

if TYPE_CHECKING:
    from assets.catalogue import Catalogue
    from orders.backends.store_backend import StoreBackend


@dataclass(frozen=True)
class Wiring:
    """What use cases work with.

    Parameters
    ----------
    settings
        How the service runs.
    identifiers
        Makes identifiers and tells the time; handed in, so that results repeat.
    """

    settings: Settings
    identifiers: Identifiers = field(default_factory=Identifiers)

    @cached_property
    def database(self) -> Database:
        """The database, its tables in their newest shape."""
        database = Database(self.settings.database_address)
        database.migrate()
        return database

    @cached_property
    def files(self) -> Files:
        """The stored files."""
        return Files(self.settings.files_folder)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The luminaires that are sold."""
        from assets.catalogue import read_catalogue

        return read_catalogue(self.settings.library)

    @cached_property
    def stores(self) -> Mapping[str, StoreBackend]:
        """The system behind each store, by the store's id."""
        from orders.backends.sandbox import SandboxStore

        sandbox = SandboxStore(self.settings.data / "sandbox-store.sqlite")
        return {store.id: sandbox for store in sandbox.stores()}

    def close(self) -> None:
        """Close what was opened."""
        if "database" in self.__dict__:
            self.database.close()
