"""The dialogs of a hand-over: leads are given to another computer, or taken from it."""
