import Testing
import Vocabulary

/// A run by hand or by CI: each step once, in an order that makes sense.
@Suite struct RunStepTests {
  private static let start =
    "run start r1 --environment test --component shop --fault net.latency --magnitude 300 --unit ms --intent slow-shop"

  @Test func `each step said twice is recorded once, and answered with the step that stands`() throws {
    let book = try RunBook()
    let steps = [
      Self.start, "run inject r1 --confirmed --evidence seen --time 2026-11-20T18:00:30Z",
      "run sample r1 --journey buy --metric error_rate --value 0.01 --unit ratio --time 2026-11-20T18:01:00Z",
      "run probe r1 answers --journey buy --phase fault --met true --value 200 --time 2026-11-20T18:01:00Z",
      "run clear r1 --how rolled-back --confirmed", "run abort r1 --reason guardrail --criterion too~slow",
      "run finish r1 --tool by-hand --status completed", "run disqualify r1 --why a~deploy",
    ]
    for step in steps {
      let first = try book.answer(step)
      #expect(first["appended"] == 1, "\(step)")
      let count = try book.events
      let second = try book.answer(step)
      #expect(second["appended"] == 0, "\(step)")
      if !step.contains("disqualify") {
        #expect(second["position"] == first["position"] && second["id"] == first["id"], "\(step)")
        #expect(second["id"]?.stringValue?.isEmpty == false)
      }
      #expect(try book.events == count, "\(step)")
    }
  }

  @Test func `a step at the same time is the same, at another it is another`() throws {
    let book = try RunBook()
    try book.start("r1", time: "2026-11-20T18:01:00Z", injected: "2026-11-20T18:02:00Z")
    #expect(try book.answer("run inject r1 --confirmed --time 2026-11-20T18:02:00Z")["appended"] == 0)
    #expect(try book.answer("run inject r1 --confirmed --time 2026-11-20T18:02:30Z")["appended"] == 1)
    #expect(try book.answer("run clear r1 --how manual --confirmed --time 2026-11-20T18:03:00Z")["appended"] == 1)
    // Another round after the first was cleared.
    #expect(try book.answer("run inject r1 --confirmed --time 2026-11-20T18:04:00Z")["appended"] == 1)
    #expect(try book.answer("run show r1")["status"] == "injected")
    #expect(try book.answer("run clear r1 --how manual --confirmed --time 2026-11-20T18:05:00Z")["appended"] == 1)
    #expect(try book.answer("run show r1")["status"] == "cleared")
    // Two samples without a time are two; with the writer's own id they are one.
    let sample = "run sample r1 --journey buy --metric error_rate --value 0.01 --unit ratio"
    #expect(try book.answer(sample)["appended"] == 1)
    #expect(try book.answer(sample)["appended"] == 1)
  }

  private static let units =
    "is no known unit; known are ns, us, ms, s, min, h, ratio, percent, multiple, 1/s, 1/min, B, kB, KiB, MB, MiB, GB, GiB, and 1 for what is only counted"

  @Test func `what a run's life does not allow is refused in one sentence, and changes nothing`() throws {
    let book = try RunBook()
    try book.answer(Self.start)
    let refusals: [(before: [String], step: String, says: String)] = [
      (
        [], "run clear r1 --how manual --confirmed",
        "no fault was injected in run \"r1\" yet; say so first with `faultbook run inject r1`"
      ),
      (
        [], "run start r1 --environment other --component shop --fault net.latency",
        "run \"r1\" was started already; choose another id"
      ),
      (
        [], "run sample r1 --journey buy --metric queue_depth --value 3 --unit parsec",
        "unit: \"parsec\" \(Self.units)"
      ),
      (
        [], "run sample r1 --journey buy --metric latency --value -5 --unit ms",
        "value: of latency must be at least 0, found -5"
      ),
      (
        [], "run start r9 --environment test --component shop --fault net.latency --magnitude 3 --unit parsec",
        "fault.magnitude.unit: \"parsec\" \(Self.units)"
      ),
      (
        ["run inject r1 --confirmed", "run abort r1 --reason operator"], "run inject r1 --no-confirmed",
        "run \"r1\" is aborted, so nothing more can be injected into it; start another run"
      ),
      (
        ["run finish r1"], "run inject r1 --confirmed --evidence late",
        "run \"r1\" is finished, so nothing more can be injected into it; start another run"
      ),
      (
        [], "run abort r1 --reason error",
        "run \"r1\" is finished, so it cannot be aborted any more; `faultbook run disqualify r1` takes its evidence away"
      ),
      (
        [], "run finish r1 --tool t --status failed",
        "run \"r1\" is finished already, and in other words; what comes later is part of another run"
      ),
      (
        ["run clear r1 --how manual --confirmed"], "run clear r1 --how expired --confirmed",
        "run \"r1\" is finished and its fault was cleared, so nothing is left to clear"
      ),
    ]
    for (before, step, says) in refusals {
      for line in before { try book.answer(line) }
      let count = try book.events
      expectFailure(try book.run(step), exitCode: 2, says: says)
      // An id of the writer's own is no way around it.
      expectFailure(try book.run(step + " --event-id e-\(count)"), exitCode: 2, says: says)
      #expect(try book.events == count)
    }
  }

