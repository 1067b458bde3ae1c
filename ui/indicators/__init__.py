"""The page Indicators: a list of the viewer's own, and its sightings. The list is kept in the session alone."""
