"""Why a webhook is not taken, in words for the person who set it up."""


class Refused(Exception):
    """Nothing was stored; `status` is the HTTP answer and the text says what to check."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status
