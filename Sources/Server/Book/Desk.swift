import Foundation
import HTTPTypes
import KnowledgeBase
import Logging
import Pages

/// The open book with what a server keeps around it: threads for what takes time, answers that were given, who may what,
/// figures. Every surface answers through it.
final class Desk: Sendable {
  let book: KnowledgeBase
  let options: ServerOptions
  let access: Access
  let answers: AnswerCache
  /// Pages that were made.
  let pages: PositionCache<KeptPage>
  let tail: TailHub
  let figures: Figures
  /// What is counted with every request.
  let requests: RequestFigures
  /// Takes in what exporters send.
  let intake: SpanIntake
  /// How often one caller may ask, whatever the protocol.
  let callers: RequestLimits
  let log: Logger
  /// Draws the graphs of pages, and keeps the last ones.
  let layout = GraphLayout()
  /// What tells this process from others: tags of its pages hold for it alone.
  let started = UUID().uuidString
  /// For questions that are answered from a state at hand.
  let light: Workers
  /// For questions that take seconds.
  let heavy: Workers
  /// For commands that check the state and write: one after another.
  let lane: Workers

  init(book: KnowledgeBase, options: ServerOptions, access: Access, figures: Figures, log: Logger) {
    self.book = book
    self.options = options
    self.access = access
    self.figures = figures
    requests = RequestFigures(figures)
    self.log = log
    answers = AnswerCache(capacity: options.limits.cachedAnswerBytes)
    // A page is a hundredth of the answers that it is made of.
    pages = PositionCache(capacity: options.limits.cachedAnswerBytes / 4)
    tail = TailHub(book)
    intake = SpanIntake(
      into: book, options: options.reception, actor: Desk.spansActor, mostPending: options.limits.pendingWindows,
      mostBytes: max(options.limits.spanBytes, options.limits.bodyBytes))
    callers = RequestLimits(options.limits)
    let cores = ProcessInfo.processInfo.activeProcessorCount
    light = Workers("light", threads: max(4, cores), capacity: 1024)
    heavy = Workers("heavy", threads: max(2, cores / 2), capacity: 32)
    lane = Workers("lane", threads: 1, capacity: 256)
  }

  /// The actor of the windows of spans: each is made of what many exporters sent.
  static let spansActor = "otlp"

  /// The answer to a call of an operation that has one. Throws `FaultbookError` and `Problem`.
  func answer(_ call: Call) async throws -> Answered {
    let book = self.book
    switch call.route.action {
    case .question(let isPure, let ask):
      let workers = call.route.load == .light ? light : heavy
      guard isPure, let key = key(of: call) else {
        return try await workers.run { Answered(try ask(book, call)) }
      }
      return try await answers.answer(key) {
        try await workers.run {
          let answered = Answered(try ask(book, call))
          // Written here, where it holds up nobody.
          _ = answered.document
          return answered
        }
      }
    case .command(let perform):
      return try await lane.run { Answered(try perform(book, call)) }
    case .append(let append):
      return Answered(try await append(book, call))
    case .respond:
      throw Problem(.notAcceptable, "no-answer", "\(call.route.name) has no answer of this kind; call it over HTTP")
    }
  }

  /// The answer to a call where it was given before and still holds; nobody waits for it.
  func known(_ call: Call) -> Answered? {
    guard case .question(isPure: true, _) = call.route.action, let key = key(of: call) else { return nil }
    return answers.known(key)
  }

  /// Under which an answer is kept; nil where none is.
  private func key(of call: Call) -> AnswerCache.Key? {
    guard call.isRepeatable else { return nil }
    return AnswerCache.Key(
      position: book.position, operation: call.route.name, arguments: call.arguments.canonical)
  }

  /// Ends the threads. What is asked by now is asked by nobody any more: a plan that would take minutes does not hold up the end. What
  /// writes is waited for.
  func shutdown() async {
    await light.shutdown(within: .seconds(1))
    await heavy.shutdown(within: .seconds(1))
    await lane.shutdown()
  }
}

extension Call {
  /// Whether the same call at the same position has the same answer: not where the clock on the wall goes in, nor where
  /// sealed data is opened, which must not be kept.
  var isRepeatable: Bool {
    guard case .none = body else { return false }
    return arguments.view.now != .wall && !arguments.flag("reveal")
  }
}
