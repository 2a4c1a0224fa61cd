"""The node as witness and mirror of other logs, for programs (C2SP tlog-witness, tlog-mirror)."""
