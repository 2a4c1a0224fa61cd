"""The node in two roles for other nodes' logs: witness (见证方), who has seen that they only grow, and mirror (镜像)."""
