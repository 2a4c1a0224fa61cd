"""The node's own log as public files (C2SP tlog-tiles), for monitors, mirrors and whoever verifies."""
