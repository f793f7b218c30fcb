"""Every error that a person may meet, each naming the thing, what is wrong, and the mend.

The command line and the pages catch the root alone::

    ScorecardError
    ├── SettingsError          a settings, mapping or question file says something it must not
    ├── SourceError            a source could not be read; its last good rows stay
    │   ├── AuthFailed         it refused the credentials, or showed a login page
    │   ├── RateLimited        it asked for patience beyond the deadline
    │   ├── Unavailable        it did not answer, or only with server errors
    │   ├── BadPayload         it answered with something that is not what it documents
    │   └── Rejected           it refused the call as such (any other 4xx)
    ├── StorageError           the home folder or the database cannot be read or written
    ├── Busy                   another process holds the lease for this work
    ├── Conflict               someone else saved in between; nothing was overwritten
    └── Refused                this person may not do this, or the value is not allowed
"""

from typing import ClassVar


class ScorecardError(Exception):
    """The root: its text is a sentence that a person can act on."""


class SettingsError(ScorecardError):
    """A file that a person wrote says something that cannot hold."""


class SourceError(ScorecardError):
    """A source could not be read; `kind` is the word that a sync run stores."""

    kind: ClassVar[str] = "source"


class AuthFailed(SourceError):
    """The source refused the credentials, redirected to, or showed a login page."""

    kind = "auth"


class RateLimited(SourceError):
    """The source asked to wait longer than the deadline allows."""

    kind = "rate_limited"


class Unavailable(SourceError):
    """The source did not answer, cut its answers, or failed on its own side."""

    kind = "unavailable"


class BadPayload(SourceError):
    """The source answered with something other than what it documents."""

    kind = "bad_payload"


class Rejected(SourceError):
    """The source refused the call itself, with a 4xx that is not about credentials or rate."""

    kind = "rejected"


class StorageError(ScorecardError):
    """The home folder, the store or a generation cannot be read or written."""


class Busy(ScorecardError):
    """Another process is doing this work now."""


class Conflict(ScorecardError):
    """The value changed since it was read; the newer one stands and is told."""


class Refused(ScorecardError):
    """The person may not do this, or the value is outside what is allowed."""
