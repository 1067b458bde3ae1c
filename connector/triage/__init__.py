"""Verdicts about alerts: predicates in an append-only history, what is in force of them, and what they lead to."""

from connector.triage import waking
from connector.triage.history import History
from connector.triage.steps import Member, Standing, Step, Verdict, in_force, new_step

__all__ = ["History", "Member", "Standing", "Step", "Verdict", "in_force", "new_step", "waking"]
