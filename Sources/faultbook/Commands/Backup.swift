import ArgumentParser
import KnowledgeBase

/// A copy of the book.
struct Backup: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Copy the book into one file, while others go on writing to it.",
    discussion: """
      The copy is of one moment, a book itself, and verified before it takes its name: a backup that is interrupted \
      leaves what was there before. --overwrite replaces an earlier backup of the same book, unless that holds \
      events which the book has lost. Keys are not in a book, and so not in a backup.

      EXAMPLES
        faultbook backup /mnt/backups/shop-2026-11-20.sqlite
        faultbook backup /mnt/backups/shop.sqlite --overwrite --book shop.sqlite
      """)

  @Argument(help: "The file to make.", completion: .file())
  var file: String

  @Flag(help: "Replace an earlier backup of this book.")
  var overwrite = false

  @OptionGroup var common: CommonOptions

  func run() throws {
    let bar = ProgressBar()
    defer { bar.finish() }
    let answer = try KnowledgeBase.backup(of: common.bookPath, to: file, overwriting: overwrite) { doing, done, all in
      bar.report(doing, done: done, of: all)
    }
    bar.finish()
    try Presenter.print(answer, as: common.format)
  }
}
