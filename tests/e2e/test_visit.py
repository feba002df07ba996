"""The visitor notices what must never happen: else the other tests could not fail of it."""

import pytest


@pytest.mark.parametrize(
    ("done", "noted"),
    [
        ("fetch('http://evil.example/').catch(() => null)", "requests"),
        ("new Image().src = 'http://10.0.0.1/pixel.png'", "requests"),
        ("new WebSocket('ws://evil.example/')", "requests"),
        ("console.error('broken')", "errors"),
        ("setTimeout(() => { throw new Error('broken') })", "errors"),
        ("setTimeout(() => alert(1))", "dialogs"),
    ],
)
def test_what_must_never_happen_is_noted(served, visit, done, noted):
    visited = visit(served)
    visited.open("method?w=demo")
    assert not visited.requests + visited.errors + visited.dialogs
    visited.page.evaluate(f"() => {{ {done} }}")
    visited.says(lambda: bool(getattr(visited, noted)))
    with pytest.raises(AssertionError):
        visited.leave()
