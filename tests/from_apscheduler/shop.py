"""What the jobs call. In a module of its own, as job stores demand."""


def report():
    pass


def letter(to="ann@example.org", pages=1, *, format="pdf"):
    pass


class Till:
    def close(self, shift):
        pass
