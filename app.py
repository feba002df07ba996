"""Run Doppelscope: the frame, and in it the page that was asked for."""

from __future__ import annotations

from components import shell

shell.frame().run()
