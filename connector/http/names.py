"""What the settings are called that lead to a server."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Names:
    """The words that messages use, so that they name what a person can change.

    Attributes:
        product: what the server is.
        host: the setting that holds its address.
        credentials: the setting, or the settings, that let us in.
        origin: where these come from, as an order.
        verify: the setting that turns the check of certificates off.
        ca_file: the setting that names authorities to trust.
    """

    product: str
    host: str
    credentials: str
    origin: str
    verify: str
    ca_file: str


OPENSEARCH = Names(
    product="OpenSearch or Elasticsearch",
    host="OPENSEARCH_URL",
    credentials="OPENSEARCH_USER and OPENSEARCH_PASSWORD, or OPENSEARCH_API_KEY",
    origin="set them as whoever runs the cluster gave them to you",
    verify="OPENSEARCH_TLS_VERIFY",
    ca_file="OPENSEARCH_CA_FILE",
)

SCIRIUS = Names(
    product="Scirius",
    host="SCIRIUS_HOST",
    credentials="SCIRIUS_TOKEN",
    origin="copy it from Account Settings, Edit Token",
    verify="SCIRIUS_TLS_VERIFY",
    ca_file="SCIRIUS_CA_FILE",
)
