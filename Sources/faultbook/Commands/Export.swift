import ArgumentParser
import Interchange
import KnowledgeBase
import Server
import Vocabulary

/// An experiment as another tool's document.
struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a proposal or an intent as another tool's experiment; nothing is run.",
    discussion: """
      Without an id: the first of 'next' that may run and that the tool can do. The document carries the proposal's id, \
      so that 'faultbook import' of its result is tied to it. What a book does not know (namespaces, labels, addresses, \
      commands) stands in a file given by --with, in the policy export.bindings, or in --set; what is missing is named. \
      Exit code 1 where a safety gate blocks it.

      TOOLS
        chaostoolkit, chaos-mesh, chaos-mesh-workflow, litmus, aws-fis, toxiproxy, krkn, markdown

      EXAMPLES
        faultbook export --as chaostoolkit --with lab.yaml --record --out e.json
        faultbook export p-12 --as chaos-mesh --set kubernetes.namespace=shop
        faultbook export p-12 --as litmus --fault net.loss --with lab.yaml
        faultbook export checkout-survives-payments --as markdown
        faultbook export --rank 2 --as chaostoolkit --environment staging --now wall
        faultbook export --schema --format json > bindings.schema.json

      BINDINGS (YAML or JSON; all is optional, "*" is for all that say nothing else)
        journeys:
          checkout:
            probe: http://monitor/checkout       # 200 while it is well
            stop: http://monitor/may-go-on       # 200 while a run may go on
        components:
          "*":
            kubernetes: {namespace: shop, selector: {app: "{component}"}}
          payments:
            kubernetes: {port: 8080, cpus: 2}
            inject:                              # a way of your own
              - kinds: [app.latency, net.latency]
                http: {url: "http://payments:9000/fault?ms={milliseconds}"}
                undo: {http: {method: DELETE, url: "http://payments:9000/fault"}}
        dependencies:
          checkout:payments: {toxiproxy: {url: "http://proxy:8474", proxy: pay}}
        litmus: {serviceAccount: litmus-admin}
        aws: {role: "arn:…", alarms: ["arn:…"]}  # what stops AWS FIS
      """)

  @Argument(help: "The id of a proposal or an intent; proposal/ID and intent/ID where both have it.")
  var id: String?

  @Option(name: .customLong("as"), help: ArgumentHelp("The tool.", valueName: "tool"))
  var form: ExportTool?

  @Flag(help: "Print the JSON Schema of the bindings instead; needs no book.")
  var schema = false

  @Option(help: ArgumentHelp("The place in 'next', instead of an id.", valueName: "n"))
  var rank: Int?

  @Option(
    help: ArgumentHelp("Another kind of fault of the same class and dose, which teaches the same.", valueName: "kind"),
    completion: .list(FaultKind.all.map(\.name)), transform: Parse.faultKind)
  var fault: FaultKind?

  @OptionGroup var bindings: BindingOptions

  @Flag(help: "Export though nothing tells how it is seen whether a journey is well; samples must come from elsewhere.")
  var unobserved = false

  @Flag(help: "Where the tool cannot do exactly this magnitude, take the nearest of the same dose.")
  var sameDose = false

  @Flag(help: "Export though a safety gate blocks it, or somebody rejected it; the document says so.")
  var despiteGates = false

  @Flag(help: "Record the proposal, if it is a fresh one, so that its run can be told beside what it promised.")
  var record = false

  @Option(help: ArgumentHelp("The file to write. (default: print it)", valueName: "file"), completion: .file())
  var out: String?

  @Flag(help: "Replace the file of --out.")
  var overwrite = false

  @OptionGroup var plan: PlanOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if form == nil, !schema { throw ValidationError("no tool is named; give --as, such as --as chaostoolkit") }
    if schema, form != nil || id != nil || rank != nil || out != nil || record {
      throw ValidationError("--schema stands beside an experiment; it prints the form of the bindings and nothing else")
    }
    if id != nil, rank != nil { throw ValidationError("an id and --rank stand together; give one of them") }
    if id?.isEmpty == true { throw ValidationError("the id must not be empty; give one or leave it out") }
    if let rank, !(1...1000).contains(rank) { throw ValidationError("--rank takes 1 to 1000, not \(rank)") }
    if id != nil, record { throw ValidationError("--record is about a fresh proposal; leave the id or --record out") }
    if out?.isEmpty == true { throw ValidationError("--out must not be empty; name a file") }
    if overwrite, out == nil { throw ValidationError("--overwrite stands without --out; name the file") }
  }

  func run() throws {
    guard let form else { return try Presenter.print(KnowledgeBase.bindingsSchema(), as: common.format) }
    if let out { try OutputFile.check(path: out, overwriting: overwrite) }
    let request = ExportRequest(
      tool: form, id: id, rank: rank, plan: plan.request, fault: fault, bindings: try bindings.layers(),
      mayBeUnobserved: unobserved, mayRound: sameDose, isForced: despiteGates, record: record)
    if record, let answer = try common.handedOver(.export(request, view: common.view)) {
      return try print(Exported(answer))
    }
    let book = try record ? common.openToWait() : common.openForReading()
    defer { book.close() }
    try print(book.export(request, view: common.view, actor: common.actorName))
  }

  /// The document itself where it has no file of its own and no other form was asked for; the notes go beside it.
  private func print(_ exported: Exported) throws {
    if let out, let text = exported.text {
      try OutputFile(path: out, overwriting: overwrite, text).write()
    }
    guard out == nil, common.format == nil else {
      return try Presenter.print(out.map(exported.written) ?? exported.answer, as: common.format)
    }
    for note in exported.answer.notes { StandardStreams.printError("faultbook: note: \(DisplayText.line(note))") }
    guard let text = exported.text else { throw ExitCode(1) }
    try Presenter.printPlain(text)
  }
}
