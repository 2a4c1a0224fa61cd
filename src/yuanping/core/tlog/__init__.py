"""A transparency log by open standards (RFC 6962, C2SP), pure."""
