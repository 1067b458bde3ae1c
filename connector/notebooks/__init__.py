"""The names that existing notebooks import, over a Scirius server or over EVE files.

Only the import line changes: ``from connector.notebooks import RESTSciriusConnector, ESQueryBuilder``.
"""

from connector.notebooks.builder import ESQueryBuilder
from connector.notebooks.client import RESTSciriusConnector
from connector.notebooks.datamining import (
    graph_of,
    min_max_scaling,
    nx_add_scaled_doc_count,
    nx_degree_scale,
    nx_filter_scaled_src_dest,
    nx_scale_param,
)
from connector.notebooks.escaping import escape, escape_special_chars
from connector.notebooks.refusals import RefusedQuestion, RefusedSetting
from connector.notebooks.surroundings import check_str_bool, get_git_root

__all__ = [
    "ESQueryBuilder",
    "RESTSciriusConnector",
    "RefusedQuestion",
    "RefusedSetting",
    "check_str_bool",
    "escape",
    "escape_special_chars",
    "get_git_root",
    "graph_of",
    "min_max_scaling",
    "nx_add_scaled_doc_count",
    "nx_degree_scale",
    "nx_filter_scaled_src_dest",
    "nx_scale_param",
]
