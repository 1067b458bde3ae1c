"""The page Connection: the doctor, the settings, and what Suricata does not log here."""
