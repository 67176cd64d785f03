"""The loop without a human: next, export, a real run with the `chaos` command, import, and again.

Starts the lab (twelve processes on 127.0.0.1), learns the system from its traces, and then, round by round, lets
faultbook say what to run, runs that with the Chaos Toolkit under load, and gives the journal and the samples back.

What faultbook predicts is scored (Brier: the mean squared distance from what happened; 0 is perfect, 0.25 is a coin) on

- the run itself, predicted before it: rounds differ in difficulty, so these are not to be compared one by one;
- the sixteen runs that `faultbook demo` brings, which this book never sees: recorded earlier, judged by faultbook itself;
- the lab's truth: who degrades under 600 ms, 80 % errors or a crash of any service, by design. It takes latency of 100 ms
  for a symptom and faultbook what is beyond a service's own noise, so this score cannot come down to 0.

Work beside it slows the lab down. Its objectives are therefore those of the topology, or what it can do on this machine and
now where that is worse; no round begins before every journey has met them for some seconds on end, and a run that the
toolkit's own gate stopped is run again. Each of that is said and bounded, and ends with what was measured where the machine is
too busy to see a fault of 600 ms.

A journey is declared to enter behind the gateway, at the services that it cannot do without. Through one gateway that all
journeys share, the trouble of one looks like the trouble of all; --entry gateway shows what that costs.

    python3 -m venv .venv && .venv/bin/pip install -r Tests/EndToEnd/lab/requirements.txt
    .venv/bin/python Tests/EndToEnd/loop.py --rounds 10                         # about five minutes

Prints a table, writes it as JSON with --json, and ends with 0 if every requirement held, else with 1. Everything that
it starts ends with it.
"""

import argparse
import asyncio
import contextlib
import json
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "lab"))

from lab import services  # noqa: E402
from load import LOOK_BACK_S, Load  # noqa: E402
from sampler import Sampler  # noqa: E402
from topology import Topology  # noqa: E402
from truth import Design, Effect  # noqa: E402

ENVIRONMENT = "lab"
PARTS = ("all", "component", "journey")
CRITICALITY = {"critical": 1.0, "high": 0.7, "medium": 0.4, "low": 0.1}
FEW = 6  # rounds before a falling score can be asked for
MOVED = 0.01  # a belief moved: far beyond what it ages in a round
LEARN_S, WARM_UP_S, TAIL_S, CHAOS_LIMIT_S = 12, 3, 1, 120
STEADY_S, PATIENCE_S, ATTEMPTS = 4, 90, 4  # good seconds on end before a run, the wait for them, and runs of one proposal
HEADROOM, ROUNDING_MS = 1.5, 50  # an objective is so many times what was measured without a fault, rounded up
WORST_MS = 450  # what a journey may gain on its objective for a fault of 600 ms to be seen
# What the lab can do to a service, at the size that its truth is told for, and how faultbook is asked about it.
TRUTHS = (
    (Effect(latency=600), ["--fault", "net.latency", "--magnitude", 600, "--unit", "ms"]),
    (Effect(errors=0.8), ["--fault", "app.error", "--magnitude", 0.8, "--unit", "ratio"]),
    (Effect(errors=1.0), ["--fault", "compute.kill"]),
)


class Book:
    """The faultbook command on one book."""

    def __init__(self, command, file):
        self.command, self.file = command, file

    def __call__(self, *words, ok=(0,)):
        line = [self.command, *map(str, words), "--book", self.file, "--format", "json"]
        done = subprocess.run(line, capture_output=True, text=True, timeout=120)
        if done.returncode not in ok:
            raise RuntimeError(f"{' '.join(line)} left {done.returncode}: {done.stderr.strip()}")
        return json.loads(done.stdout)


def free_base():
    """The first of a row of 100 ports that nobody listens on."""
    for base in range(18100, 20100, 100):
        with contextlib.ExitStack() as held, contextlib.suppress(OSError):
            for port in range(base, base + 100):
                held.enter_context(socket.socket()).bind(("127.0.0.1", port))
            return base
    raise RuntimeError("no row of 100 free ports from 18100 to 20100")


