"""A sweep on a cluster that loses a node and its driver; and Keras and PyTorch against our engine."""

import json
import pathlib
import subprocess
import sys

folder = pathlib.Path(sys.argv[1])
root = pathlib.Path(__file__).parents[2]
home = root / "build" / "ray"
runner = root / "interop" / "ray"


def verdict(network, format, ok, detail):
    line = {"network": network, "format": format, "judge": "ray_tune", "ok": bool(ok), "detail": detail}
    print(json.dumps(line), flush=True)


def lines_of(script, *more):
    """What one of the runner's tests prints; a line of its own where it ends in an error."""
    command = [sys.executable, str(runner / script), str(home), *more]
    done = subprocess.run(command, cwd=root, stdout=subprocess.PIPE, text=True, timeout=5400)
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    failed = {"claim": script, "name": "all", "ok": False, "detail": f"{script} ended with {done.returncode}"}
    return lines if done.returncode == 0 or any(not line["ok"] for line in lines) else [*lines, failed]


subprocess.run(["node", "interop/ray/make-plan.mjs", str(home)], cwd=root, check=True)
for framework in ("pytorch", "keras"):
    for line in lines_of("parity.py", framework, "layers.json", "sweep.json"):
        verdict(line.get("name", "all"), f"sweep.json → {framework}", line["ok"], line["detail"])
for line in lines_of("test_cluster.py"):
    verdict("all", f"cluster: {line['claim']}", line["ok"], line["detail"])
