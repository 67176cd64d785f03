import Foundation
import Glibc
import Testing
import Vocabulary

/// Commands beside a server that holds the book.
@Suite struct HandoverTests {
  @Test func `a server that ended suddenly is not waited for`() throws {
    let workspace = try Workspace()
    let book = try SharedBooks.small.get().copied(to: workspace)
    let server = try RunningServer(book: book, in: workspace)
    server.crash()
    #expect(try String(contentsOfFile: book + ".lock", encoding: .utf8).contains("server "))
    let outcome = try workspace.run(["declare", "component", "later", "--book", book, "--wait", "0"])
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    #expect(try workspace.state(of: book)["ok"] == true)
  }
}
