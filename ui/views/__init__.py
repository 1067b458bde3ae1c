"""Screens that are kept: under a name, in the history of questions, and as links."""
