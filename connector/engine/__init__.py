"""The embedded engine: events in immutable segments, every leaf a coded column, every word a posting. No server, no database."""
