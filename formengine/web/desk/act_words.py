"""Words for the acts beside the usual way, and for what the log tells of them; translated when they are shown."""

from formengine.i18n import N_
from submissions import handovers as h
from submissions.chain import Event

# Act -> its name as a heading, the button that does it, and the words after it is done.
ACT = {
    "return_to_opener": (
        N_("Send back to the agency that asked"),
        N_("Send back to that agency"),
        N_("Submission %(number)s has gone back to the agency that asked."),
    ),
    "transfer": (
        N_("Transfer to the competent agency"),
        N_("Transfer"),
        N_("Submission %(number)s has been transferred to the competent agency."),
    ),
    "assign": (N_("Give the task to somebody"), N_("Give the task"), N_("The task of %(number)s has been given.")),
    "reassign": (
        N_("Give the task to somebody else"),
        N_("Give it to them"),
        N_("The task of %(number)s has passed to somebody else."),
    ),
    "recuse": (
        N_("Step back: kin, or not free to judge"),
        N_("Step back from this submission"),
        N_("You have stepped back from %(number)s; somebody else will handle it."),
    ),
    "sign": (N_("Sign the paper"), N_("Sign"), N_("The paper of %(number)s has been signed.")),
    "approve_supplement": (
        N_("Request for supplement that waits for you"),
        N_("Send your answer"),
        N_("Your answer on the request for supplement of %(number)s has been recorded."),
    ),
    "set_fee": (
        N_("Fix what has to be paid"),
        N_("Fix the amount"),
        N_("What has to be paid for %(number)s has been fixed."),
    ),
    "demand_payment": (
        N_("Ask the applicant to pay"),
        N_("Ask for the payment"),
        N_("The applicant of %(number)s has been asked to pay; the clock is stopped."),
    ),
    "suspend": (
        N_("Suspend the clock"),
        N_("Suspend"),
        N_("The clock of %(number)s is suspended until it is resumed."),
    ),
    "resume": (N_("Resume the clock"), N_("Resume"), N_("The clock of %(number)s goes on.")),
    "extend": (
        N_("Set a new date, with an apology"),
        N_("Send the apology"),
        N_("Submission %(number)s has a new date; the applicant gets the apology."),
    ),
    "stop": (
        N_("Stop the handling"),
        N_("Stop with a notice"),
        N_("Handling of %(number)s has been stopped; the applicant gets the notice."),
    ),
    "send_again": (
        N_("Send the request again"),
        N_("Send again"),
        N_("The request of %(number)s has gone to the other agency again."),
    ),
    "go_on_without": (
        N_("Go on without that result"),
        N_("Go on without it"),
        N_("Submission %(number)s goes on without that result."),
    ),
    "correct_result": (
        N_("Correct an issued result"),
        N_("Issue the correction"),
        N_("The correction of %(number)s has been issued."),
    ),
    "attend": (
        N_("See to a task that is late or soon will be"),
        N_("I have seen to it"),
        N_("The warning about %(number)s has left your queue."),
    ),
    "hand_out": (
        N_("Hand out a paper before the minute is over"),
        N_("Hand out now"),
        N_("The paper of %(number)s has been handed out; what issued it stands."),
    ),
    "undo": (N_("Take back"), N_("Take back what I just did"), N_("What you did on %(number)s has been taken back.")),
}
OUTCOME = {
    ("suspend", "financial_duty"): N_("The applicant has to settle a financial duty"),
    ("suspend", "authority"): N_("Another authority has to act first"),
    ("suspend", "other"): N_("Another reason"),
    ("approve_supplement", "approve"): N_("Let it go to the applicant"),
    ("approve_supplement", "decline"): N_("Back to who wrote it"),
}
QUESTION = {"suspend": N_("What it waits for"), "approve_supplement": N_("Your word")}
# Act -> what its reason is called, and who reads it.
REASON = {
    "transfer": (N_("Why another agency is competent"), N_("The applicant and the other agency read this.")),
    "return_to_opener": (N_("What has to be mended first"), N_("The agency that asked reads this.")),
    "reassign": (N_("Why it passes to somebody else"), N_("Your colleagues read this.")),
    "recuse": (N_("Why you step back"), N_("Your head reads this, such as: the applicant is my sister.")),
    "approve_supplement": (N_("Why it must not go out so"), N_("Needed when it goes back to who wrote it.")),
    "set_fee": (N_("Basis of the amount"), N_("The notice or rule that says so.")),
    "suspend": (N_("Why the clock stands"), N_("The applicant reads this. Name the rule that allows it.")),
    "extend": (N_("Why it takes longer"), N_("The applicant reads this in the apology.")),
    "stop": (N_("Why handling stops"), N_("The applicant reads this in the notice. Name the rule.")),
    "go_on_without": (N_("Why it can go on without it"), N_("Your colleagues read this.")),
    "correct_result": (
        N_("What was wrong, and what is right"),
        N_("This stands in the correction word for word, such as: “1980” is corrected to “1990”."),
    ),
}
# Kind of event -> its words in the log that officials read.
LOGGED: dict[type[Event], str] = {
    h.Assigned: N_("Task given to somebody"),
    h.ActedFor: N_("Acting in somebody's place"),
    h.Recused: N_("Stepped back"),
    h.Transferred: N_("Transferred to the competent agency"),
    h.AgencySucceeded: N_("Passed to the successor of an agency that ended"),
    h.SupplementDrafted: N_("Request for supplement laid before the head"),
    h.SupplementDeclined: N_("Request for supplement not sent"),
    h.Suspended: N_("Clock suspended"),
    h.Resumed: N_("Clock resumed"),
    h.Extended: N_("New date, with an apology"),
    h.Stopped: N_("Handling stopped"),
    h.FeeSet: N_("Amount to pay fixed"),
    h.FeeDemanded: N_("Payment asked for"),
    h.Paid: N_("Everything due is paid"),
    h.Signed: N_("Signed"),
    h.ResultCorrected: N_("Result corrected"),
    h.HandedOut: N_("Paper handed out at once"),
    h.ChildOpened: N_("Request sent to another agency"),
    h.ChildEnded: N_("Answer of the other agency"),
    h.WentOnWithout: N_("Went on without that result"),
    h.Returned: N_("Sent back to the agency that asked"),
    h.Undone: N_("Taken back by who did it"),
}
