"""The page Fields: what each field holds, over time and against the window before; groups, and what has changed."""
