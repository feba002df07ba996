"""Fetch live timelines into a workspace: the counterpart of :mod:`core.intake`.

What arrives is kept on disk after each page, under ``fetching/`` in the workspace's folder. A fetch
that was stopped or broke off is imported as far as it came and goes on from there the next time; one
that was killed goes on without asking twice. A fetch that came to its end leaves its mark in the
import's report, and the next one of that profile asks only for posts newer than the newest it
brought, unless that post has been deleted from the workspace, or the next one is to reach deeper.
"""

from __future__ import annotations

from contextlib import ExitStack, nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core import schema
from core.errors import CancelledError, DoppelscopeError, FetchError, ParameterError, WorkspaceBusyError
from core.keys import split_key
from core.model import Refusal
from core.progress import ignore_progress, never
from core.pseudonyms.admission import admit
from core.sources import live
from core.sources.live_draft import Draft, Page, Reach, drafting
from core.sources.live_target import Target, parse
from core.sources.live_told import Told
from core.sources.live_wire import Terms, Wire, check
from core.workspace import FileReport, Workspace
from core.workspace import manifest as manifests

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime
    from pathlib import Path

    from core.pseudonyms import Pseudonyms
    from core.workspace import ImportReport
    from core.workspace.transaction import Transaction

_FETCHING = 0.9  # the share of the time that fetching takes; writing is the rest
_SLICE = 0.25  # seconds between two looks at whether the workspace may be written to
_PATIENCE = 2_400  # looks, ten minutes of them
_NAMED = 3  # how many targets a message names


@dataclass(frozen=True, slots=True)
class _Order:
    """What is the same for all targets of one fetch."""

    workspace: Workspace
    credentials: live.Credentials
    endpoints: Mapping[str, str]
    cap: int
    terms: Terms
    pseudonyms: Pseudonyms | None

    @property
    def draft_folder(self) -> Path:
        """Give where drafts lie: what a service sends has real names, so beside the key where there is one."""
        folder = self.workspace.folder
        return self.pseudonyms.draft_folder(folder) if self.pseudonyms else folder


@dataclass(slots=True)
class _Take:
    """What came of one target: a draft, and why it is not finished, where it is not."""

    target: Target
    draft: Draft | None = None
    note: str | None = None
    error: DoppelscopeError | None = None

    @property
    def why(self) -> str:
        """Say why nothing of it has arrived."""
        was_stopped = isinstance(self.error, CancelledError)
        return "the fetch was stopped before anything of it had arrived" if was_stopped else str(self.error)

    @property
    def has_arrived(self) -> bool:
        return self.draft is not None and self.draft.n_pages > 0


