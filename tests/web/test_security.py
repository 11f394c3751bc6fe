"""What every answer and every request must satisfy."""


def test_the_first_page_comes(client):
    answer = client.get("/")
    assert answer.status_code == 200
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


def test_signing_in_shows_the_name(client):
    client.sign_in("an@mau.example")
    assert "Nguyễn Mẫu An" in client.get("/").text
