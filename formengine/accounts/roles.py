"""What the roles of positions are for, in words that people read."""

from dataclasses import dataclass

from formengine.i18n import N_
from formengine.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class RoleInWords:
    """A role: its title and one sentence about what whoever holds it may do, both English (translated when shown)."""

    role: str
    title: str
    may: str

    def shown_title(self) -> str:
        return _(self.title)

    def shown_sentence(self) -> str:
        return _(self.may)


ROLES: tuple[RoleInWords, ...] = (
    RoleInWords(
        "receptionist",
        N_("Receptionist"),
        N_("Receives submissions at the one-stop desk, asks for what is missing, records fees, hands over results."),
    ),
    RoleInWords(
        "officer",
        N_("Officer"),
        N_("Examines submissions of the agency, gives opinions, proposes decisions, asks other agencies."),
    ),
    RoleInWords(
        "leader",
        N_("Leader"),
        N_("Decides for the agency and signs its papers, agrees to late dates, sends work back."),
    ),
    RoleInWords(
        "administrator",
        N_("Administrator"),
        N_("Publishes the agency's procedures, sets their figures, appoints people; decides on no submission."),
    ),
)


def role_in_words(role: str) -> RoleInWords:
    """The role named `role`; KeyError when a position names one that does not exist."""
    for known in ROLES:
        if known.role == role:
            return known
    raise KeyError(f"no role is called {role!r}: use one of {', '.join(known.role for known in ROLES)}")
