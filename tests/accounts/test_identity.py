from datetime import date

import pytest

from formengine.accounts.identity import (
    SignInName,
    full_name,
    identity_key,
    keyed_hash,
    matches_birth,
    read_sign_in,
    sex_of,
)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("099190000001", SignInName("personal_number", "099190000001")),
        (" 099 190 000 001 ", SignInName("personal_number", "099190000001")),
        ("0912345678", SignInName("phone", "0912345678")),
        ("+84 912 345 678", SignInName("phone", "0912345678")),
        ("0084912345678", SignInName("phone", "0912345678")),
        ("An@Mau.Example", SignInName("email", "an@mau.example")),
        ("000190000001", None),
        ("٠٩٩190000001", None),
        ("an@mau", None),
        ("an@mau.example\r\nBcc: x@mau.example", None),
        ("", None),
        ("x" * 100_000, None),
    ],
)
def test_what_is_typed_to_sign_in_is_read_however_it_is_written(typed: str, name: SignInName | None) -> None:
    assert read_sign_in(typed) == name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("  Nguyễn   Thị\u00a0Mẫu ", "Nguyễn Thị Mẫu"),
        ("Nguye\u0302\u0303n Mẫu", "Nguyễn Mẫu"),
        ("H'Hen Niê", "H'Hen Niê"),
        ("Anh-Đức", "Anh-Đức"),
        ("<b>An</b>", ""),
        ("An 2", ""),
        ("A", ""),
        ("A" * 101, ""),
        ("A\u202eB", ""),
    ],
)
def test_a_name_is_letters_in_composed_form(typed: str, name: str) -> None:
    assert full_name(typed) == name


def test_a_personal_number_tells_the_year_of_birth_and_the_sex() -> None:
    assert matches_birth("099190000001", date(1990, 3, 8))
    assert not matches_birth("099190000001", date(1991, 3, 8))
    assert matches_birth("099219000008", date(2019, 5, 14))
    assert (sex_of("099190000001"), sex_of("099085000002")) == ("female", "male")


def test_hashes_depend_on_the_key_and_on_the_kind() -> None:
    one, other = identity_key("secret"), identity_key("another secret")
    hashes = {
        keyed_hash(one, "phone", "0912345678"),
        keyed_hash(other, "phone", "0912345678"),
        keyed_hash(one, "email", "0912345678"),
    }
    assert len(hashes) == 3
    assert all(len(hashed) == 64 and "0912345678" not in hashed for hashed in hashes)
