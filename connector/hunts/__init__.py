"""Hunts: questions worth asking of every window, as data, and what became of them."""

from connector.hunts.beacons import FORMULA
from connector.hunts.calls import GAPS
from connector.hunts.catalogue import FOLDER, Catalogue, catalogue, save, shipped
from connector.hunts.hunt import Hunt, hunt
from connector.hunts.retro import MOST
from connector.hunts.runner import BUCKETS, ORDER, Result, State, ordered, run, worst_cost

__all__ = [
    "BUCKETS",
    "FOLDER",
    "FORMULA",
    "GAPS",
    "MOST",
    "ORDER",
    "Catalogue",
    "Hunt",
    "Result",
    "State",
    "catalogue",
    "hunt",
    "ordered",
    "run",
    "save",
    "shipped",
    "worst_cost",
]
