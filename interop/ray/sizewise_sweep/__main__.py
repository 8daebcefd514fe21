"""python -m sizewise_sweep sweep.json --framework keras --out results.jsonl"""

import argparse
import json
import pathlib
import zlib

import ray

from . import cluster, data, plan
from .results import Results
from .trial import blank


def arguments():
    parser = argparse.ArgumentParser("sizewise_sweep", description="Trains the networks of a sweep.json on a Ray cluster.")
    parser.add_argument("sweep", help="the sweep.json that the page saved")
    parser.add_argument("--framework", choices=("keras", "pytorch"), default="keras")
    parser.add_argument("--out", default="results.jsonl", help="one line a trial; lines that are there stay")
    parser.add_argument("--data", help="an mnist.npz, or a folder of idx files; without, the framework fetches it")
    parser.add_argument("--address", help="of a Ray cluster: auto, or host:port; without, this machine")
    parser.add_argument("--cpus-per-trial", type=float, default=1)
    parser.add_argument("--gpus", type=float, default=0, help="of a GPU for each trial: 0.2 lets five share one")
    parser.add_argument("--asha", action="store_true", help="stops trials that fall behind; their lines say stopped")
    parser.add_argument("--resume", action="store_true", help="goes on where a run of this command ended")
    parser.add_argument("--max-failures", type=int, default=3, help="how often a trial is tried again")
    return parser.parse_args()


def main():
    args = arguments()
    sweep = plan.read(args.sweep)
    out = pathlib.Path(args.out).resolve()
    results = Results(out, args.framework)
    refused = {trial["id"]: plan.refusal(trial) for trial in sweep["trials"]}
    wanted = [trial for trial in sweep["trials"] if refused[trial["id"]] is None]
    options = {
        **{"framework": args.framework, "cpus": args.cpus_per_trial, "gpus": args.gpus, "asha": args.asha},
        **{"resume": args.resume, "max_failures": args.max_failures},
        "storage": str(out.parent / f".{out.stem}-{args.framework}-{fingerprint(sweep)}"),
    }
    images = data.load(args.data, args.framework, sweep["dataset"])
    # Nodes need the framework, and get this package from here.
    here = {"py_modules": [str(pathlib.Path(__file__).parent)]}
    local = {"include_dashboard": False} if args.address is None else {}
    ray.init(address=args.address, runtime_env=here, log_to_driver=False, **local)
    try:
        failed = cluster.run(sweep, wanted, images, results, options) if wanted else {}
    finally:
        ray.shutdown()
    for trial in sweep["trials"]:
        for status, problems in (("refused", refused), ("failed", failed)):
            problem = problems.get(trial["id"])
            if problem:
                results.add({**blank(trial, args.framework), "status": status, "problem": problem})
    counts = {}
    for line in results.lines.values():
        counts[line["status"]] = counts.get(line["status"], 0) + 1
    print(f"{out}: " + ", ".join(f"{count} {status}" for status, count in sorted(counts.items())))
    return 1 if "failed" in counts else 0


def fingerprint(sweep):
    """Of a plan: another is no continuation of it."""
    return f"{zlib.crc32(json.dumps(sweep).encode()):08x}"


if __name__ == "__main__":
    raise SystemExit(main())
