"""The node's clock: real time, and on a demonstration node a recorded shift forward."""
