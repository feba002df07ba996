"""How far can the numbers be trusted: the papers' experiments and ours, rerun on a workspace.

An experiment takes a :class:`~core.validation.subject.Subject` and gives a
:class:`~core.model.Section`; :mod:`core.validation.run` makes them one :class:`~core.model.Study`.
"""
