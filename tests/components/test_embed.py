"""What is embedded cannot get out."""

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from components.embed import POLICY, framed, with_policy


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def tags(html: str):
    parser = Tags()
    parser.feed(html)
    return parser.found


def test_the_policy_stands_before_everything_that_could_load():
    page = with_policy('<html><HEAD lang="en"><script src="http://evil.example/x.js"></script></head></html>')
    assert [tag for tag, _ in tags(page)] == ["html", "head", "meta", "script"]
    assert tags(page)[2][1] == {"http-equiv": "Content-Security-Policy", "content": POLICY}


def test_a_page_without_a_head_gets_the_policy_too():
    assert [tag for tag, _ in tags(with_policy("<p>hello"))] == ["head", "meta", "p"]


def test_nothing_may_be_loaded_from_anywhere():
    assert POLICY.startswith("default-src 'none'")
    assert "http" not in POLICY
    assert "*" not in POLICY


def test_the_frame_has_scripts_and_no_origin():
    frame = next(attributes for tag, attributes in tags(framed("<p>", 100, "t", "#fff")) if tag == "iframe")
    assert frame["sandbox"] == "allow-scripts"
    assert "src" not in frame


@given(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\r\0")), st.text(max_size=20))
def test_no_page_breaks_out_of_its_frame(html, title):
    found = tags(framed(html, 100, title, "#fff"))
    assert [tag for tag, _ in found] == ["html", "body", "iframe"]
    assert found[2][1]["srcdoc"] == with_policy(html)


def test_a_page_that_closes_the_frame_stays_inside():
    hostile = "\"></iframe><script>parent.document.body.innerHTML=''</script>"
    assert [tag for tag, _ in tags(framed(hostile, 100, hostile, "#fff"))] == ["html", "body", "iframe"]
