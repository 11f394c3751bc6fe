"""Names, texts, numbers and whole documents made at random; each is one that a browser can send back."""

import string

from hypothesis import strategies as st

NAMES = st.one_of(
    st.sampled_from(
        [
            *("a", "b", "name", "data", "errors", "validate", "meta", "process", "a/b", "c~d", "x.y", "0", "_go", "#"),
            *("__proto__", "_rows:/a", "", "họ tên", "a\nb", "a\tb", '"><b>', "%(x)s", "~1", "//"),
        ]
    ),
    st.text(string.ascii_lowercase + "ăđế /~\"'<>&%{}", min_size=1, max_size=6),
)
TEXTS = st.one_of(
    st.sampled_from(
        ["", " ", "a", "null", "true", "1", "{{7*7}}", "<b>", "&amp;", "%s", "%(id)s", "a\nb", "\n", "\na", "\tx ", "…"]
    ),
    st.text(string.ascii_letters + "ăđếô \"'<>&\n\t%", max_size=12),
)
NUMBERS = st.one_of(
    st.integers(-(2**53), 2**53),
    st.sampled_from([0, 1.5, -0.25, 1e-7, 123456.789, 1e21, 0.1]),
    st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: float(f"{value:.6g}") + 0.0),
)
EMPTIES = st.sampled_from(["", None, [], {}, False, 0])
ANYTHING = st.deferred(
    lambda: st.one_of(
        EMPTIES,
        TEXTS,
        NUMBERS,
        st.booleans(),
        st.lists(ANYTHING, max_size=2),
        st.dictionaries(st.text("pqr\n~/", max_size=3), ANYTHING, max_size=2),
    )
)
