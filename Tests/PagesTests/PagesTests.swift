import Example
import Foundation
import Interchange
import KnowledgeBase
import Testing
import Vocabulary

@testable import Pages

/// The pages of the example's book, each from an address.
@Suite struct PagesTests {
  private final class Shelf: Sendable {
    let folder = FileManager.default.temporaryDirectory.appending(path: "faultbook-\(UUID().uuidString)")
    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(at: folder) }
    func path(_ name: String) -> String { folder.appending(path: name).path }
  }

  /// The book of some of the example's runs.
  private static let shared = Result {
    let shelf = try Shelf()
    let book = try KnowledgeBase.create(at: shelf.path("shop.sqlite"))
    let runs = ["r01", "r02", "r05", "r09"]
    let files = ExampleFile.all.filter { file in
      !file.name.hasPrefix("runs/") || runs.contains { file.name.hasPrefix("runs/\($0)-") }
    }
    _ = try book.importFiles(files.map { ImportSource(name: $0.name, bytes: $0.bytes) }, actor: "test")
    return (shelf: shelf, book: book)
  }

  private func pages() throws -> Pages { Pages(try PagesTests.shared.get().book) }

  private static let addresses: [(path: String, query: [String: String])] = [
    ("/", [:]), ("/system", [:]), ("/system", ["around": "cart"]), ("/system", ["around": "car", "hops": "2"]),
    ("/component", ["name": "checkout"]), ("/dependency", ["caller": "checkout", "callee": "payments"]),
    ("/belief", ["id": "propagation:payments>checkout@latency/high"]),
    ("/belief", ["id": "symptom:inventory>checkout@latency/errors"]), ("/next", ["environment": "lab"]), ("/runs", [:]),
    ("/run", ["id": "r05-inventory-latency"]), ("/history", [:]), ("/history", ["at": "300"]), ("/audit", [:]),
    ("/audit", ["verify": "1"]), ("/ask", [:]), ("/ask", ["query": "recovery-trend"]),
    ("/ask", ["query": "worse-since"]), ("/", ["at": "0"]), ("/system", ["at": "0"]), ("/runs", ["at": "10"]),
    ("/trends", [:]), ("/journey", ["name": "checkout"]), ("/next", ["environment": "nowhere"]),
  ]

  @Test(arguments: addresses) func `every page is whole, leads on to pages and loads nothing from elsewhere`(
    path: String, query: [String: String]
  ) throws {
    let page = try pages().page(PageRequest(path, query))
    #expect(page.status == 200)
    #expect(page.html.hasPrefix("<!doctype html>"))
    #expect(page.html.hasSuffix("</html>\n"))
    #expect(page.html.contains("<h1>"))
    #expect(!page.html.contains(" style="), "a style of its own is against the content security policy")
    for link in page.html.matches(of: /(?:href|src|action)="([^"]*)"/).map(\.output.1) {
      #expect(link.hasPrefix("/") || link.hasPrefix("#"), "\(link) leads away")
    }
    #expect(page.html.ranges(of: "<script").count == 1)
    let ids = page.html.matches(of: /\ id="([^"]*)"/).map { String($0.output.1) }
    #expect(Set(ids).count == ids.count, "an id stands twice")
  }

  @Test(
    arguments: [
      ("/nowhere", [:]), ("/overview", [:]), ("/run", [:]), ("/run", ["id": "none"]), ("/belief", ["id": "x"]),
      ("/component", ["name": "<script>alert(1)</script>"]), ("/journey", ["name": "<script>alert(1)</script>"]),
      ("/proposal", ["id": "p-none"]), ("/", ["at": "99999999"]), ("/", ["at": "-1"]),
      ("/history", ["at": "x"]), ("/next", ["now": "soon"]),
    ] as [(String, [String: String])])
  func `what there is not is said on a page, in a sentence`(path: String, query: [String: String]) throws {
    let page = try pages().page(PageRequest(path, query))
    #expect(page.status == 404)
    #expect(page.html.contains("<h1>"))
    #expect(!page.html.contains("<script>alert"))
  }

  @Test func `a page as of a position says so, and its links stay there`() throws {
    let html = try pages().page(PageRequest("/system", ["at": "1000"])).html
    #expect(html.contains("Seen from event 1000 of"))
    #expect(html.contains("/component?name=cart&amp;at=1000"))
  }

  @Test func `names with markup in them are shown and do nothing`() throws {
    let shelf = try Shelf()
    let book = try KnowledgeBase.create(at: shelf.path("names.sqlite"))
    defer { book.close() }
    let name = #"a"><script>alert(1)</script>&lt;b&gt;\"#
    let call =
      #"{"specversion":"1.0","id":"1","source":"t","type":"faultbook.dependency.declared","subject":"system","#
      + #""time":"2026-11-20T10:00:00Z","data":{"caller":"gate","callee":NAME,"mode":"sync"}}"#
    let quoted = JSON.string(name).text
    let text = call.replacingOccurrences(of: "NAME", with: quoted)
    _ = try book.append(files: [ImportSource(name: "e.jsonl", bytes: Array(text.utf8))], actor: "test")
    for (path, query) in [
      ("/system", [:]), ("/component", ["name": name]), ("/dependency", ["caller": "gate", "callee": name]),
    ] as [(String, [String: String])] {
      let html = try Pages(book).page(PageRequest(path, query)).html
      #expect(!html.contains("<script>alert"), "\(path)")
      #expect(html.ranges(of: "<script").count == 1, "\(path)")
    }
  }

  @Test func `the overview says what vetoes the number before the number, and what changed`() throws {
    let html = try pages().page(PageRequest("/")).html
    let veto = try #require(html.range(of: "REFUTED: intents and proposals on critical journeys"))
    let scores = try #require(html.range(of: #"id="resilience""#))
    #expect(veto.lowerBound < scores.lowerBound)
    let part = html[veto.lowerBound..<scores.lowerBound]
    #expect(part.contains(#"href="/journey?name="#) && part.contains(#"href="/run?id="#))
    #expect(html.contains(#"id="changed""#) && html.contains("The beliefs that moved most"))
    #expect(html.contains("/history?from="))
  }

  @Test func `a line of the graph that was tested leads to its belief, and the audit to every run that it names`()
    throws
  {
    let belief = try pages().page(PageRequest("/belief", ["id": "propagation:payments>checkout@latency/high"])).html
    #expect(belief.contains("/dependency?caller=checkout&amp;callee=payments"))
    let audit = try pages().page(PageRequest("/audit")).html
    #expect(audit.contains(##"</a> <a href="/run?id="##))
    #expect(audit.contains("No checkpoint yet"))
    let run = try pages().page(PageRequest("/run", ["id": "r05-inventory-latency"])).html
    for ground in ["shade baseline", "shade", "shade recovery"] { #expect(run.contains(#"<rect class="\#(ground)""#)) }
  }

  @Test func `a component that bears the name of a journey is told of as a component, with its evidence`() throws {
    let html = try pages().page(PageRequest("/component", ["name": "checkout"])).html
    #expect(!html.contains("of journey checkout:"))
    #expect(html.contains("beliefs with evidence"))
    let dependency = try pages().page(PageRequest("/dependency", ["caller": "checkout", "callee": "payments"])).html
    #expect(dependency.ranges(of: "<tr>").count > 5)
    // It calls nothing, and so has no score; the rest of its page stands.
    let database = try pages().page(PageRequest("/component", ["name": "db"]))
    #expect(database.status == 200 && database.html.contains("no score of its own"))
    #expect(try pages().page(PageRequest("/runs")).html.contains("<span>refuted</span>"))
  }

  @Test func `a proposal that was only shown is recorded when somebody decides about it`() throws {
    let shelf = try Shelf()
    let book = try KnowledgeBase.create(at: shelf.path("decide.sqlite"))
    defer { book.close() }
    let files = ExampleFile.all.filter { !$0.name.hasPrefix("runs/") || $0.name.hasPrefix("runs/r01-") }
    _ = try book.importFiles(files.map { ImportSource(name: $0.name, bytes: $0.bytes) }, actor: "test")
    let request = PageRequest("/next", ["environment": "lab", "top": "1"], mayDecide: true)
    let html = try Pages(book).page(request).html
    let shown = try #require(html.firstMatch(of: /name="proposal" value="([^"]+)"/))
    let answer = try Pages(book).decide(
      .accepted, proposal: String(shown.output.1), why: "of a page", on: request, actor: "ada")
    #expect(answer.json["decision"] == "accepted")
    // It stands on the page from then on, also beside the same experiment as it is proposed at the new position.
    let after = try Pages(book).page(request).html
    #expect(after.contains("What was decided") && after.contains("of a page"))
    #expect(after.contains(#"<span class="tag good">accepted by ada</span>"#))
    let own = try Pages(book).page(PageRequest("/proposal", ["id": String(shown.output.1)])).html
    #expect(own.contains("by ada") && own.contains("/export?id=\(shown.output.1)&amp;as=chaostoolkit"))
    // What the page does not show is a conflict, and leaves the log as it is.
    let position = book.position
    let error = #expect(throws: FaultbookError.self) {
      try Pages(book).decide(.accepted, proposal: "p-0000000000000000", why: nil, on: request, actor: "ada")
    }
    #expect(error?.code == .conflict && book.position == position)
  }

  @Test func `what somebody was shown can be decided about though traffic came meanwhile, and computed again`() throws {
    let shelf = try Shelf()
    let book = try KnowledgeBase.create(at: shelf.path("traffic.sqlite"))
    defer { book.close() }
    let files = ExampleFile.all.filter { !$0.name.hasPrefix("runs/") || $0.name.hasPrefix("runs/r01-") }
    _ = try book.importFiles(files.map { ImportSource(name: $0.name, bytes: $0.bytes) }, actor: "test")
    func window(_ number: Int) throws {
      let text =
        #"{"specversion":"1.0","id":"w\#(number)","source":"t","type":"faultbook.dependency.observed","subject":"system","#
        + #""time":"2026-11-20T23:0\#(number):00Z","data":{"caller":"gateway","callee":"checkout","mode":"sync","#
        + #""from":"2026-11-20T23:0\#(number):00Z","to":"2026-11-20T23:0\#(number):30Z","calls":10,"errors":0}}"#
      _ = try book.append(files: [ImportSource(name: "w.jsonl", bytes: Array(text.utf8))], actor: "otlp")
    }
    let shownAt = book.position
    let request = PageRequest("/next", ["environment": "lab", "top": "5"], mayDecide: true)
    let html = try Pages(book).page(request).html
    let forms = html.matches(of: /<form[^>]*\/next\/decide[\s\S]*?<\/form>/).map { String($0.output) }
    #expect(!forms.isEmpty)
    for (number, form) in forms.prefix(2).enumerated() {
      try window(number)
      let fields = Dictionary(
        form.matches(of: /name="([a-z]+)" value="([^"]*)"/).map { (String($0.output.1), String($0.output.2)) }
      ) { $1 }
      let id = try #require(fields["proposal"])
      // Its own page leads there still, and so do its files.
      let own = try Pages(book).page(
        PageRequest("/proposal", ["id": id, "plan": fields["plan"] ?? "", "environment": "lab"], mayDecide: true))
      #expect(own.status == 200 && own.html.contains("/next/decide"))
      try Pages(book).decide(
        .rejected, proposal: id, why: "later", on: PageRequest("/next", fields.filter { $0.key != "proposal" }),
        actor: "ada")
      let recomputed = try book.recompute(proposal: id)
      #expect(recomputed.isYes, "\(recomputed.json.text.prefix(400))")
      #expect(recomputed.json.text.contains("\(shownAt)"))
    }
  }

  @Test func `accepting is offered for what may run and was not decided about`() throws {
    let shelf = try Shelf()
    let book = try KnowledgeBase.create(at: shelf.path("offered.sqlite"))
    defer { book.close() }
    let files = ExampleFile.all.filter { !$0.name.hasPrefix("runs/") || $0.name.hasPrefix("runs/r01-") }
    _ = try book.importFiles(files.map { ImportSource(name: $0.name, bytes: $0.bytes) }, actor: "test")
    let request = PageRequest("/next", ["environment": "lab", "top": "3"], mayDecide: true)
    func offers(_ html: String) -> (accept: Int, reject: Int) {
      (
        html.ranges(of: #"name="decision" value="accepted">"#).count,
        html.ranges(of: #"name="decision" value="rejected""#).count
      )
    }
    let before = try Pages(book).page(request).html
    #expect(offers(before) == (3, 3))
    let id = String(try #require(before.firstMatch(of: /name="proposal" value="([^"]+)"/)).output.1)
    try Pages(book).decide(.accepted, proposal: id, why: nil, on: request, actor: "ada")
    #expect(offers(try Pages(book).page(request).html) == (2, 2))
    let own = try Pages(book).page(PageRequest("/proposal", ["id": id], mayDecide: true)).html
    #expect(offers(own) == (0, 1), "who thinks better of it may reject it")
    // What a gate blocks can only be rejected.
    _ = try book.record(
      .policySet(
        PolicySet(
          key: "safety.exclude",
          value: .array(try book.system().json["components"]!.arrayValue!.compactMap { $0["component"] }), why: "test")),
      stream: "policy", actor: "test")
    let blocked = try Pages(book).page(request).html
    #expect(blocked.contains("must not run now") && offers(blocked).accept == 0 && offers(blocked).reject > 0)
  }

  @Test func `proposals that others recorded wait for a decision on the page, and a decision tells all of its runs`()
    throws
  {
    let shelf = try Shelf()
    let book = try KnowledgeBase.create(at: shelf.path("waiting.sqlite"))
    defer { book.close() }
    let files = ExampleFile.all.filter { !$0.name.hasPrefix("runs/") || $0.name.hasPrefix("runs/r01-") }
    _ = try book.importFiles(files.map { ImportSource(name: $0.name, bytes: $0.bytes) }, actor: "test")
    let plan = try book.next(
      NextRequest(top: 8, record: true), view: View(environment: "lab"), actor: "an-agent"
    ).json
    let all = plan["proposals"]?.arrayValue ?? []
    let ids = all.compactMap { $0["id"]?.stringValue }
    func next(_ decided: String? = nil) throws -> String {
      var query = ["environment": "lab", "top": "2"]
      query["decided"] = decided
      let page = try Pages(book).page(PageRequest("/next", query, mayDecide: true, mayRecord: true))
      return page.html
    }
    // Those that the page plans itself stand there already.
    let html = try next()
    #expect(html.contains("Recorded and not decided") && html.contains("recorded by an-agent as event"))
    let waiting = String(try #require(html.components(separatedBy: #"id="undecided""#).last))
    let told = ids.filter { waiting.contains(#"name="proposal" value="\#($0)""#) }
    #expect(told.count >= 4, "\(told)")
    #expect(waiting.contains(#"value="accepted""#) && waiting.contains(#"value="rejected""#))
    let id = try #require(told.last)
    try Pages(book).decide(.accepted, proposal: id, why: "by hand", on: PageRequest("/next"), actor: "ada")
    let after = try next(id)
    let done = String(after.components(separatedBy: #"id="done""#).dropFirst().first?.prefix(1500) ?? "")
    #expect(done.contains("Recorded: proposal \(id)") && done.contains("is accepted, event \(book.position)"))
    #expect(done.contains("/record?proposal=\(id)") || done.contains("/record?proposal="))
    #expect(!after.contains(#"name="proposal" value="\#(id)""#), "it waits no more")
    for run in ["first", "second"] {
      let start = try book.completed(
        PlannedStart(run: run, intent: nil, proposal: id, environment: nil, target: nil, fault: nil))
      _ = try book.record(
        .runStarted(
          RunStarted(
            intent: nil, proposal: id, environment: start.environment ?? "lab", target: start.target,
            fault: try #require(start.fault), runner: Runner(tool: "by-hand"))),
        stream: "run/\(run)", actor: "test")
    }
    let decided = String(try #require(try next().components(separatedBy: #"id="decided""#).last))
    let first = try #require(decided.range(of: "/run?id=first"))
    let second = try #require(decided.range(of: "/run?id=second"))
    #expect(first.lowerBound < second.lowerBound)
  }

  @Test func `what is said of a proposal is said once`() throws {
    let html = try pages().page(PageRequest("/next", ["environment": "lab", "top": "3"])).html
    for hypothesis in html.matches(of: /<p>(While [^<]+)<\/p>/).map(\.output.1) {
      #expect(html.ranges(of: hypothesis).count == 1, "\(hypothesis)")
    }
    #expect(html.ranges(of: "faultbook import journal.json").count == 1)
    #expect(html.contains("Tests failure mode") && html.contains("candidates compared"))
  }

  @Test func `a reason that was typed is there again`() throws {
    let html = try pages().page(PageRequest("/next", ["environment": "lab"], mayDecide: true)).html
    let title = String(try #require(html.firstMatch(of: /name="title" value="([^"]+)"/)).output.1)
    let again = try pages().page(
      PageRequest("/next", ["environment": "lab", "about": title, "why": "a \"good\" reason"], mayDecide: true)
    ).html
    #expect(again.ranges(of: "a &quot;good&quot; reason").count == 1)
  }

  @Test func `the same address gives the same bytes`() throws {
    for path in ["/", "/system", "/runs", "/history"] {
      #expect(try pages().page(PageRequest(path)).html == pages().page(PageRequest(path)).html)
    }
  }

  @Test func `forms to decide are shown to those who may`() throws {
    let address = ["environment": "lab"]
    #expect(try !pages().page(PageRequest("/next", address)).html.contains("/next/decide"))
    #expect(try pages().page(PageRequest("/next", address, mayDecide: true)).html.contains("/next/decide"))
  }

  @Test func `an export is a file, and what stands against it a sentence`() throws {
    let request = PageRequest("/next", ["environment": "lab", "top": "20"])
    let html = try pages().page(request).html
    let ids = html.matches(of: /\/export\?id=([^&]+)&amp;as=markdown/).map { String($0.output.1) }
    #expect(!ids.isEmpty)
    let asked = ["environment": "lab", "top": "20", "as": "markdown"]
    let files = ids.compactMap { id in try? pages().export(PageRequest("/export", asked.merging(["id": id]) { $1 })) }
    #expect(files.contains { $0.name.hasSuffix(".md") && $0.text.contains("lab") })
    #expect(throws: FaultbookError.self) {
      try pages().export(PageRequest("/export", ["id": ids[0], "as": "dynamite"]))
    }
  }

  @Test func `the trends are drawn, and an unknown environment is said to be one`() throws {
    let html = try pages().page(PageRequest("/trends")).html
    #expect(html.contains("aria-label=\"Calibration: said"))
    #expect(html.contains("/history?at="))
    let doubt = try pages().page(PageRequest("/runs", ["environment": "nowhere"])).html
    #expect(doubt.contains("No run was in an environment “nowhere”: the runs were in “test”"))
    #expect(try !pages().page(PageRequest("/runs", ["environment": "test"])).html.contains("No run was in"))
  }

  @Test func `history begins right before the last verdict, where nobody says from where on`() throws {
    let book = try PagesTests.shared.get().book
    let judged = (try book.runs().json["runs"]?.arrayValue ?? []).compactMap { $0["verdictPosition"]?.integerValue }
      .sorted()
    let (last, earlier) = (try #require(judged.last), judged[judged.count - 2])
    for (query, from) in [
      ([:], last - 1), (["at": "\(last - 1)"], earlier - 1), (["from": "7"], 7), (["at": "3"], nil),
    ] as [([String: String], Int64?)] {
      let html = try pages().page(PageRequest("/history", query)).html
      let told = try #require(html.firstMatch(of: /name="from" min="0" max="\d+" value="(\d+)"/)?.output.1)
      if let from { #expect(told == "\(from)", "\(query)") } else { #expect(Int64(told).map { $0 < 3 } == true) }
    }
  }

  @Test(arguments: [
    (0.26, 0.0, 0.823, 1.3, "perhaps unsure"), (0.26, 0.1, 0.48, 3, "held sure"), (0.1, 0.0, 0.45, 1, "held unsure"),
    (0.9, 0.66, 1.0, 2, "travels sure"), (0.9, 0.44, 1.0, 1, "perhaps unsure"), (0.5, 0.4, 0.6, 9, "perhaps sure"),
    (0.02, 0.0, 0.1, 0, "untested"),
  ]) func `a line of the graph has a colour where its whole interval says so`(
    mean: Double, low: Double, high: Double, evidence: Double, tone: String
  ) {
    let edge = EdgeBeliefs.Edge(
      id: "", mean: mean, low: low, high: high, faultClass: "latency", dose: "high", evidence: evidence)
    #expect(GraphDrawing.tone(edge) == tone)
  }

  @Test func `who is no component is named and not led to, and its address teaches`() throws {
    let shelf = try Shelf()
    let book = try KnowledgeBase.create(at: shelf.path("nobody.sqlite"))
    defer { book.close() }
    for caller in ["web", "nobody"] {
      _ = try book.record(
        .runStarted(
          RunStarted(
            intent: nil, proposal: nil, environment: "lab", target: .component(caller),
            fault: Fault(kind: try #require(FaultKind(named: "net.latency"))), runner: Runner(tool: "by-hand"))),
        stream: "run/of-\(caller)", actor: "test")
    }
    _ = try book.record(
      .dependencyDeclared(DependencyDeclared(dependency: Dependency(caller: "web", callee: "db"), mode: .sync)),
      stream: "system", actor: "test")
    let html = try Pages(book).page(PageRequest("/runs")).html
    #expect(html.contains("/component?name=web") && html.contains("nobody"))
    #expect(!html.contains("/component?name=nobody"))
    let run = try Pages(book).page(PageRequest("/run", ["id": "of-nobody"])).html
    #expect(run.ranges(of: "The book knows no component &quot;nobody&quot; so far").count == 1)
    #expect(run.contains("it has been under way since ") && !run.contains("nothing came after its start"))
    let missing = try Pages(book).page(PageRequest("/component", ["name": "nobody"]))
    #expect(missing.status == 404 && missing.html.contains("a run that named one in passing made none"))
  }

  @Test(arguments: [
    (
      "no fault was injected in run \"r\" yet; say so first with `faultbook run inject r`",
      "no fault was injected in run \"r\" yet; say so first with “The fault was injected” on its page"
    ), ("Not judged yet: `faultbook judge r1`.", "Not judged yet: “Judge the run” on its page."),
    (
      "No score: `faultbook declare journey`.", "No score: “Declare a journey” on the page System."
    ),
    (
      "The root. `faultbook audit prove 3` proves it; ask `faultbook next --now wall`.",
      "The root. The page Audit proves it; ask the page Next."
    ), ("`faultbook failure-modes` lists them", "`faultbook failure-modes` lists them"), ("a -- b", "a -- b"),
  ]) func `commands are told as what can be done on the pages`(sentence: String, words: String) {
    #expect(Wording.ofPages(sentence) == words)
  }

  @Test func `without Graphviz the table says the same`() throws {
    let html = try Pages(PagesTests.shared.get().book, layout: GraphLayout(dot: "/nowhere/dot")).page(
      PageRequest("/system")
    ).html
    #expect(html.contains("needs Graphviz"))
    #expect(html.contains("checkout → payments"))
  }

  @Test func `an empty book teaches how to begin`() throws {
    let shelf = try Shelf()
    let book = try KnowledgeBase.create(at: shelf.path("empty.sqlite"))
    defer { book.close() }
    for place in Pages.paths
    where !["/component", "/dependency", "/journey", "/belief", "/run", "/proposal"].contains(place) {
      let page = try Pages(book).page(PageRequest(place))
      #expect(page.status == 200, "\(place)")
      #expect(page.html.contains("<h1>"))
    }
    #expect(try Pages(book).page(PageRequest("/")).html.contains("faultbook import traces.jsonl"))
  }

  @Test func `the assets are there, and the style needs nothing from elsewhere`() {
    #expect(PageAsset.all.count == 3)
    for asset in PageAsset.all {
      let text = asset.text.replacingOccurrences(of: "http://www.w3.org/2000/svg", with: "the name of SVG")
      #expect(text.utf8.count > (asset.path.hasSuffix(".svg") ? 200 : 500), "\(asset.path)")
      #expect(!text.contains("http"), "\(asset.path)")
      #expect(!asset.text.contains("@import"))
    }
  }
}
