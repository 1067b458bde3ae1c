"""The scoreboard of hunts, and beside it what one of them found."""
