"""The vocabulary of the charts: what has a colour."""

WORDS = ("severe", "suspicious", "contextual", "alert", "dns", "flow", "tls", "http", "fileinfo", "smb", "anomaly", "krb5", "ssh",
         "dhcp", "other", "ink", "mute")  # fmt: skip
"""The vocabulary, in the order of ``chartCategoricalColors`` in the theme."""

SEVERITIES = {"1": "severe", "2": "suspicious", "3": "contextual"}
"""What a person reads for ``alert.severity``; anything else, and none, is ``contextual``."""


def word(value: object) -> str:
    """The vocabulary's word for an event type or protocol; ``other`` for the rarer ones."""
    return str(value) if value in WORDS[3:14] else "other"
