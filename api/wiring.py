"""The wiring: settings to catalogue, records, stores and prices, each built once when first needed.

The only place that knows all rooms; use cases get it handed in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from api.catalogue_now import CatalogueNow
from api.feeds import KeptFeeds
from api.plans import KeptPlans
from api.records.database import Database
from api.records.files import Files
from api.records.identifiers import Identifiers
from api.render_processes import RenderProcesses
from api.settings import Settings
from assets.catalogue import Catalogue
from assets.price import Price
from kit.errors import UnknownRecord
from orders.backends.sandbox import SandboxStore
from orders.backends.store_backend import StoreBackend
from orders.prices import PriceList, price_list_of
from orders.stores import Store, sample_behaviours, sample_stock, sample_stores


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
    def plans(self) -> KeptPlans:
        """The plans drawn lately."""
        return KeptPlans()

    @cached_property
    def catalogue_now(self) -> CatalogueNow:
        """The catalogue and what searching needs to know of it, read anew when the library changes."""
        return CatalogueNow(self.settings.library, self.settings.cache_folder / "search")

    @property
    def catalogue(self) -> Catalogue:
        """The luminaires that are sold now."""
        return self.catalogue_now.catalogue

    @property
    def prices(self) -> Mapping[str, Price]:
        """Price of one piece of every article and bulb now: what feeds say, or else the catalogue."""
        base, fed = self.catalogue.prices, self.feeds.prices
        known = self._priced.get("now")
        if known is None or known[0] is not base or known[1] is not fed:
            sold = frozenset(self.catalogue.article_skus)
            over = {sku: price for sku, price in fed.items() if sku in sold}
            known = self._priced["now"] = base, fed, {**base, **over} if over else base
        return known[2]

    @cached_property
    def _priced(self) -> dict[str, tuple[Mapping[str, Price], Mapping[str, Price], Mapping[str, Price]]]:
        return {}

    @cached_property
    def feeds(self) -> KeptFeeds:
        """What price and stock feeds have brought."""
        return KeptFeeds(self.settings.data / "feeds")

    @property
    def price_list(self) -> PriceList:
        """What luminaires and services cost now; the same object until something changes."""
        prices = self.prices
        known = self.price_lists.get("now")
        if known is None or known[0] is not prices:
            known = self.price_lists["now"] = prices, price_list_of(prices)
        return known[1]

    @cached_property
    def price_lists(self) -> dict[str, tuple[Mapping[str, Price], PriceList]]:
        """The price list of ``now``, with the prices that it was made of."""
        return {}

    @property
    def sandbox(self) -> SandboxStore:
        """The system of the sample stores, with stock of everything that is sold now."""
        sandbox, catalogue = self._sandbox, self.catalogue
        if self._stocked.get("now") is not catalogue:  # the first time, or the library has changed
            self._seed(sandbox, catalogue)
            self._stocked["now"] = catalogue
        return sandbox

    @cached_property
    def _sandbox(self) -> SandboxStore:
        return SandboxStore(self.settings.data / "sandbox-store.sqlite")

    @cached_property
    def _stocked(self) -> dict[str, Catalogue]:
        """The catalogue of ``now`` that the sample stores have pieces of; what they had already stays."""
        return {}

    def _seed(self, sandbox: SandboxStore, catalogue: Catalogue) -> None:
        stock = sample_stock(catalogue.article_skus)
        if self.settings.stock_feed:  # which says what there is
            stock = {store_id: dict.fromkeys(pieces, 0) for store_id, pieces in stock.items()}
        sandbox.seed(sample_stores(), stock, sample_behaviours())

    @cached_property
    def stores(self) -> Mapping[str, Store]:
        """The stores by their id, in the order in which they are preferred."""
        return {store.id: store for store in sample_stores()}

    @cached_property
    def render_processes(self) -> RenderProcesses:
        """The warm child processes that work on previews."""
        return RenderProcesses(self.settings.render_processes)

    def backend_of(self, store_id: str) -> StoreBackend:
        """The system behind a store.

        Raises
        ------
        UnknownRecord
            When there is no such store.
        """
        if store_id not in self.stores:
            raise UnknownRecord(f"there is no store {store_id!r}")
        return self.sandbox

    def close(self) -> None:
        """Close what was opened."""
        built = self.__dict__
        if "render_processes" in built:
            self.render_processes.stop()
        if "database" in built:
            self.database.close()
