"""The long tests of size: files and workspaces as large as the claims say, measured and asserted.

Run by ``make soak``, or at a smaller scale by ``python -m tests.soak --scale 0.01``.
"""
