"""HTML of notifications, cards and labels, and what plain texts refer to."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipgen.host.markup import LONGEST, card_html, glance_html, links_in, mentions, notification_html

KEPT = (
    "plain",
    'see <a href="https://kettle.example.com/">it</a>',
    '<a href="http://kettle.example.com/?a=1&amp;b=2">it</a>',
    '<a href="mailto:robin@example.com">Robin</a>',
    '<a href="#" data-target="kettle.brew" data-target-options="{&quot;parameters&quot;:{}}">Order</a>',
    '<a href="https://example.com/" rel="nofollow">it</a>',
    "<b>b</b><i>i</i><strong>s</strong><em>e</em><br><pre>p</pre><code>c</code>",
    "<ul><li>one</li><li>two</li></ul><ol><li>three</li></ol>",
    '<table><thead><tr valign="top"><th colspan="2">h</th></tr></thead>'
    '<tbody><tr><td rowspan="2" valign="top">d</td></tr></tbody></table>',
    '<img src="https://example.com/a.png" alt="a" width="16" height="16" align="left">',
    '<img src="HTTP://example.com/a.png">',
    '<span style="font-weight:bold;color:rgb(1, 2, 3)">loud</span>',
    '<span style="color:#ff0000">red</span>',
    "1 &lt; 2 &amp; 3 &gt; 2",
    "日本語 é \U0001f600",
)


@pytest.mark.parametrize("text", KEPT)
def test_a_notification_keeps_what_is_allowed(text: str) -> None:
    assert notification_html(text) == text


STRIPPED = {
    "<script>alert(1)</script>hi": "hi",
    "<style>b{}</style>hi": "hi",
    "<h1>big</h1>": "big",
    "<div onclick='x()'>a<p>b</p></div>": "ab",
    "<b onclick='x()' class='c' id='i'>b</b>": "<b>b</b>",
    "<a href='javascript:alert(1)'>a</a>": "<a>a</a>",
    "<a href=' java\nscript:alert(1)'>a</a>": "<a>a</a>",
    "<a href='JAVASCRIPT:alert(1)'>a</a>": "<a>a</a>",
    "<a href='&#106;avascript:alert(1)'>a</a>": "<a>a</a>",
    "<a href='data:text/html,x'>a</a>": "<a>a</a>",
    "<a href='vbscript:x'>a</a>": "<a>a</a>",
    "<a href='//evil.example.com'>a</a>": "<a>a</a>",
    "<a href='/v2/room'>a</a>": "<a>a</a>",
    "<a href='https://example.com' target='_blank'>a</a>": '<a href="https://example.com">a</a>',
    "<img src='data:image/png;base64,AAAA' onerror='x()'>": "<img>",
    "<img src='javascript:x'>": "<img>",
    "<img src='a.png'>": "<img>",
    "<img src='mailto:a@example.com'>": "<img>",
    "<span style='position:fixed;color:red'>s</span>": '<span style="color:red">s</span>',
    "<span style='color:url(https://example.com/x)'>s</span>": "<span>s</span>",
    "<span style='width:expression(alert(1))'>s</span>": "<span>s</span>",
    "<span style='color:red;background:url(x)'>s</span>": '<span style="color:red">s</span>',
    "<svg><a href='javascript:x'>a</a></svg>x": "x",
    "<iframe src='https://example.com'></iframe>x": "x",
    "<!-- note -->x": "x",
    "<b>open": "<b>open</b>",
    "<b\x00>x": "x",
    "a\ud800b": "a?b",
    "<noscript><p title='</noscript><img src=x onerror=x()>'>": "",
    "<math><mtext><table><mglyph><style><img src=x onerror=x()>": "",
}


@pytest.mark.parametrize("text", STRIPPED)
def test_a_notification_loses_what_is_not_allowed(text: str) -> None:
    found = notification_html(text)
    if STRIPPED[text]:
        assert found == STRIPPED[text]
    assert not re.search(r"<[^>]*(?:onerror|onclick|script|fixed|url\()", found)


def test_a_card_has_fewer_elements() -> None:
    sent = '<b>b</b><em>e</em><img src="https://example.com/a.png"><ul><li>l</li></ul><code>c</code><br>x'
    assert card_html(sent) == '<b>b</b><em>e</em><img src="https://example.com/a.png">lcx'
    assert card_html('<a href="javascript:x()">a</a><span style="color:red">s</span>') == (
        '<a>a</a><span style="color:red">s</span>'
    )


def test_a_label_has_four_elements_and_no_attributes() -> None:
    sent = '<b class="c">1</b><strong>2</strong><em>3</em><i id="x">4</i><a href="https://example.com">5</a><u>6</u>'
    assert glance_html(sent) == "<b>1</b><strong>2</strong><em>3</em><i>4</i>56"


@given(st.text(st.sampled_from("<>/\"'=&;# abipsrchefonjvt:\x00\ud800!-"), max_size=80))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = notification_html(text)
    assert notification_html(once) == once
    assert not re.search(r"<[^>]*\son", once)


@pytest.mark.parametrize(
    "text", ["<ul><li>" * 125_000, "&" * 1_000_000, "<b>" * 330_000, "<" * 1_000_000, "\x00" * 10**6]
)
def test_what_is_too_long_for_html_is_shown_as_text(text: str) -> None:
    begun = time.thread_time()
    found = notification_html(text)
    assert time.thread_time() - begun < 1
    assert found == text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def test_the_longest_html_is_cleaned_quickly() -> None:
    for piece in ("<ul><li>", "<a href=x><b><i></a>", "&", "<table><tr><td>", "<b><p>"):
        begun = time.thread_time()
        notification_html((piece * LONGEST)[:LONGEST])
        assert time.thread_time() - begun < 1


NAMES = {"RobinV": 1, "MayaT": 2, "Bo": 3, "J.R": 4, "all": 5, "Здравко": 6, "Bo-Li": 7}
MENTIONED = {
    "": (),
    "hi @RobinV": (1,),
    "@robinv, @MAYAT: tea?": (1, 2),
    "@MayaT @RobinV @MayaT": (2, 1),
    "(@Bo) @Bo's kettle": (3,),
    "@Bob is another": (),
    "@Bo.": (3,),
    "@J.R.": (4,),
    "@J.Robin": (),
    "@Bo-Li and @Bo-hm": (7, 3),
    "robin@Bo.example.com": (),
    "@@Bo": (),
    "@all @here @ALL": (),
    "@all-hands": (),
    "@здравко!": (6,),
    "RobinV": (),
    "@ Bo": (),
    "\x00@Bo\x00": (3,),
    "\ud800@Bo": (3,),
}


@pytest.mark.parametrize("text", MENTIONED)
def test_people_are_mentioned_by_name(text: str) -> None:
    assert mentions(text, NAMES) == MENTIONED[text]


LINKS = {
    "": (),
    "no link: example.com": (),
    "see https://example.com/a?b=c#d.": ("https://example.com/a?b=c#d",),
    "(http://example.com/a_(b))": ("http://example.com/a_(b)",),
    "HTTP://EXAMPLE.COM and www.example.com!": ("HTTP://EXAMPLE.COM", "www.example.com"),
    '<a href="https://example.com/x">x</a>': ("https://example.com/x",),
    "https://example.com/a, https://example.com/b": ("https://example.com/a", "https://example.com/b"),
    "xhttps://example.com": (),
    "https://": (),
    "[https://example.com]": ("https://example.com",),
}


@pytest.mark.parametrize("text", LINKS)
def test_links_are_found_without_what_follows_them(text: str) -> None:
    assert links_in(text) == LINKS[text]


@pytest.mark.parametrize(
    "piece", ["@Bo", "@a.a", "@", "https://a)", "www.", ")", "http://" + ")" * 2_000, "@" + "a." * 60]
)
def test_long_texts_are_read_quickly(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    begun = time.thread_time()
    mentions(text, NAMES)
    links_in(text)
    assert time.thread_time() - begun < 2
