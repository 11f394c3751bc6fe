"""What is wrong with a file that somebody loads into a register."""


class RegisterError(ValueError):
    """The data cannot be taken over; `problems` says each place and what to do, nothing was written."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems
