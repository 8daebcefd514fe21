"""The trials of a sweep as Ray Tune runs them."""

import math
import os
import pathlib

# Our own lines say all that its logs would.
os.environ.setdefault("TUNE_DISABLE_AUTO_CALLBACK_LOGGERS", "1")

from ray import tune
from ray.tune.schedulers import ASHAScheduler

from . import trial as trials


class Lines(tune.Callback):
    """Writes a trial's line as soon as it has ended."""

    def __init__(self, results):
        self.results = results

    def on_trial_complete(self, iteration, trials, trial, **info):
        line = (trial.last_result or {}).get("line")
        if line:
            self.results.add(line)


def trainable(config, plan=None, data=None, known=None, options=None):
    trial = next(each for each in plan["trials"] if each["id"] == config["id"])
    line = known.get(trial["id"])
    if line:
        tune.report({"epoch": line["epochs"], "val_loss": line["validation"]["loss"] or math.inf, "line": line})
        return
    trials.limit_threads(options["cpus"])
    for report in trials.run(trial, plan["optimizer_constants"], options["framework"], data, options["gpus"]):
        tune.report(report)


def run(plan, wanted, data, results, options):
    """Trains the wanted trials; gives, for those that could not be, why, by their ids."""
    home = pathlib.Path(options["storage"])
    given = {"plan": plan, "data": data, "known": results.lines, "options": options}
    resources = {"cpu": options["cpus"], "gpu": options["gpus"]}
    work = tune.with_resources(tune.with_parameters(trainable, **given), resources)
    if options["resume"] and tune.Tuner.can_restore(str(home)):
        tuner = tune.Tuner.restore(str(home), work, restart_errored=True)
    else:
        todo = [trial["id"] for trial in wanted if trial["id"] not in results.lines]
        if not todo:
            return {}
        tuner = tune.Tuner(
            work,
            param_space={"id": tune.grid_search(todo)},
            tune_config=tune.TuneConfig(
                metric="val_loss",
                mode="min",
                scheduler=scheduler_of(options, wanted),
                reuse_actors=True,  # a framework takes longer to load than a small network to train
            ),
            run_config=tune.RunConfig(
                name=home.name,
                storage_path=str(home.parent),
                failure_config=tune.FailureConfig(max_failures=options["max_failures"]),
                callbacks=[Lines(results)],
                verbose=1,
            ),
        )
    grid = tuner.fit()
    failures = {}
    for result in grid:
        line = (result.metrics or {}).get("line")
        if result.error is None and line:
            results.add(line)
        elif result.config:
            failures[result.config["id"]] = last_words(result.error)
    return failures


def scheduler_of(options, wanted):
    """ASHA compares at epochs 1, 3, 9, …; what it stops is no comparable point, and its line says so."""
    if not options["asha"]:
        return None
    most = max(trial["train"]["epochs"] for trial in wanted)
    return ASHAScheduler(time_attr="epoch", max_t=max(2, most), grace_period=1, reduction_factor=3)


def last_words(error):
    lines = [line.strip() for line in str(error or "it ended without a result").splitlines() if line.strip()]
    return lines[-1][:500]
