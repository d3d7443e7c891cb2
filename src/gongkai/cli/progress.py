"""Progress bars on stderr, only when a person is watching (a terminal)."""

from tqdm import tqdm


class Progress:
    """Called with a label, how much is done and how much there is; one bar for each label."""

    def __init__(self):
        self.bar = None
        self.label = ""

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._close()

    def __call__(self, label: str, done: int, total: int) -> None:
        if label != self.label:
            self._close()
            self.bar = tqdm(
                total=total,
                desc=label,
                disable=None,
                leave=False,
                bar_format="{desc} {percentage:3.0f}%|{bar}|",
            )
            self.label = label
        self.bar.total = total
        self.bar.update(done - self.bar.n)

    def _close(self):
        if self.bar is not None:
            self.bar.close()
        self.bar, self.label = None, ""
