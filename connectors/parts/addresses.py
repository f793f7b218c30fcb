"""Web addresses that people wrote: only those that are safe to keep and to show."""

from urllib.parse import urlsplit


def web_address(text: str) -> str | None:
    """Return an http(s) address that carries no password; None: it is none."""
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return None
    usable = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    return text.strip() if usable else None
