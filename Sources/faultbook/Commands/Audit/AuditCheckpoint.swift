import ArgumentParser
import KnowledgeBase
import Server

/// A signed statement of what the log holds.
struct AuditCheckpoint: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "checkpoint",
    abstract: "Sign how many events there are and their root, keep it in the book, and anchor it outside.",
    discussion: """
      Before it signs, the log is proven to begin with what the last checkpoint and all anchors say; exit code 3 where \
      it does not, or where these are signed by no key that is trusted here: the key that signs, your own, and those of \
      --trust. A signature vouches for the whole history, so name only keys whose owner you know. The tree is proven by \
      its hashes; 'audit verify' hashes the events themselves. The checkpoint (a C2SP signed note) goes into the book, \
      to FILE.anchor beside it, to every --anchor, to the file that policy audit.anchorFile names, and to the command.

      From then on a book with fewer or other events refuses to be written. That an anchor was removed cannot be seen: \
      keep one where the book's users cannot write. Exit code 1 where an anchor could not be written; the checkpoint \
      itself stays.

      EXAMPLES
        faultbook audit checkpoint
        faultbook audit checkpoint --key ~/keys/shop.key --origin example.com/shop
        faultbook audit checkpoint --key new.key --new-signer --trust old.key.pub
        faultbook audit checkpoint --anchor /mnt/safe/shop.anchor
        faultbook audit checkpoint --anchor-command 'ssh vault "cat > shop.anchor"'
      """)

  @Option(
    help: ArgumentHelp(
      "The log's name, the same in all its checkpoints. (default: the last one's, else made of the key's name and the first event)",
      valueName: "name"))
  var origin: String?

  @Option(
    help: ArgumentHelp(
      "A shell command that gets the checkpoint on standard input; 'policy' allows the one that policy audit.anchorCommand names. (default: $FAULTBOOK_ANCHOR_COMMAND)",
      valueName: "command"))
  var anchorCommand: String?

  @Option(help: ArgumentHelp("How long that command may take. (default: 30)", valueName: "seconds"))
  var anchorWait: Double?

  @Flag(help: "Sign with another key than the last checkpoint's; from now on it is the log's.")
  var newSigner = false

  @OptionGroup var keys: KeyOptions
  @OptionGroup var trusting: TrustOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if let anchorWait, !(0...3600).contains(anchorWait) {
      throw ValidationError("--anchor-wait takes 0 to 3600 seconds, not \(anchorWait)")
    }
    if let origin, origin.isEmpty || DisplayText.line(origin) != origin {
      throw ValidationError("--origin takes a name on one line, such as example.com/shop")
    }
  }

  func run() throws {
    let request = CheckpointRequest(
      key: try keys.path, origin: origin, command: anchorCommand ?? Environment.value("FAULTBOOK_ANCHOR_COMMAND"),
      commandLimit: anchorWait ?? 30, trust: trusting.named, ownKey: KeyOptions.ownKey, isNewSigner: newSigner)
    guard common.anchors.isEmpty else {
      // A server writes to its own anchors, not to those that are named here.
      let book = try common.openForWriting(trust: trusting.named)
      defer { book.close() }
      return try Presenter.print(try book.checkpoint(request), as: common.format)
    }
    try Presenter.print(
      try common.writing(.checkpoint(request), trust: trusting.named) { try $0.checkpoint(request) }, as: common.format)
  }
}
