"""A sweep.json, read and checked, and what of it can be trained here."""

import json
import pathlib

import jsonschema

here = pathlib.Path(__file__).parent
augmentations = ("shift_pixels", "rotate_degrees", "zoom_percent", "elastic_alpha", "cutout_size")


def schema(name):
    return json.loads((here / f"{name}.schema.json").read_text())


def read(path):
    """The sweep of a file; ends the program in words where it is none."""
    try:
        plan = json.loads(pathlib.Path(path).read_text())
    except ValueError as error:
        raise SystemExit(f"{path} is no JSON: {error}") from None
    problem = jsonschema.exceptions.best_match(jsonschema.Draft202012Validator(schema("sweep")).iter_errors(plan))
    if problem is not None:
        raise SystemExit(f"{path}, {problem.json_path}: {problem.message[:300]}")
    return plan


def refusal(trial):
    """Why a trial is not trained here; None where it is."""
    if "compress" in trial:
        return "It compresses a trained network: only the page does that"
    if "teacher" in trial:
        return "It learns from a teacher: only the page does that"
    changed = [name for name in augmentations if trial["train"][name] > 0]
    if changed:
        return f"Its images are changed at random ({', '.join(changed)}): only the page does that"
    if trial["train"].get("label_noise", 0) > 0:
        return "A share of its labels is wrong on purpose: only the page does that"
    return None
