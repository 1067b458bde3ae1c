"""The menu of a table's row, as a browser tells of a click on one of its entries."""

import json

from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Dataframe

from ui import menu


def table(at: AppTest, *columns: str) -> Dataframe:
    """The first table that has these columns."""
    return next(each for each in at.dataframe if {*columns} <= {*each.value})


def entries(of: Dataframe, row: int = 0) -> list[str]:
    """What can be clicked, without the icons."""
    return [entry.partition(" ")[2] for entry in of.value[menu.COLUMN].iloc[row]]


def click(at: AppTest, of: Dataframe, entry: str, row: int = 0) -> None:
    """Clicks an entry of the row's menu; the page runs again."""
    label = next(each for each in of.value[menu.COLUMN].iloc[row] if each.endswith(f" {entry}"))
    state = WidgetState(id=of.proto.button_click_widgets[menu.COLUMN])
    state.string_trigger_value.data = json.dumps({"row": row, "label": label})
    # AppTest has no word for the buttons of a table.
    at._run(WidgetStates(widgets=[*at._tree.get_widget_states().widgets, state]))
    assert not at.exception
