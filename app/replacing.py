"""A file that people keep, put in place in one step: whole as it was, or whole as it is now."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from app.wording import say
from data.errors import StorageError


def replace_text(path: Path, text: str) -> None:
    """Put the text in the file's place in one step, with the mode that the file had.

    A file that is not there yet is made, for its owner alone to change.

    Raises:
        StorageError: the folder cannot be written, or the disk is full; the file is as it was.
    """
    place = path.resolve()
    made: str | None = None
    try:
        mode = place.stat().st_mode & 0o777 if place.exists() else 0o644
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="", dir=place.parent, prefix=f".{place.name}-",
            delete=False,
        ) as file:  # fmt: skip
            made = file.name
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(made).chmod(mode)
        Path(made).replace(place)
    except OSError as error:
        if made is not None:
            with suppress(OSError):
                Path(made).unlink()
        raise StorageError(
            say(
                "{file}: cannot be written ({reason}): paste the lines by hand, or let this server "
                "write to its folder",
                file=path,
                reason=error.strerror,
            )
        ) from error
