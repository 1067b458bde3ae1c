"""Indicators: domains, addresses, URLs, hashes and the like, read from lists and looked for in events."""

from connector.indicators.indicator import FIELDS, TYPES, Indicator, Type
from connector.indicators.reading import LARGEST, MOST, Read, Rejected, read
from connector.indicators.sighting import Sighting, Sightings

__all__ = ["FIELDS", "LARGEST", "MOST", "TYPES", "Indicator", "Read", "Rejected", "Sighting", "Sightings", "Type", "read"]
