"""The lesson for a class: its file, predictions, results, and the hand-out."""