def bindings(topology, work):
    """The lab's bindings, at the ports that it has this time."""
    text = (HERE / "lab-bindings.yaml").read_text()
    moved = re.sub(r"127\.0\.0\.1:181(\d\d)", lambda found: f"127.0.0.1:{topology.base_port + int(found[1])}", text)
    (work / "bindings.yaml").write_text(moved)


def brier(pairs):
    """The mean squared distance of probabilities from what came of them; None of nothing."""
    return sum((probability - happened) ** 2 for probability, happened in pairs) / len(pairs) if pairs else None


def node(one):
    return ("journey", one["journey"]) if "journey" in one else ("component", one["component"])


def predicted(book, *fault):
    answer = book("predict", *fault, "--environment", ENVIRONMENT, "--now", "wall")
    return {node(one): one["probability"] for one in answer["predicted"]}


def scores(pairs):
    """The Brier score of pairs by node: of all, of components, of journeys."""
    parts = {part: [pair for who, pair in pairs if part in ("all", who[0])] for part in PARTS}
    return {part: brier(found) for part, found in parts.items()} | {"predictions": len(pairs)}


class Recorded:
    """The runs of `faultbook demo`, and who degraded in them."""

    def __init__(self, book):
        book("demo")
        self.runs = []
        for one in book("run", "list")["runs"]:
            shown, _, states = outcomes(book, one["run"])
            start = shown["started"]
            self.runs.append((aimed(start["target"]), sized(start["fault"]), start["target"].get("component"), states))

    def score(self, book):
        pairs = []
        for target, fault, disturbed, states in self.runs:
            said = predicted(book, *target, *fault)
            pairs += [(who, (said[who], state)) for who, state in states.items()
                      if who in said and who != ("component", disturbed)]
        return scores(pairs)


class Truth:
    """Who degrades under every fault on every service, by the lab's design."""

    def __init__(self, topology):
        design = Design(topology)
        self.cases = []
        for target in topology.services:
            for effect, fault in TRUTHS:
                shown = design.everywhere((target, None, effect))
                states = {named(who): int(one.shows("latency") or one.shows("errors")) for who, one in shown.items()}
                self.cases.append((target, fault, states))

    def score(self, book):
        pairs = []
        for target, fault, states in self.cases:
            said = predicted(book, "--component", target, *fault)
            pairs += [(who, (said[who], state)) for who, state in states.items() if who in said]
        return scores(pairs)


def named(who):
    """`service db` as ("component", "db")."""
    kind, name = who.split(" ", 1)
    return ("component" if kind == "service" else "journey"), name


def aimed(target):
    if "component" in target:
        return ["--component", target["component"]]
    return ["--dependency", f"{target['dependency']['caller']}:{target['dependency']['callee']}"]


def sized(fault):
    magnitude = fault.get("magnitude")
    size = ["--magnitude", magnitude["value"], "--unit", magnitude["unit"]] if magnitude else ["--dose", "high"]
    return ["--fault", fault["kind"], *size]


def entries(topology, journey, where):
    """Where a journey enters: at its gateway, or behind it at the services that it cannot do without."""
    calls = [call.to for call in topology.calls[journey["entry"]] if call.used_on(journey["path"]) and call.critical]
    return [journey["entry"]] if where == "gateway" else calls


class TooBusy(RuntimeError):
    """The lab does not keep its objectives without a fault: nothing can be learned here and now."""


