"""How long, how much and how often: what bounds every request."""

AT_ONCE = 6
"""Requests that may be under way at the same time."""

LONGEST_LINE = 4_000
"""Bytes of a request line that the servers in front of Scirius let through."""

LARGEST = 2**29
"""Bytes of an answer, unpacked: 10,000 events of 50 KiB. A few packed bytes can stand for more than the memory holds."""

CONNECT = 5.0
READ = 35.0
"""Seconds without a byte: the servers' own limit is 30, and who waits less gives up too soon."""

WHOLE = 120.0
"""Seconds for a question with all its tries: a server that sends a byte now and then never meets the limit for reading."""

TRIES = 3
PAUSE = 0.4
"""Seconds before the second try; twice that before the third, each more or less by half."""

LONGEST_PAUSE = 10.0
"""Seconds: a server that asks for more is not waited for."""
