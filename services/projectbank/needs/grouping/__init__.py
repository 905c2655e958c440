"""Which need a report belongs to: pure, exact, in order of acceptance.

State is a function of the sequence of grouped reports alone: integers only, no clock, no hashing
order, so that two engines and a restarted job come to the same partition.
"""