  @Test func `a fault that was left behind can be said to be gone, and its run is not judged again for it`() throws {
    let book = try RunBook()
    try book.start("r1", time: "2026-11-20T18:01:00Z", injected: "2026-11-20T18:02:00Z")
    try book.answer("run finish r1 --time 2026-11-20T18:04:00Z")
    try book.answer("judge --all")
    let count = try book.events
    try book.answer("run clear r1 --how manual --confirmed --time 2026-11-20T19:00:00Z")
    #expect(try book.answer("judge --all")["verdicts"] == [])
    #expect(try book.events == count + 1)
    #expect(try book.answer("run show r1")["clearedAt"] == "2026-11-20T19:00:00Z")
  }

  @Test func `nothing ends before its fault was there, and an end that leaves the fault open says so`() throws {
    let book = try RunBook()
    try book.start("r1", time: "2026-11-20T18:01:00Z", injected: "2026-11-20T18:02:00Z")
    let count = try book.events
    expectFailure(
      try book.run("run clear r1 --how manual --confirmed --time 2026-11-20T18:01:30Z"), exitCode: 2,
      says: "the fault of run \"r1\" cannot be gone at 2026-11-20T18:01:30Z, before it was injected at "
        + "2026-11-20T18:02:00Z; give the time at which it happened")
    expectFailure(
      try book.run("run finish r1 --time 2026-11-20T18:01:30Z"), exitCode: 2,
      says: "run \"r1\" cannot have ended at 2026-11-20T18:01:30Z, before its fault was injected at "
        + "2026-11-20T18:02:00Z; give the time at which it happened")
    for phase in ["fault", "recovery"] {
      expectFailure(
        try book.run("run probe r1 answers --journey buy --phase \(phase) --met true --time 2026-11-20T18:01:30Z"),
        exitCode: 2,
        says:
          "nothing can be seen \(phase == "fault" ? "under" : "after") the fault of run \"r1\" at 2026-11-20T18:01:30Z, "
          + "before it was injected at 2026-11-20T18:02:00Z; give the time at which it happened")
    }
    #expect(try book.events == count)
    let open = try book.run("run finish r1 --time 2026-11-20T18:04:00Z --format table")
    #expect(open.exitCode == 0 && open.output.contains("until `faultbook run clear r1` does, it counts as acting"))
    try book.start("r2", time: "2026-11-20T18:11:00Z", injected: "2026-11-20T18:12:00Z")
    try book.answer("run clear r2 --how manual --confirmed --time 2026-11-20T18:13:00Z")
    expectFailure(
      try book.run("run finish r2 --time 2026-11-20T18:12:30Z"), exitCode: 2,
      says:
        "run \"r2\" cannot have ended at 2026-11-20T18:12:30Z, before its fault was cleared at 2026-11-20T18:13:00Z; "
        + "give the time at which it happened")
    let whole = try book.run("run finish r2 --time 2026-11-20T18:14:00Z --format table")
    #expect(whole.exitCode == 0 && !whole.output.contains("counts as acting"))
  }
}
