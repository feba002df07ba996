"""How is each number made: every measure with formula, source and limits."""

from __future__ import annotations

from components import card, method_media, method_persona, method_text, method_verdict, notices, shell

shell.begin("How is each number made?")

with notices.guarded():
    method_text.measures()
    method_verdict.verdict()
    method_persona.persona()
    method_persona.factor()
    method_media.media()
    method_text.rules()
    method_text.models()
    method_text.glossary()
    method_text.versions()

card.how_to("""
Each measure is declared once, in the program; this page, the Compare page, the command line and the exports all read
that declaration. **Recommended** is the rule we stand by; **paper** is the published rule, kept as it is.
""")
