import Vocabulary

/// An intent as one run is judged by it.
struct FrozenIntent: Sendable {
  /// The text that stood when the run began; nil where the intent was declared only later.
  let text: IntentDeclared?
  /// The log position of the declaration or revision that made it so.
  let position: Int64?
  /// The criteria that were stated, changed or dropped too late.
  let late: [LateCriterion]
}

extension IntentState {
  /// The intent as a run is judged by it: frozen when the run began.
  ///
  /// A declaration counts where the log has it before the run's start, since a file that tells of both is read when all is over.
  /// A revision must have happened before the run in the world, too: one that was made after an experiment does not apply to it,
  /// although the experiment is imported only now.
  func frozen(for run: RunState) -> FrozenIntent {
    let start = run.startedAt ?? Timestamp(microseconds: .max)
    let early = texts.indices.filter { index in
      texts[index].position <= run.startedPosition && (index == 0 || texts[index].at <= start)
    }
    let judged = early.last
    let later = texts.indices.filter { index in judged.map { index > $0 } ?? true }
    return FrozenIntent(
      text: judged.map { texts[$0].intent }, position: judged.map { texts[$0].position },
      late: IntentDeclared.late(
        after: judged.map { texts[$0].intent },
        later.map { index in
          let (position, at, intent) = texts[index]
          let ended = run.endedAt.map { at > $0 } ?? false
          return (position, run.endedPosition > 0 && (position > run.endedPosition || ended), intent)
        }))
  }
}

extension BookState {
  /// The intent that a run tests, as the run is judged by it; nil where it names none that the book knows.
  ///
  /// Where that claims nothing, as of a tool whose files cannot hold a claim, it is what the proposal that the run is of expects,
  /// provided that the log had the proposal before the run's start, and the run disturbs what the proposal is about.
  func frozenIntent(of run: RunState) -> FrozenIntent? {
    let frozen = run.started?.intent.flatMap { intents[$0] }.map { $0.frozen(for: run) }
    guard frozen?.text?.clauses.isEmpty ?? true, let proposal = run.started?.proposal.flatMap({ proposals[$0] }),
      proposal.position < run.startedPosition, run.isAbout(proposal.proposed),
      let told = proposal.proposed.proposal["intent"],
      let fields = try? FieldReader(told), let expected = try? IntentDeclared(from: fields)
    else { return frozen }
    return FrozenIntent(text: expected, position: proposal.position, late: frozen?.late ?? [])
  }
}

extension RunState {
  /// Whether the run disturbs what was proposed to be disturbed, or nobody says what it disturbs.
  fileprivate func isAbout(_ proposed: ExperimentProposed) -> Bool {
    guard let target = started?.target else { return true }
    return target == proposed.target
  }
}
