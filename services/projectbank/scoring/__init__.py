"""Scores and ranks: fixed anchors, shown evidence, a total order."""
