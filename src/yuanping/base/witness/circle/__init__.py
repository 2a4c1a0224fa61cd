"""The witnesses of this node's log: asking them to cosign, and what they have seen."""
