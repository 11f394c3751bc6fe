"""The filing room: what a submission is, who may do what with it, its plan, its clock, its log.

Standard library only. Calendars, plans and documents come in as values.
"""
