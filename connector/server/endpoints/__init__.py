"""The endpoints: what each answers, in the shape of the real server. One module a family, and here the registry of all."""

from connector.server.endpoint import Endpoint
from connector.server.endpoints import cluster, counts, graphs, rules, search, settings, tails, timelines, values

_FAMILIES = (counts, tails, timelines, values, rules, graphs, search, cluster, settings)

ENDPOINTS: dict[str, Endpoint] = {endpoint.path: endpoint for family in _FAMILIES for endpoint in family.ENDPOINTS}
"""Every endpoint under its path below ``/rest/rules/``, in the order of the description."""
