"""The one way in which the filing room says no."""


class Refused(Exception):
    """An act that is not possible now.

    `code` is a stable word (see REASONS), `facts` are plain values for the sentence shown to the person.
    """

    def __init__(self, code: str, **facts: object) -> None:
        if code not in REASONS:
            raise LookupError(f"undeclared reason {code!r}")
        super().__init__(code)
        self.code = code
        self.facts = facts


REASONS = {
    "not_yours": "the actor holds no position that this act needs, or the submission is not theirs",
    "applicant_may_not_act": "the actor is the applicant, the owner or the agent of this submission",
    "four_eyes": "the same person already acted on a step that this one has to check",
    "task_closed": "somebody acted on the task before; facts: by (person id), outcome",
    "claimed_by_another": "another person holds the task; facts: by (person id)",
    "not_now": "the submission is not in a state that allows the act",
    "too_many_supplements": "the procedure allows no further supplement in this phase; facts: allowed",
    "reason_missing": "the act needs a reason",
    "unknown_stage": "the stage named is not one the submission has been in",
    "too_few_agencies": "fewer agencies chosen than the step asks for; facts: least",
    "too_many_agencies": "more agencies chosen than the step allows; facts: most",
    "agency_not_offered": "an agency chosen is not among those offered",
    "agency_missing": "the register knows no agency for a step that follows; facts: what",
    "outcome_unknown": "the outcome named is not one of this act's",
    "document_changed": "the applicant changed the submission meanwhile; facts: version",
    "already_recorded": "the fee was recorded before",
}
