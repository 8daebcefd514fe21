"""results.jsonl: one line a trial, appended whole or not at all, each once."""

import fcntl
import json
import os
import pathlib

import jsonschema

from .plan import schema

kept = ("finished", "stopped", "early-stopped", "diverged")


class Results:
    """The lines of one framework in a file that several may share."""

    def __init__(self, path, framework):
        """A torn last line is taken out; so are those of failed and refused trials, which are tried again."""
        self.path, self.framework = pathlib.Path(path), framework
        self.path.touch()
        text = self.path.read_text()
        lines = [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]
        whole = "".join(written(line) for line in lines if line["framework"] != framework or line["status"] in kept)
        if whole != text:
            beside = self.path.with_suffix(".new")
            beside.write_text(whole)
            os.replace(beside, self.path)

    @property
    def lines(self):
        """By their trial's id."""
        lines = map(json.loads, self.path.read_text().splitlines())
        return {line["id"]: line for line in lines if line["framework"] == self.framework}

    def add(self, line):
        """Does nothing where the trial has its line."""
        jsonschema.validate(line, schema("result"))
        with open(self.path, "ab", buffering=0) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if line["id"] not in self.lines:
                file.write(written(line).encode())
                os.fsync(file.fileno())


def written(line):
    return json.dumps(line, separators=(",", ":")) + "\n"
