public import KnowledgeBase
import Vocabulary

/// The web pages of one book, without a server: an address in, HTML out.
///
///     let pages = Pages(book)
///     let page = try pages.page(PageRequest("/belief", ["id": "propagation:payments>checkout@latency/high"]))
///     page.html                                  // a whole page, readable without JavaScript
///     try pages.decide(.accepted, proposal: "p-edd80fbf9a306e81", why: nil, actor: "ada")
///
/// A page is a function of the book's position and of its address: whoever serves it may keep it under the position as its `ETag`.
/// Style and script are files of their own (``PageAsset``), so that the content security policy can be strict
/// (``Pages/contentSecurityPolicy``). Every text is escaped by the templates in `Files/`. Nothing is computed here that
/// KnowledgeBase answers; cost is that of the questions a page asks.
///
/// Rooms: `Views/` has a file a page, `Forms/` what can be typed into them and how it becomes what a command takes, `Drawings/` what is drawn as SVG, `Files/` templates, style and script.
public struct Pages: Sendable {
  let book: KnowledgeBase
  let layout: GraphLayout
  let trust: [String]
  let ownKey: String?

  /// Pages of an open book; graphs are laid out by `dot` where `layout` says so, Graphviz on the path else. Signatures are believed
  /// that are of the verifier keys `trust`, or of this book's own key.
  public init(
    _ book: KnowledgeBase, layout: GraphLayout = GraphLayout(), trust: [String] = [], ownKey: String? = nil
  ) {
    self.book = book
    self.layout = layout
    self.trust = trust
    self.ownKey = ownKey
  }

  /// What the pages are allowed to load: themselves, their style and their script, and nothing from elsewhere.
  public static let contentSecurityPolicy =
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
    + "base-uri 'none'; frame-ancestors 'none'"

  /// The addresses that ``page(_:)`` answers.
  public static let paths = Place.allCases.filter { $0 != .export }.map(\.path)

  /// The page at an address. What cannot be shown is a page too, with its status: 404 for an unknown address, run or belief, 400 for
  /// a place in the log that there is not. Throws where the book itself cannot be read.
  public func page(_ asked: PageRequest) throws -> Page {
    var request = asked
    guard let place = Place(path: request.path) else {
      return try refusal(
        request, status: 404, "There is no page at \(request.path)",
        "The row above lists the pages, and links inside them lead on to components, runs and beliefs.")
    }
    do {
      try request.checkNames(of: place)
      request = try settled(request)
      var content = try content(of: place, request)
      if let doubt = try environmentDoubt(request) { content.parts.insert(doubt, at: 0) }
      return Page(status: 200, html: try Frame(request: request, place: place, book: book).html(content))
    } catch let error as FaultbookError where error.isAboutTheAddress {
      return try refusal(request, status: 404, "That cannot be shown", error.message)
    }
  }

  private func content(of place: Place, _ request: PageRequest) throws -> PageContent {
    switch place {
    case .overview: try overview(request)
    case .system: try system(request)
    case .component: try component(request)
    case .dependency: try dependency(request)
    case .belief: try belief(request)
    case .next: try next(request)
    case .runs: try runs(request)
    case .run: try run(request)
    case .record: try record(request)
    case .history: try history(request)
    case .trends: try trends(request)
    case .journey: try journey(request)
    case .proposal: try proposal(request)
    case .export: throw FaultbookError(.unknown, "an export is a file, no page")
    case .audit: try audit(request)
    case .ask: try ask(request)
    }
  }

  /// A time at which something was recorded is a position in the log: from there on it is told as one.
  private func settled(_ request: PageRequest) throws -> PageRequest {
    guard request.position == nil, case .recorded = try request.view().asOf,
      let position = try book.policies(view: request.view()).json["position"]?.integerValue
    else { return request }
    return request.seen(from: position)
  }

  private func refusal(_ request: PageRequest, status: Int, _ title: String, _ words: String) throws -> Page {
    let content = PageContent(title: title, parts: [try .text(words)])
    return Page(
      status: status, html: try Frame(request: request.withoutPlace, place: nil, book: book).html(content))
  }

  /// Records what somebody decided about a proposal of the page at an address. One that the log does not hold yet is recorded
  /// first: the page's question is asked again as of the place that the page was made at, and its proposals are kept, so that anyone
  /// can compute them again.
  ///
  /// Throws `.conflict` where somebody decided otherwise since the page was made.
  ///
  /// - Parameter standing: the decision that the page knew of, as its form says it; nil where nobody says.
  @discardableResult
  public func decide(
    _ decision: ProposalDecision, proposal: String, why: String?, standing: String? = nil, on request: PageRequest,
    actor: String
  ) throws -> Answer {
    if let standing, let now = try decisions(View())[proposal], now.word != standing, now.word != decision.rawValue {
      throw FaultbookError(
        .conflict,
        "proposal \"\(proposal)\" was \(now.word) by \(now.actor) since this page was made; look at it as it is now, and decide again if it still holds"
      )
    }
    do {
      return try book.decide(decision, proposal: proposal, why: why, actor: actor)
    } catch let error as FaultbookError where error.isAboutTheAddress {
      guard proposal.hasPrefix("p-") else { throw error }
      let (question, view) = try nextQuestion(request)
      return try book.decide(
        decision, proposal: proposal, shownAt: request.plan?.position ?? book.position, by: question, view: view,
        why: why, actor: actor)
    }
  }
}

/// A page that was made.
public struct Page: Sendable {
  /// The HTTP status that fits it.
  public let status: Int
  /// The whole page.
  public let html: String
}

extension FaultbookError {
  /// Whether what was asked for is wrong or not there, rather than the book or the machine.
  var isAboutTheAddress: Bool { [.usage, .input, .unknown].contains(code) }
}