def fetch(
    workspace: Workspace,
    targets: Sequence[str],
    *,
    credentials: Mapping[str, str],
    now: Callable[[], datetime],
    sleep: Callable[[float], None],
    cap: int = live.CAP,
    progress: Callable[[float, str], None] = ignore_progress,
    cancelled: Callable[[], bool] = never,
    turn: Callable[[], AbstractContextManager[None]] = nullcontext,
    timeout: float = 30.0,
    allow_local: bool = False,
    endpoints: Mapping[str, str] | None = None,
    pseudonyms: Pseudonyms | None = None,
) -> ImportReport:
    """Fetch profiles and timelines, newest posts first, as one import.

    Parameters
    ----------
    targets : sequence of str
        ``x:HANDLE``, ``bluesky:HANDLE``, ``mastodon:USER@HOST`` or addresses of profiles.
    credentials : mapping
        ``X_BEARER_TOKEN`` (X answers nobody without); optional are ``MASTODON_ACCESS_TOKEN`` with
        ``MASTODON_HOST``, the one server that it is sent to, and ``BLUESKY_HANDLE`` with
        ``BLUESKY_APP_PASSWORD``. Other names, as in ``os.environ``, are not looked at.
    now, sleep : callable
        The clock and the way to wait: the core has neither.
    cap : int
        The most posts of a timeline to ask for; X gives 3,200.
    progress : callable
        Told a share in [0, 1] and a line of words; rate limits that are waited for among them.
    cancelled : callable
        Asked at least every half second; what had arrived by then is imported.
    turn : callable
        Gives what is held while the workspace is written to; one who writes from several threads has
        them take turns. Other processes are waited for, for ten minutes.
    timeout : float
        How many seconds one answer may take.
    allow_local : bool
        Whether plain HTTP and local addresses may be asked: for tests.
    endpoints : mapping, optional
        By platform, the address that is asked instead of its own.
    pseudonyms : Pseudonyms, optional
        Under which everybody is stored. Drafts then lie beside the key file, and a fetch asks for
        everything: the workspace keeps no mark that names the newest post.

    Returns
    -------
    ImportReport
        One file a target. ``skipped`` says why nothing came of it; a reason at the place ``stopped``
        why not all of it came, one at ``account`` what else must be known of the account.

    Raises
    ------
    PseudonymError
        If the workspace stands under another key, or under real names; nothing is asked for then.
    FetchError
        If a target is none, or nothing came of any; its subclass and its message say why.
    ParameterError
        If the cap is not positive.
    WorkspaceError
        If the workspace cannot be written to; what had arrived waits for the next fetch.
    CancelledError
        If the analyst stopped it before anything had arrived.
    """
    if cap < 1:
        message = f"a timeline is fetched down to 1 post or more, not {cap}"
        raise ParameterError(message)
    wanted: dict[str, Target] = {}
    for target in map(parse, targets):
        wanted.setdefault(str(target).casefold(), target)
    terms = Terms(now, sleep, lambda _: None, cancelled, timeout, allow_local)
    admit(workspace.folder, manifests.read(workspace.folder), pseudonyms)
    order = _Order(
        Workspace(workspace.folder), live.Credentials(credentials), endpoints or {}, cap, terms, pseudonyms
    )
    with ExitStack() as stack:
        takes = []
        for n, target in enumerate(wanted.values()):
            told = Told(progress, target, _FETCHING * n / len(wanted), _FETCHING / len(wanted))
            takes.append(_take(stack, order, target, told))
        if not any(take.has_arrived for take in takes):
            raise _nothing(takes)
        stack.enter_context(turn())
        report = _import(order, takes, lambda done, said: progress(_FETCHING + (1 - _FETCHING) * done, said))
        for take in takes:
            if take.draft is not None and take.error is None:
                take.draft.discard()
    return report


def _nothing(takes: Sequence[_Take]) -> DoppelscopeError:
    errors = [take.error for take in takes if take.error]
    if not errors:
        return FetchError("there is nobody to fetch; name a profile")
    stopped = [error for error in errors if isinstance(error, CancelledError)]
    if stopped or len(errors) == 1:
        return (stopped or errors)[0]
    first = "; ".join(f"{take.target}: {take.error}" for take in takes[:_NAMED])
    more = f"; and {len(takes) - _NAMED} more" if len(takes) > _NAMED else ""
    return FetchError(f"nothing could be fetched: {first}{more}")


def _take(stack: ExitStack, order: _Order, target: Target, told: Told) -> _Take:
    """Fetch one target as far as it goes; what stops it does not stop the others."""
    take = _Take(target)
    try:
        check(order.terms.cancelled)
        take.draft = stack.enter_context(drafting(order.draft_folder, str(target)))
        _follow(order, take, take.draft, told)
    except (FetchError, CancelledError, WorkspaceBusyError) as error:
        take.error = error
    return take


