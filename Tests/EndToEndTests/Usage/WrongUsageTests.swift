import Testing
import Vocabulary

/// What wrong arguments are answered with, word for word.
@Suite struct WrongUsageTests {
  struct Wrong: CustomTestStringConvertible {
    let arguments: [String]
    let message: String

    init(_ arguments: [String], _ message: String) {
      self.arguments = arguments
      self.message = message
    }

    var testDescription: String { arguments.joined(separator: " ") }
  }

  static let wrongs = [
    Wrong(["beleifs"], "'beleifs' is no command of faultbook; did you mean 'beliefs'? See 'faultbook --help'"),
    Wrong(["frobnicate"], "'frobnicate' is no command of faultbook; see 'faultbook --help'"),
    Wrong(
      ["run", "strat"], "'strat' is no command of faultbook run; did you mean 'start'? See 'faultbook run --help'"),
    Wrong(
      ["run"],
      "'faultbook run' needs one of its commands, start, inject, sample, probe, clear, abort, finish, watch, disqualify, list, show; see 'faultbook run --help'"
    ),
    Wrong(
      ["explain"],
      "'faultbook explain' needs one of its commands, belief, score, proposal; see 'faultbook explain --help'"),
    Wrong(["explain", "score"], "missing expected argument '<subject> ...'; see 'faultbook explain score --help'"),
    Wrong(["explain", "belief"], "missing expected argument '<id>'; see 'faultbook explain belief --help'"),
    Wrong(
      ["explain", "proposal", "p-1", "--top", "0"],
      "--top takes 1 to 1000, not 0; see 'faultbook explain proposal --help'"),
    Wrong(
      ["audit", "recompute"], "no proposal is named; give its id, or --all; see 'faultbook audit recompute --help'"),
    Wrong(
      ["audit", "recompute", "p-1", "--all"],
      "a proposal and --all stand together; give one of them; see 'faultbook audit recompute --help'"),
    Wrong(
      ["proposal"],
      "'faultbook proposal' needs one of its commands, accept, reject; see 'faultbook proposal --help'"),
    Wrong(["proposal", "accept"], "missing expected argument '<id>'; see 'faultbook proposal accept --help'"),
    Wrong(
      ["proposal", "reject", "p-1", "--why", ""],
      "--why must not be empty; say why or leave it out; see 'faultbook proposal reject --help'"),
    Wrong(
      ["proposal", "accept", ""],
      "the proposal's id must not be empty; give one; see 'faultbook proposal accept --help'"),
    Wrong(["declare"], "missing expected argument '<file>'; see 'faultbook declare file --help'"),
    Wrong(
      ["beliefs", "--caus", "a"], "unknown option '--caus'; did you mean '--cause'? See 'faultbook beliefs --help'"),
    Wrong(["init", "extra"], "unexpected argument 'extra'; see 'faultbook init --help'"),
    Wrong(["beliefs", "--book"], "missing value for '--book <file>'; see 'faultbook beliefs --help'"),
    Wrong(["beliefs", "--book", ""], "--book must not be empty; name a file; see 'faultbook beliefs --help'"),
    Wrong(
      ["beliefs", "--format", "xml"],
      "the value 'xml' is invalid for '--format <format>'; give one of 'table', 'json', 'jsonl', 'csv' or 'markdown'; see 'faultbook beliefs --help'"
    ),
    Wrong(
      ["scores", "--as-of", "yesterday"],
      "the value 'yesterday' is invalid for '--as-of <position|time>': give a log position such as 1200, a time such as 2026-11-20T18:11:23Z, or 'occurred:' and a time; see 'faultbook scores --help'"
    ),
    Wrong(
      ["scores", "--now", "2026-11-20"],
      "the value '2026-11-20' is invalid for '--now <time|wall>': give a time such as 2026-11-20T18:11:23Z, 'wall' or 'book'; see 'faultbook scores --help'"
    ),
    Wrong(
      ["judge", "--all", "--wait", "-1"],
      "--wait takes 0 to 86400 seconds, not -1.0; see 'faultbook judge --help'"),
    Wrong(["next", "--top", "-5"], "--top takes 1 to 1000, not -5; see 'faultbook next --help'"),
    Wrong(
      ["predict", "--component", "a", "--fault", "net.latency", "--magnitude", "-5", "--unit", "ms"],
      "--magnitude must be at least 0, found -5; see 'faultbook predict --help'"),
    Wrong(
      ["run", "watch", "r1", "--max-age", "-.5"],
      "--max-age takes 0 to 86400 seconds, not -0.5; see 'faultbook run watch --help'"),
    Wrong(
      [
        "run", "sample", "r", "--component", "c", "--metric", "m", "--value", "1", "--unit", "s", "--window", "-2",
        "--dry-run",
      ],
      "windowSeconds: must be at least 0, found -2"),
    Wrong(["next", "--top", "--dry"], "missing value for '--top <n>'; see 'faultbook next --help'"),
    Wrong(
      ["judge", "--all", "--wait=-1"],
      "--wait takes 0 to 86400 seconds, not -1.0; see 'faultbook judge --help'"),
    Wrong(["judge"], "no run is named; give its id, or --all; see 'faultbook judge --help'"),
    Wrong(["judge", "r1", "--all"], "a run and --all stand together; give one of them; see 'faultbook judge --help'"),
    Wrong(["next", "--top", "many"], "the value 'many' is invalid for '--top <n>'; see 'faultbook next --help'"),
    Wrong(["next", "--top", "0"], "--top takes 1 to 1000, not 0; see 'faultbook next --help'"),
    Wrong(
      ["predict", "--component", "a", "--fault", "net.latancy"],
      "the value 'net.latancy' is invalid for '--fault <kind>': no such kind of fault; did you mean net.latency? See 'faultbook predict --help'"
    ),
    Wrong(
      ["predict", "--component", "a"],
      "no fault is named; give --fault, such as --fault net.latency; see 'faultbook predict --help'"),
    Wrong(
      ["predict", "--fault", "compute.kill"],
      "no target is named; give --component NAME or --dependency CALLER:CALLEE; see 'faultbook predict --help'"),
    Wrong(
      ["predict", "--component", "a", "--dependency", "a:b", "--fault", "compute.kill"],
      "--component and --dependency stand together; a fault has one target; see 'faultbook predict --help'"),
    Wrong(
      ["predict", "--dependency", "a", "--fault", "compute.kill"],
      "the value 'a' is invalid for '--dependency <caller:callee>': give CALLER:CALLEE, or CALLER->CALLEE where a name holds a colon; see 'faultbook predict --help'"
    ),
    Wrong(
      ["predict", "--component", "a", "--fault", "net.latency", "--magnitude", "5"],
      "--magnitude stands without its unit; add --unit, such as --unit ms; see 'faultbook predict --help'"),
    Wrong(
      ["predict", "--component", "a", "--fault", "net.latency", "--magnitude", "nan", "--unit", "ms"],
      "the value 'nan' is invalid for '--magnitude <number>': give a number such as 0.25; see 'faultbook predict --help'"
    ),
    Wrong(["policy", "set", "a"], "missing expected argument '<value>'; see 'faultbook policy set --help'"),
    Wrong(
      ["policy", "set", "belief.halfLiveDays", "9", "--why", "w", "--dry-run"],
      "key: \"belief.halfLiveDays\" is no known setting; known are \(Policy.knownKeys.joined(separator: ", "))"
    ),
    Wrong(
      ["policy", "set", "belief.halfLifeDays", "soon", "--why", "w", "--dry-run"],
      "value: of belief.halfLifeDays must be a number above 0, found \"soon\""),
    Wrong(
      ["run", "start", "r", "--component", "a", "--fault", "compute.kill"],
      "no environment is named; give --environment, such as staging; see 'faultbook run start --help'"),
    Wrong(
      ["run", "start", "r", "--environment", "e", "--fault", "compute.kill", "--dry-run"],
      "target: is missing; only a placebo (fault kind \"none\") has no target"),
    Wrong(
      ["run", "sample", "r", "--metric", "m", "--value", "1", "--unit", "s"],
      "nobody is named; give --component, --journey or --dependency; see 'faultbook run sample --help'"),
    Wrong(
      [
        "run", "sample", "r", "--component", "c", "--metric", "error_rate", "--value", "5", "--unit", "percent",
        "--dry-run",
      ],
      "value: of error_rate must stand in unit ratio (0 to 1), found unit \"percent\""),
    Wrong(
      [
        "run", "sample", "r", "--component", "c", "--metric", "latency_p99", "--value", "-3", "--unit", "ms",
        "--dry-run",
      ],
      "value: of latency_p99 must be at least 0, found -3"),
    Wrong(
      ["run", "finish", "r", "--verdict", "v"],
      "--status and --verdict are a tool's words; name it with --tool; see 'faultbook run finish --help'"),
    Wrong(
      ["declare", "journey", "j", "--entry", "a", "--criticality", "7", "--dry-run"],
      "criticality: must be a fraction from 0 to 1, found 7"),
    Wrong(
      ["declare", "dependency", "a", "a", "--dry-run"],
      "callee: is the caller itself; a dependency joins two components"),
    Wrong(
      ["ask", "--param", "limit"],
      "the value 'limit' is invalid for '--param <name=value>': give NAME=VALUE, such as limit=5; see 'faultbook ask --help'"
    ),
    Wrong(["ask", "--param", "a=1"], "--param stands without a question; name one; see 'faultbook ask --help'"),
    Wrong(
      ["sql", "select 1", "--time-limit", "0"],
      "--time-limit takes 0.001 to 86400 seconds, not 0.0; see 'faultbook sql --help'"),
    Wrong(["append", "-", "-"], "standard input (-) is named twice; it can be read once"),
    Wrong(
      ["replay", "--to", "5"],
      "--to stands without --from; for what was known at one place use --until; see 'faultbook replay --help'"),
    Wrong(
      ["replay", "--until", "5", "--as-of", "6"],
      "--until and --as-of both name a place; give one; see 'faultbook replay --help'"),
    Wrong(
      ["replay", "--from", "1", "--to", "5", "--until", "6"],
      "--to and --until both name the end; give one; see 'faultbook replay --help'"),
    Wrong(
      ["replay", "--from", "1", "--to", "5", "--as-of", "6"],
      "--to and --as-of both name the end; give one; see 'faultbook replay --help'"),
    Wrong(
      ["replay", "--top", "5"],
      "--top bounds a list of steps or changes; add --step, --from, --with or --without; see 'faultbook replay --help'"
    ),
    Wrong(["replay", "--step", "--top", "0"], "--top takes 1 to 100000, not 0; see 'faultbook replay --help'"),
    Wrong(
      ["replay", "--without", "r1", "--without", "r1"],
      "--without names a run twice; name it once; see 'faultbook replay --help'"),
    Wrong(
      ["replay", "--until", "recorded:yesterday"],
      "the value 'recorded:yesterday' is invalid for '--until <position|time>': give a log position such as 1200, a time such as 2026-11-20T18:11:23Z, or 'occurred:' and a time; see 'faultbook replay --help'"
    ),
  ]

  @Test(arguments: wrongs)
  func `wrong arguments are one sentence with the remedy, exit code 2, and make no file`(_ wrong: Wrong) throws {
    let workspace = try Workspace()
    expectFailure(try workspace.run(wrong.arguments), exitCode: 2, says: wrong.message)
    #expect(workspace.isEmpty)
  }
}