def ease(topology, load, seconds):
    """Takes what each journey did without a fault for its objective, where the topology asks for more than the machine gives."""
    now, eased = int(time.time()), []
    for journey in topology.journeys.values():
        # The median second of the worst third: one stall does not set the objective, a slow machine does.
        each = (load.outcomes[journey["name"]].window(at, at + 1)["latency_p99_ms"] for at in range(now - seconds, now))
        seen = sorted(one for one in each if one is not None)
        usual = seen[len(seen) * 5 // 6] if seen else 0
        able = -(-usual * HEADROOM // ROUNDING_MS) * ROUNDING_MS
        asked = journey["slo"]["p99_ms"]
        if able > asked + WORST_MS:
            raise TooBusy(
                f"journey {journey['name']} takes {usual:.0f} ms (p99) without a fault, and its objective is {asked} ms: "
                "this machine is too busy for the lab; run it again when there is less beside it")
        if able > asked:
            journey["slo"]["p99_ms"] = able
            eased.append(f"{journey['name']} {asked} to {able:.0f} ms")
    if eased:
        print(f"The machine is busy; objectives (p99) are eased for it: {', '.join(eased)}.", flush=True)


def missed(topology, load):
    """The journeys that do not meet their objectives in the window that the monitor judges, with what was measured."""
    now, found = int(time.time()), []
    for name, journey in topology.journeys.items():
        slo, seen = journey["slo"], load.outcomes[name].window(now - LOOK_BACK_S, now)
        if not seen["request_rate"]:
            found.append(f"{name} answered nothing")
        elif seen["error_rate"] > slo["error_rate"] or seen["latency_p99_ms"] > slo["p99_ms"]:
            found.append(f"{name} {seen['latency_p99_ms']:.0f} ms, {seen['error_rate']:.0%} errors")
    return found


async def settle(topology, load):
    """Waits until every journey has met its objectives for some seconds on end; the seconds that took."""
    began, good, last = time.monotonic(), 0, []
    while good < STEADY_S:
        if time.monotonic() - began > PATIENCE_S:
            raise TooBusy(f"no {STEADY_S} steady seconds on end within {PATIENCE_S} s without a fault; last {'; '.join(last)}")
        await asyncio.sleep(1)
        now = missed(topology, load)
        good, last = (0, now) if now else (good + 1, last)
    return time.monotonic() - began


def describe(book, topology, traces, where):
    """What a person tells a new book: the traffic, the journeys, and that the lab's runs may follow one another closely."""
    book("import", traces)
    for one in topology.journeys.values():
        slo = one["slo"]
        book(
            "declare", "journey", one["name"],
            *(word for name in entries(topology, one, where) for word in ("--entry", name)), "--criticality", CRITICALITY[one["criticality"]],
            "--latency-p99-ms", slo["p99_ms"], "--error-rate", slo["error_rate"])
    book("policy", "set", "safety.spacingSeconds", 1, "--why", "nothing outlives a run in the lab")


async def disturb(topology, rate, folder, run, chaos):
    """One real run under load; leaves journal.json and samples.jsonl in the folder."""
    load = Load(topology, rate)
    beside = asyncio.gather(load.run(), Sampler(topology, run, folder / "samples.jsonl").run())
    command = [chaos, "--no-version-check", "--log-file", "chaos.log", "run", "--journal-path", "journal.json"]
    try:
        await settle(topology, load)
        ran = asyncio.to_thread(
            subprocess.run, [*command, "experiment.json"], cwd=folder, capture_output=True, timeout=CHAOS_LIMIT_S)
        await ran
        await asyncio.sleep(TAIL_S)
    finally:
        beside.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await beside
    return json.loads((folder / "journal.json").read_text())


def gate_stopped(journal):
    """Whether the toolkit found the system unsteady before the fault, and so injected none."""
    before = (journal.get("steady_states") or {}).get("before") or {}
    return before.get("steady_state_met") is False and not journal.get("run")


def outcomes(book, run):
    """What faultbook concluded of everybody but the target: degraded or not, where it can tell."""
    shown = book("run", "show", run)
    verdict = shown["verdict"]
    states = {}
    for one in verdict["observations"]:
        if one["state"] != "unknown":
            states[node(one)] = states.get(node(one), 0) or int(one["state"] == "degraded")
    return shown, verdict, states


async def round_of(book, topology, options, number, work, recorded):
    run, folder = f"r{number:02}", work / f"r{number:02}"
    folder.mkdir()
    exported = book(
        "export", "--as", "chaostoolkit", "--with", work / "bindings.yaml", "--environment", ENVIRONMENT, "--now",
        "wall", "--by", options.by, "--record", "--out", folder / "experiment.json")
    target, fault = exported["target"], exported["fault"]
    said = predicted(book, *aimed(target), *sized(fault))
    before = {one["id"]: one["mean"] for one in book("beliefs", "--now", "wall")["beliefs"]}
    for attempt in range(1, ATTEMPTS + 1):
        journal = await disturb(topology, options.rate, folder, run, options.chaos)
        if not gate_stopped(journal):
            break
        print(f"{number:>5}  the toolkit's gate stopped the run before its fault (attempt {attempt} of {ATTEMPTS})", flush=True)
        if attempt == ATTEMPTS:
            raise TooBusy(f"round {number} was stopped by the toolkit's gate {ATTEMPTS} times; the machine is too busy")
    imported = book("import", "--run", run, folder / "journal.json", folder / "samples.jsonl")
    shown, verdict, states = outcomes(book, run)
    after = {one["id"]: one["mean"] for one in book("beliefs", "--now", "wall")["beliefs"]}
    disturbed = ("component", target.get("component"))
    pairs = [(who, (said[who], state)) for who, state in states.items() if who in said and who != disturbed]
    return {
        "round": number, "proposal": exported["proposal"], "tied": shown["started"].get("proposal"), "target": aimed(target)[1],
        "fault": fault["kind"], "magnitude": fault.get("magnitude"), "dose": exported["dose"],
        "chaos": {"status": journal["status"], "deviated": journal["deviated"]},
        "outcome": verdict["outcome"], "grade": verdict["grade"], "observed": len(pairs),
        "degraded": sum(state for _, (_, state) in pairs), "brier": scores(pairs)["all"],
        "recorded": recorded.score(book),
        "moved": sum(abs(mean - before[id]) >= MOVED if id in before else 1 for id, mean in after.items()),
        "events": sum(one["events"] for one in imported["files"]),
    }


async def loop(options):
    topology, work = Topology(HERE / "lab" / "shop.json", options.base_port), Path(options.work)
    bindings(topology, work)
    book, traces = Book(options.faultbook, str(work / "book.sqlite")), work / "traces.jsonl"
    began = time.monotonic()
    async with services(topology, None, traces) as ensure:
        await ensure()
        load = Load(topology, options.rate)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(load.run(), LEARN_S)
        ease(topology, load, LEARN_S - WARM_UP_S)
        await asyncio.sleep(1.5)  # the last batch of spans
        book("init")
        describe(book, topology, traces, options.entry)
        recorded, truth = Recorded(Book(options.faultbook, str(work / "demo.sqlite"))), Truth(topology)
        before = {"recorded": recorded.score(book), "truth": truth.score(book)}
        rounds = []
        show_head(before)
        for number in range(1, options.rounds + 1):
            await ensure()
            rounds.append(await round_of(book, topology, options, number, work, recorded))
            show_round(rounds[-1])
        following = book(
            "export", "--as", "chaostoolkit", "--with", work / "bindings.yaml", "--environment", ENVIRONMENT, "--now",
            "wall", "--despite-gates")
        after = {"recorded": rounds[-1]["recorded"], "truth": truth.score(book)}
    return {
        "rounds": rounds, "before": before, "after": after, "next": following["proposal"],
        "seconds": round(time.monotonic() - began, 1),
    }


# MARK: Saying it

def size(one):
    magnitude = one["magnitude"]
    return f"{magnitude['value']:g} {magnitude['unit']}" if magnitude else "-"


def show_head(before):
    print(f"{'round':>5}  {'experiment':36} {'size':>10}  {'chaos':24} {'verdict':24} {'seen':>4} {'bad':>4} {'moved':>6}  "
          f"{'Brier: this run':>15}  {'recorded runs':>13}")
    print(f"{0:>5}  {'nothing but traces':36} {'':>10}  {'':24} {'':24} {'':>4} {'':>4} {'':>6}  {'':>15}  "
          f"{before['recorded']['all']:>13.4f}", flush=True)


def show_round(one):
    chaos = f"{one['chaos']['status']}, {'deviated' if one['chaos']['deviated'] else 'not deviated'}"
    score = "-" if one["brier"] is None else f"{one['brier']:.4f}"
    print(f"{one['round']:>5}  {one['fault'] + ' on ' + one['target']:36} {size(one):>10}  {chaos:24} "
          f"{one['outcome'] + ' (' + one['grade'] + ')':24} {one['observed']:>4} {one['degraded']:>4} {one['moved']:>6}  "
          f"{score:>15}  {one['recorded']['all']:>13.4f}", flush=True)


def requirements(told):
    """What must hold, what was found, and whether it holds; None for what is told alone."""
    rounds, before, after = told["rounds"], told["before"], told["after"]
    ids = [one["proposal"] for one in rounds] + [told["next"]]

    def every(what, count):
        return what, f"{count} of {len(rounds)}", f"all {len(rounds)}", count == len(rounds)

    yield every("runs tied to their proposals", sum(one["tied"] == one["proposal"] for one in rounds))
    yield every("runs of full grade (E4)", sum(one["grade"] in ("E4", "E5") and one["observed"] > 0 for one in rounds))
    yield every("runs that moved beliefs", sum(one["moved"] > 0 for one in rounds))
    yield "proposals that differ", f"{len(set(ids))} of {len(ids)}", f"all {len(ids)}", len(set(ids)) == len(ids)
    for name, words in (("recorded", "recorded runs"), ("truth", "the lab's truth")):
        for part in PARTS:
            was, now = before[name][part], after[name][part]
            required_now = part == "all" and len(rounds) >= FEW
            yield (f"Brier on {words}, {part if part == 'all' else part + 's'}", f"{was:.4f} to {now:.4f}",
                   "falling" if required_now else "-", now < was if required_now else None)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    root = HERE.parent.parent
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--faultbook", default=str(root / ".build" / "debug" / "faultbook"), help="the command under test")
    parser.add_argument("--chaos", help="the Chaos Toolkit's command; by default the one beside this Python, else on the PATH")
    parser.add_argument("--entry", default="behind", choices=("behind", "gateway"), help="where journeys are said to enter")
    parser.add_argument("--by", default="bits", choices=("bits", "bits-per-cost"), help="what `next` ranks by")
    parser.add_argument("--rate", type=float, default=20, help="requests a second over all journeys")
    parser.add_argument("--base-port", type=int, help="the first of 100 ports; by default a free row from 18100 on")
    parser.add_argument("--work", help="keep what comes of it in this new folder")
    parser.add_argument("--json", help="write what came of it to this file")
    options = parser.parse_args()
    options.base_port = options.base_port or free_base()
    options.chaos = options.chaos or shutil.which("chaos", path=Path(sys.executable).parent) or shutil.which("chaos")
    if not options.chaos:
        parser.error("there is no `chaos` command; pip install -r Tests/EndToEnd/lab/requirements.txt")
    with contextlib.ExitStack() as kept:
        if options.work:
            Path(options.work).mkdir()
        else:
            options.work = kept.enter_context(tempfile.TemporaryDirectory(prefix="faultbook-loop-"))
        try:
            told = asyncio.run(loop(options))
        except TooBusy as busy:
            sys.exit(f"loop: {busy}")
    print(f"\n{'':42} {'found':>22}   {'required':>10}")
    checks = list(requirements(told))
    for what, found, required, holds in checks:
        print(f"{what:42} {found:>22}   {required:>10}   {'' if holds is None else 'holds' if holds else 'FAILS'}".rstrip())
    print(f"{'seconds':42} {told['seconds']:>22}")
    told["holds"] = all(holds is not False for *_, holds in checks)
    if options.json:
        Path(options.json).write_text(json.dumps(told, indent=1) + "\n")
    sys.exit(0 if told["holds"] else 1)


if __name__ == "__main__":
    main()
