import Testing

/// One sound call of every command, for tests that must hold for all of them.
enum Commands {
  struct Call: CustomTestStringConvertible {
    let arguments: [String]
    /// Whether it appends to the book.
    let writes: Bool
    let input: String?

    init(_ line: String, writes: Bool = false, input: String? = nil) {
      arguments = line.split(separator: " ").map { String($0.replacing("~", with: " ")) }
      self.writes = writes
      self.input = input
    }

    var testDescription: String { arguments.joined(separator: " ") }
  }

  /// Commands that only read.
  static let questions: [Call] = [
    Call("beliefs"), Call("scores"), Call("system"), Call("findings"), Call("ask"), Call("sql select~1"),
    Call("replay"),
    Call("doctor"), Call("audit verify"), Call("run list"), Call("intent list"), Call("policy list"), Call("next"),
    Call("predict --component payments --fault compute.kill"),
    Call("check --component payments --fault compute.kill"), Call("run show r1"), Call("intent show i1"),
    Call("subject list"), Call("subject show ada"), Call("backup copy.sqlite"),
    Call("audit prove 1"), Call("audit prove --consistency 0 1"), Call("audit bundle out"), Call("explain belief b1"),
    Call("explain score system"), Call("explain proposal p1"),
    Call("audit recompute --all"), Call("audit evidence"),
    Call("report run r1"), Call("report period --from 0"), Call("incident list"), Call("incident show o1"),
    Call("incident warning o1"),
    Call("failure-modes"), Call("failure-modes list --all"), Call("failure-modes show TF-001"),
    Call("scenarios"), Call("scenarios list --top 3"), Call("scenarios intent s1"),
    Call("export --as markdown --despite-gates"),
    Call("log"), Call("log 1 --reveal"), Call("run show r1 --reveal"),
  ]

  /// Commands that record something.
  static let recordings: [Call] = [
    Call("append -", writes: true, input: SampleEvents.lines),
    Call("import -", writes: true, input: SampleEvents.lines),
    Call("judge --all", writes: true), Call("rebuild", writes: true), Call("next --record", writes: true),
    Call("policy set belief.halfLifeDays 90 --why w", writes: true),
    Call("declare component cart", writes: true), Call("declare dependency cart payments", writes: true),
    Call("declare journey pay --entry cart --criticality 1", writes: true),
    Call(
      "declare failure-mode TF-1 --name down --category tool --fault tool.unavailable --likelihood rare --impact high",
      writes: true),
    Call("failure-modes adopt IF-001", writes: true),
    Call("declare -", writes: true, input: "components: [{component: cart, kind: service}]"),
    Call("intent declare --id i2 -", writes: true, input: "title: t\nhypothesis: h\n"),
    Call("intent revise i1 - --why w", writes: true, input: #"{"owner": "me"}"#),
    Call("intent retire i1 --why w", writes: true),
    Call("run start r9 --environment test --component payments --fault compute.kill", writes: true),
    Call("run inject r1 --confirmed", writes: true),
    Call("run sample r1 --component payments --metric up --value 1 --unit ratio", writes: true),
    Call("run probe r1 answers --phase fault --met true", writes: true),
    Call("run clear r1 --how manual --confirmed", writes: true), Call("run abort r1 --reason operator", writes: true),
    Call("run finish r1 --tool other", writes: true),
    Call(
      "run sample r1 --stdin", writes: true,
      input: #"{"component":"web","metric":"up","value":1,"unit":"ratio","at":"2026-11-20T18:02:30Z"}"# + "\n"),
    Call("run disqualify r1 --why w", writes: true),
    Call(
      "incident record --id o1 --suspected payments --attribution 1 --started 2026-11-20T12:00:00Z --degraded gateway",
      writes: true),
    Call("declare component cart --owner Ada --subject ada", writes: true),
    Call("subject erase ada --why w", writes: true),
    Call("proposal accept p1", writes: true), Call("proposal reject p1 --why w", writes: true),
    Call("correct 1 --data {\"component\":\"gateway\",\"kind\":\"queue\"} --why w", writes: true),
    Call("retract 1 --why w", writes: true),
  ]

  /// Commands that sign, which takes a key besides.
  static let signings: [Call] = [Call("audit checkpoint")]

  /// Every command that works on a book that is there.
  static let all: [Call] = questions + recordings + signings
}
