import ArgumentParser
import KnowledgeBase

/// A verified copy of another book.
struct Follow: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Keep this book a verified copy of another, and bear witness to its checkpoints.",
    discussion: """
      Events are taken over unchanged and hashed again; their root must be the source's. At the beginning every \
      event that the copy holds is compared with the source's, which takes time linear in their number; from then on \
      new events and roots are. A source that was changed, cut back or replaced is refused with the first position \
      that differs, exit code 3. The copy answers questions as the source does and takes no events of its own. With \
      --key it cosigns the source's signed checkpoints (C2SP tlog-cosignature).

      EXAMPLES
        faultbook follow /mnt/shop.sqlite --once --create --book copy.sqlite
        faultbook follow /mnt/shop.sqlite --book copy.sqlite --trust shop.key.pub
        faultbook audit key new --witness --key w.key --name example.org/w
        faultbook follow /mnt/shop.sqlite --book copy.sqlite --key w.key \\
          --cosigned /mnt/shop.cosigned
      """)

  @Argument(help: "The book to follow.", completion: .file())
  var source: String

  @Flag(help: "End when all is taken in that the source holds.")
  var once = false

  @Option(name: .customLong("for"), help: ArgumentHelp("End after so long. (default: never)", valueName: "seconds"))
  var seconds: Double?

  @Flag(help: "Make the copy where there is none.")
  var create = false

  @Option(
    help: ArgumentHelp(
      "The verifier key that the source's checkpoints must be signed with, or a file that holds it; kept from then on.",
      valueName: "key|file"), completion: .file())
  var trust: String?

  @Option(
    help: ArgumentHelp("The file of the witness's key; with it checkpoints are cosigned.", valueName: "file"),
    completion: .file())
  var key: String?

  @Option(
    help: ArgumentHelp("Write each newly cosigned checkpoint to this file.", valueName: "file"), completion: .file())
  var cosigned: String?

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if once && seconds != nil { throw ValidationError("--once and --for exclude each other; leave one out") }
    if let seconds, !(0...1e9).contains(seconds) { throw ValidationError("--for takes 0 to 1000000000 seconds") }
    if cosigned != nil && key == nil { throw ValidationError("--cosigned needs the key to cosign with; give --key") }
  }

  func run() throws {
    var choices = FollowChoices()
    choices.end = once ? .once : seconds.map { .after(seconds: $0) } ?? .never
    choices.create = create
    choices.trust = trust
    choices.keyFile = key
    choices.cosignedFile = cosigned
    choices.wait = common.waitSeconds
    let bar = ProgressBar()
    defer { bar.finish() }
    let answer = try KnowledgeBase.follow(
      source, into: common.bookPath, choices, progress: { bar.report($0, done: $1, of: $2) })
    bar.finish()
    try Presenter.print(answer, as: common.format)
  }
}
