"""Events as files: whole as NDJSON, or as rows of CSV, JSON or Parquet, in bounded memory."""

from connector.export.events import FORMS, Exported, export, form_of, write_events
from connector.export.forms import csv_lines

__all__ = ["FORMS", "Exported", "csv_lines", "export", "form_of", "write_events"]
