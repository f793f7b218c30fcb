"""Web addresses that people wrote: only those that are safe to keep and to show."""

from urllib.parse import quote, urlsplit


def web_address(text: str) -> str | None:
    """Return an http(s) address that carries no password; None: it is none."""
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return None
    usable = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    return text.strip() if usable else None


def path_part(text: str) -> str:
    """Return a name as one part of a path, whatever stands in it: `..` leads nowhere else."""
    if set(text) <= {"."}:
        return text.replace(".", "%2E")
    return quote(text, safe="", errors="backslashreplace")
