"""The colour of a status as an applicant sees it; its words say the same."""

TONES = {
    "new": "blue",
    "accepted": "blue",
    "processing": "blue",
    "supplement": "yellow",
    "paying": "yellow",
    "interoperating": "blue",
    "done": "green",
    "delivered": "green",
    "not_accepted": "red",
    "stopped": "red",
    "withdrawn": "grey",
}
