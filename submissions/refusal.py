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
    "already_demanded": "the applicant was asked for this fee before",
    "nothing_due": "no amount is due for the fee",
    "recused": "the actor declared that they are kin or not free to judge",
    "kin": "the actor declared to be kin of a party to this submission",
    "not_in_role": "the person named does not hold the role that the task needs",
    "person_barred": "the person named may not do this task here; facts: by (person id)",
    "too_many_extensions": "the appointment may not be moved once more; facts: allowed",
    "too_many_repeats": "this detour was taken as often as the procedure allows; facts: allowed",
    "no_appointment": "the submission has no appointment that could be moved",
    "date_not_later": "the new appointment is not after the present one",
    "unknown_paper": "the submission has no such result",
    "nothing_to_undo": "the last act is not the actor's own",
    "not_undoable": "this act cannot be taken back",
    "too_late_to_undo": "the minute in which an act can be taken back is over",
    "being_handled": "an official has just done something that may still be taken back; the applicant tries again then",
    "already_told": "the world has been told of the act",
    "cannot_open": "the submission that the step opens cannot be made; facts: what",
}
