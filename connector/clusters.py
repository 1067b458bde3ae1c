"""The settings of an OpenSearch or Elasticsearch cluster, as one part of `connector.config.Config`."""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from connector.errors import ConfigError

NAMES = (
    "OPENSEARCH_URL", "OPENSEARCH_USER", "OPENSEARCH_PASSWORD", "OPENSEARCH_API_KEY", "OPENSEARCH_INDEX", "OPENSEARCH_TLS_VERIFY",
    "OPENSEARCH_CA_FILE",
)  # fmt: skip
"""The settings of a cluster."""


@dataclass(frozen=True, slots=True)
class ClusterSettings:
    """Where a cluster is, and what lets us in. Secrets are left out of ``repr``.

    Attributes:
        urls: its hosts, one after the other is asked until one answers; empty when there is no cluster.
        user: for basic authentication.
        password: of that user.
        api_key: instead of a user, as the cluster encoded it.
        index: names and patterns, parted by commas; empty for the first of the usual ones that holds events.
        tls_verify: whether certificates are checked.
        ca_file: a file of certificate authorities to trust instead of the system's.
    """

    urls: tuple[str, ...] = ()
    user: str = ""
    password: str = field(default="", repr=False)
    api_key: str = field(default="", repr=False)
    index: str = ""
    tls_verify: bool = True
    ca_file: str = ""

    @property
    def environment(self) -> dict[str, str]:
        """The settings as environment variables; the file's path is absolute."""
        values = (
            ",".join(self.urls), self.user, self.password, self.api_key, self.index, "yes" if self.tls_verify else "no",
            os.path.abspath(self.ca_file) if self.ca_file else "",
        )  # fmt: skip
        return dict(zip(NAMES, values, strict=True)) if self.urls else {}


def read(values: Mapping[str, str], urls: str | Sequence[str] | None, tls_verify: bool) -> ClusterSettings:
    """The settings in force.

    Args:
        values: by the names of `NAMES`.
        urls: addresses that win over those; ``None`` for none.
        tls_verify: whether certificates are checked.

    Raises:
        ConfigError: a setting cannot be used.
    """
    said = urls if urls is not None else values.get("OPENSEARCH_URL", "")
    found = tuple(part.strip() for part in (said.split(",") if isinstance(said, str) else said) if part.strip())
    _, user, password, key, index, _, ca_file = (values.get(name, "").strip() for name in NAMES)
    if key and (user or password):
        raise ConfigError("OPENSEARCH_API_KEY and OPENSEARCH_USER are both set: leave one of them out.")
    if password and not user:
        raise ConfigError("OPENSEARCH_PASSWORD is set without OPENSEARCH_USER: set both.")
    if not re.fullmatch(r"[^\s/\\?#\"<>|]*", index):
        raise ConfigError("OPENSEARCH_INDEX holds what no index has: write names or patterns, such as logstash-*,filebeat-*.")
    if ca_file and not Path(ca_file).is_file():
        raise ConfigError(f"OPENSEARCH_CA_FILE names {ca_file}, which is no file.")
    return ClusterSettings(found, user, password, key, index, tls_verify, ca_file)