def _follow(order: _Order, take: _Take, draft: Draft, told: Told) -> None:
    target, terms = take.target, order.terms
    module = live.module_of(target)
    told.say(f"asking {target.service}")
    with Wire(target.service, replace(terms, say=told.say), module.is_final) as wire:
        service = module.connect(target, wire, order.credentials, order.endpoints.get(target.platform))
        account = service.account(_known_id(order.workspace, target))
        take.note = account.note
        if draft.account_id != account.account_id:
            key = live.key_of(module.batch_of(target, account.record, Page([], None), "account", terms.now()))
            draft.begin(account.record, account.account_id, _base(order, module.NAME, key))
        expected = order.cap if account.n_posts is None else min(order.cap, account.n_posts)
        only_new = draft.base is not None
        told.posts(draft.n_posts, expected, only_new=only_new)
        for _ in live.pages(service, draft, cap=order.cap, now=terms.now, cancelled=terms.cancelled):
            n_posts = min(draft.n_posts, order.cap)
            told.posts(n_posts, max(expected, n_posts), only_new=only_new)


def _known_id(workspace: Workspace, target: Target) -> str | None:
    return split_key(workspace.identities.one(f"{target.platform}:@{target.address.casefold()}"))[1]


def _base(order: _Order, name: str, key: str) -> Reach | None:
    """Find from where a fetch may go up: a finished one as deep, whose newest post is still there."""
    files = [file for report in reversed(order.workspace.imports) for file in report.files]
    marks = (Reach.of(file.signature) for file in files if file.source == name)
    mark = next((mark for mark in marks if mark and mark.profile == key), None)
    if mark is None or (mark.depth is not None and mark.depth < order.cap):
        return None
    stored = order.workspace.identities.one(key)
    if stored not in set(order.workspace.profiles["key"]):
        return None
    return mark if (order.workspace.timeline(stored).posts["post_id"] == mark.post_id).any() else None


def _opened(stack: ExitStack, order: _Order, progress: Callable[[float, str], None]) -> Transaction:
    """Open the workspace for writing, as soon as somebody else's import has ended.

    Raises
    ------
    WorkspaceBusyError
        If that takes too long, or the analyst stops the wait; what had arrived waits on disk.
    """
    for _ in range(_PATIENCE):
        try:
            return stack.enter_context(order.workspace.importing(order.terms.now(), order.pseudonyms))
        except WorkspaceBusyError:
            if order.terms.cancelled():
                raise
        progress(0.0, "Waiting until another import has ended")
        order.terms.sleep(_SLICE)
    return stack.enter_context(order.workspace.importing(order.terms.now(), order.pseudonyms))


def _import(order: _Order, takes: Sequence[_Take], progress: Callable[[float, str], None]) -> ImportReport:
    with ExitStack() as stack:
        transaction = _opened(stack, order, progress)
        for take in takes:
            name = live.module_of(take.target).NAME
            report = FileReport(str(take.target), name, skipped=take.why)
            if take.draft is not None and take.draft.n_pages:
                report = _import_draft(transaction, order, take, take.draft)
            transaction.end_file(report)
        return transaction.commit(progress, never)


def _import_draft(transaction: Transaction, order: _Order, take: _Take, draft: Draft) -> FileReport:
    target, module = take.target, live.module_of(take.target)
    name = str(target)
    transaction.begin_file()
    notes = {"stopped": take.error and str(take.error), "account": take.note}
    said = [Refusal(name, place, note) for place, note in notes.items() if note]
    transaction.add(schema.batch(refusals=said))
    account = module.batch_of(target, draft.account, Page([], None), "account", order.terms.now())
    key = live.key_of(account)
    rows = refused = 0
    newest = None
    for number, (page, fetched_at) in enumerate(draft.pages(), 1):
        kept = replace(page, posts=page.posts[: order.cap - rows])
        place = f"page {number}"
        batch = live.own(module.batch_of(target, draft.account, kept, place, fetched_at), key, name, place)
        transaction.add(batch)
        rows += batch.n_rows
        refused += len(batch.refusals)
        newest = max(filter(None, (newest, live.newest_id(batch))), default=None)
    reach = None if take.error else live.reach(draft, order.cap, key, newest and newest[1])
    return FileReport(name, module.NAME, None, reach.text if reach else "", rows, refused)
