"""How far can I trust this: experiments on the loaded data, and what the default model was found to do."""

from __future__ import annotations

from components import card, notices, shell, study_list, study_model

gallery = shell.begin_gallery("How far can I trust this?")

with notices.guarded():
    study_list.draw(gallery)
with notices.guarded():
    study_model.draw()

card.how_to("""
An **experiment** asks one question of the profiles in this workspace, and makes the answer anew from their posts. It
is kept with the workspace until posts, labels or the program change; **Run again** gives the same numbers, since
every draw is seeded.

**85.3% (80 to 90%), n 204**, or **85.3% (80–90)** where room is scarce: what was found, the interval in which it lies in 95 of 100 such samples, and the cases it
rests on. Where n is small the interval is wide: trust the interval, not the number. **—** is a number that cannot be
given, and never zero.

**Found against wrongly accepted**: a threshold finds some of the same accounts and wrongly accepts some of the
different ones. At 1 in 1,000, a workspace of 200 profiles (19,900 pairs) holds about 20 wrong pairs, however good the rest
of the curve looks. **True to its word**: of the pairs given 30%, about 30% should be so: points below the diagonal
promise too much. **Matrices** are read by row: what is so, and what was said of it.

None of this says that two accounts are one person. It says how often claims of this kind are right, on these accounts.
""")
