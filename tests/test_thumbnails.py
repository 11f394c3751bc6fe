"""Pictures of files, drawn anew outside: upright, without what else the file holds, and never at the server's cost."""

import io
import subprocess
import sys
import time

import pytest
from made_files import pdf, photo, png_that_says
from PIL import Image

from formengine import thumbnails
from formengine.thumbnails import NoPicture, picture_of, size_of


def why(content: bytes, media_type: str, **more: int) -> str:
    with pytest.raises(NoPicture) as none:
        picture_of(content, media_type, **{"width": 100, **more})
    return none.value.why


def test_a_photograph_is_turned_upright_and_made_small():
    made = picture_of(photo(400, 300, orientation=6), "image/jpeg", width=120)
    assert size_of(made.jpeg) == (120, 160)
    image = Image.open(io.BytesIO(made.jpeg)).convert("RGB")
    assert image.getpixel((60, 10))[1] < 60 < 200 < image.getpixel((60, 150))[1]  # red is on top now
    assert not image.getexif()


def test_nothing_but_the_picture_itself_is_passed_on():
    content = photo(comment=b"<script>alert(1)</script>") + b"<html><script>alert(2)</script>"
    made = picture_of(content, "image/jpeg", width=100)
    assert b"script" in content
    assert b"script" not in made.jpeg
    assert made.jpeg.startswith(b"\xff\xd8\xff")


def test_a_page_of_a_document_is_drawn_and_its_pages_counted():
    made = picture_of(pdf(3), "application/pdf", width=100, page=2)
    assert made.pages == 3
    assert size_of(made.jpeg) == (100, 200)
    assert why(pdf(3), "application/pdf", page=3) == "broken"


def test_a_picture_that_sees_through_is_drawn_on_white():
    made = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(made, "PNG")
    drawn = Image.open(io.BytesIO(picture_of(made.getvalue(), "image/png", width=50).jpeg))
    assert min(drawn.convert("RGB").getpixel((25, 25))) > 250


def test_what_cannot_be_shown_says_why():
    assert why(pdf(1, password="mat khau"), "application/pdf") == "locked"
    assert why(b"%PDF-1.7\n%%EOF", "application/pdf") == "broken"
    assert why(photo()[:300], "image/jpeg") == "broken"
    assert why(b"", "image/png") == "broken"
    assert why(photo(), "text/html") == "broken"


def test_a_bomb_costs_the_child_a_moment_and_the_server_nothing():
    begun = time.perf_counter()
    assert why(png_that_says(65_535, 65_535), "image/png") == "large"
    assert size_of(png_that_says(65_535, 65_535)) == (65_535, 65_535)
    assert time.perf_counter() - begun < 5


def test_a_child_that_does_not_end_is_stopped(monkeypatch, tmp_path):
    monkeypatch.setattr("formengine.thumbnails.SECONDS", 0.5)
    slow = tmp_path / "thumbnail_maker.py"
    slow.write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setattr("formengine.thumbnails.MAKER", slow)
    begun = time.perf_counter()
    assert why(photo(), "image/jpeg") == "slow"
    assert time.perf_counter() - begun < 5


def test_the_child_may_take_no_more_memory_or_time_than_a_picture_needs():
    pytest.importorskip("resource")
    code = (
        f"import runpy, resource; maker = runpy.run_path({str(thumbnails.MAKER)!r}); maker['limit']();"
        "print(resource.getrlimit(resource.RLIMIT_AS)[0], resource.getrlimit(resource.RLIMIT_CPU)[0],"
        " resource.getrlimit(resource.RLIMIT_FSIZE)[0])"
    )
    said = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True, timeout=30)
    memory, seconds, written = map(int, said.stdout.split())
    assert (memory, seconds, written) == (1500 << 20, 10, 0)
