"""Which fields there are, what each holds, and what has changed in them."""

from ui import bar, states
from ui.fields import changes, field, groups, views
from ui.panels import boundary

here = bar.selection()

if states.ready(here):
    with boundary("fields"):
        match views.chosen():
            case "changes":
                changes.draw(here)
            case "groups":
                groups.draw(here)
            case _:
                field.draw(here)
