"""Every error Doppelscope raises on purpose.

::

    DoppelscopeError
    ├── InputError               what was given cannot be used; the message says what would be
    │   ├── FormatError          nothing in a file could be read
    │   ├── MappingError         a column map names what is not there
    │   ├── LimitError           a file or an archive is larger than we are willing to open
    │   ├── ProfileError         no profile, or several, answer to a name
    │   ├── KeyFileError         a key file of pseudonyms cannot be made, read or trusted
    │   ├── PseudonymError       a workspace and the key given for it do not go together
    │   ├── ModelError           a model, or a library that it needs, is not there
    │   └── FetchError           a live timeline cannot be fetched
    │       ├── AddressError     a host is none that may be reached
    │       ├── CredentialError  a token or password is missing or was refused
    │       ├── ServiceError     the service is down, silent, or wants us to wait too long
    │       ├── MissingError     no account has this name
    │       ├── RenamedError     the account has another name now
    │       ├── SuspendedError   the service has closed the account
    │       └── ProtectedError   the account shows its posts to some people only
    ├── ParameterError           a parameter of an analysis is outside its range
    ├── WorkspaceError           the folder on disk cannot be read or written
    │   └── WorkspaceBusyError   another process is writing to it
    └── CancelledError           the analyst stopped the work; nothing is lost

A message holds what was wrong, where (file, line or row, column) and the way out.
Everything else that escapes is a defect of ours.
"""

from __future__ import annotations


class DoppelscopeError(Exception):
    """The root: an error whose message is written for the analyst."""


class InputError(DoppelscopeError):
    """What was given cannot be used."""


class FormatError(InputError):
    """Nothing in a file could be read."""


class MappingError(InputError):
    """A column map names a field or a column that does not exist."""


class LimitError(InputError):
    """A file or an archive is beyond the limits within which it is read."""


class ProfileError(InputError):
    """No profile, or more than one, answers to a name."""


class KeyFileError(InputError):
    """A key file of pseudonyms, or the register beside it, cannot be made, read or trusted."""


class PseudonymError(InputError):
    """A workspace and the key given for it do not go together."""


class ModelError(InputError):
    """A model, or a library that it needs, is not there or cannot be used."""


class FetchError(InputError):
    """A live timeline cannot be fetched."""


class AddressError(FetchError):
    """A host is none that may be reached: not public, or not a host at all."""


class CredentialError(FetchError):
    """A token or password is missing, or the service refused it; the message never holds it."""


class ServiceError(FetchError):
    """A service is down, breaks off its answers, or asks for a longer wait than we take."""


class MissingError(FetchError):
    """No account has this name."""


class RenamedError(FetchError):
    """The account has another name now, which the message gives."""


class SuspendedError(FetchError):
    """The service has closed the account."""


class ProtectedError(FetchError):
    """The account shows its posts to some people only."""


class ParameterError(DoppelscopeError):
    """A parameter of an analysis is outside its range."""


class WorkspaceError(DoppelscopeError):
    """The workspace folder cannot be read or written."""


class WorkspaceBusyError(WorkspaceError):
    """Another process is writing to the workspace."""


class CancelledError(DoppelscopeError):
    """The analyst stopped the work."""
