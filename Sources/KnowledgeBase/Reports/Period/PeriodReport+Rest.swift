import Beliefs
import Planner
import SystemModel
import Vocabulary

/// Incidents, findings, what is no longer known, what to do next, and where it stands.
extension PeriodReport {
  var incidents: Report.Section? {
    let found = account.news.incidents.sorted { ($0.incident.started, $0.id) < ($1.incident.started, $1.id) }
    guard !found.isEmpty else { return nil }
    return Report.Section(
      "incidents", "Incidents",
      [
        .text(
          "`faultbook incident show ID` tells of each what the book would have said right before, and `faultbook incident warning ID` which experiment would have warned."
        ),
        .table(IncidentTable.table(found, title: "Outages of the period")),
      ])
  }

  var findings: Report.Section? {
    let news = account.news
    let known = Set(news.opened.map(\.finding.id))
    let left = after.state.findings.values.filter { $0.resolved == nil && !known.contains($0.finding.id) }
      .sorted { $0.finding.id < $1.finding.id }
    var blocks: [Report.Block] = []
    if !news.opened.isEmpty { blocks.append(.table(FindingTable.table(news.opened, title: "Opened"))) }
    if !news.resolved.isEmpty { blocks.append(.table(FindingTable.table(news.resolved, title: "Resolved"))) }
    if !left.isEmpty { blocks.append(.table(FindingTable.table(left, title: "Still open from before"))) }
    return blocks.isEmpty ? nil : Report.Section("findings", "Findings", blocks)
  }

  // MARK: - Stale knowledge

  /// From how many days on the last evidence of a belief is called stale: half its half-life.
  private var staleDays: Double { after.state.policy.halfLifeDays / 2 }

  private func age(_ belief: BeliefSummary, _ source: ProjectionSource) -> Double? {
    belief.lastEvidence.map { Double(source.now.day - $0.day) }
  }

  /// The tested beliefs about calls whose last evidence is too old, the oldest first, and whether it was already before.
  var staleBeliefs: [(belief: BeliefSummary, days: Double, isNew: Bool)] {
    let old = Dictionary(before.summaries.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let tested = after.summaries.filter {
      ($0.kind == .propagation || $0.kind == .coupling) && $0.dose == .high && $0.lastEvidence != nil
    }
    return tested.compactMap { belief in
      guard let days = age(belief, after), days >= staleDays else { return nil }
      let was = old[belief.id].flatMap { age($0, before) }
      return (belief, days, (was ?? 0) < staleDays)
    }.sorted { ($1.days, $0.belief.id) < ($0.days, $1.belief.id) }
  }

  var stale: Report.Section {
    let found = staleBeliefs
    let limit = "\(Int(staleDays.rounded())) days (half the half-life of evidence)"
    guard !found.isEmpty else {
      return Report.Section(
        "stale", "Knowledge gone stale", [.text("No tested belief about a call rests on evidence older than \(limit).")]
      )
    }
    let fresh = found.count(where: \.isNew)
    let most = 20
    return Report.Section(
      "stale", "Knowledge gone stale",
      [
        .text(
          "\(counted(found.count, "tested belief")) about calls rest on evidence older than \(limit), \(fresh) of them since the begin of the period."
        ),
        .table(
          AnswerTable(
            title: "The oldest\(found.count > most ? " \(most) of \(found.count)" : "")",
            columns: [
              .init("belief"), .init("mean"), .init("low", "90 % from"), .init("high", "to"),
              .init("lastEvidence", "last evidence"), .init("days", "days ago"), .init("new", "since"),
            ],
            rows: found.prefix(most).map { one in
              [
                .text(one.belief.id), .number(one.belief.mean), .number(one.belief.low), .number(one.belief.high),
                .text(one.belief.lastEvidence?.description), .integer(Int(one.days)),
                .text(one.isNew ? "this period" : "before"),
              ]
            })),
      ])
  }

  // MARK: - Next, and provenance

  var next: Report.Section? {
    account.plan.map { plan in
      let redundant = plan.redundant.prefix(3).map { Report.Block.text("Not again: \($0.why)") }
      return Report.Section(
        "next", "What to run next",
        [.text("\(account.place.sentence) \(ProposalTable.asked(plan))")] + ProposalTable.blocks(plan) + redundant)
    }
  }

  var provenance: Report.Section {
    if account.isOfTheWorld { return worldProvenance }
    let (first, last) = (before.state.position, after.state.position)
    var blocks: [Report.Block] = [
      .text(
        "The roots are those of the log's Merkle tree at both ends: `faultbook audit prove --consistency \(first) \(last)` proves that the "
          + "later one only added to the earlier."),
      .facts([
        ("Events before", "\(first)"), ("Root then", account.roots.before), ("Events after", "\(last)"),
        ("Root now", account.roots.after), ("Seen at", "\(before.now) and \(after.now)"),
      ]),
    ]
    if !account.files.isEmpty { blocks.append(.table(ProvenanceTable.files(account.files))) }
    return Report.Section("provenance", "Where it stands in the log", blocks)
  }

  /// Of times of the world there are no two trees: what happened by then lies anywhere in the log.
  private var worldProvenance: Report.Section {
    var blocks: [Report.Block] = [
      .text(
        "Both ends are times of the world: what had happened by them was picked from the whole log, whose Merkle tree has the root below. "
          + "Events that are recorded later and tell of this time change the report."),
      .facts([
        ("Events read", "1 to \(account.position)"), ("Root of their tree", account.roots.after),
        ("Seen at", "\(before.now) and \(after.now)"),
      ]),
    ]
    if !account.files.isEmpty { blocks.append(.table(ProvenanceTable.files(account.files))) }
    return Report.Section("provenance", "Where it stands in the log", blocks)
  }
}

/// Incidents as a table of a report.
enum IncidentTable {
  static func table(_ incidents: [IncidentState], title: String) -> AnswerTable {
    AnswerTable(
      title: title,
      columns: [
        .init("incident"), .init("started"), .init("ended"), .init("suspected"), .init("fault"),
        .init("attribution"), .init("degraded"), .init("position"),
      ],
      rows: incidents.map { one in
        let states = ProjectionTable.nodeStates(one.incident.observations)
        return [
          .text(one.id), .text(one.incident.started.description), .text(one.incident.ended?.description ?? "not ended"),
          .text(one.incident.suspected), .text(one.incident.fault.kind.name),
          .number(one.incident.attribution, decimals: 2), .integer(states.values.count { $0 == .degraded }),
          .integer(Int(one.position)),
        ]
      })
  }
}
