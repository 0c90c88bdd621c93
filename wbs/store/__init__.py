"""Sealed files by random names, in a folder or a bucket. Knows names and bytes: no key, no case, no page."""

from wbs.store.blobs import Blob, Lying, Missing, Store, StoreDown, StoreFull, Writer
from wbs.store.opening import open_store
from wbs.store.room import Room

__all__ = ["Blob", "Lying", "Missing", "Room", "Store", "StoreDown", "StoreFull", "Writer", "open_store"]
