"""``python -m core …``: the command-line twin of the pages, one module a group of commands.

A command takes the workspace's folder and its options and gives an :class:`~core.cli.output.Answer`:
one record for programs and a few lines for people.
"""
