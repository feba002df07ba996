"""The folder on disk: posts in buckets, profiles, identities, and one manifest that names them.

What the manifest does not name does not exist. It is replaced by rename after fsync, so a reader
sees a workspace before an import or after it, never within, and a kill loses nothing.
"""

from core.workspace.folder import Workspace, default_path
from core.workspace.manifest import FileReport, ImportReport

__all__ = ["FileReport", "ImportReport", "Workspace", "default_path"]
