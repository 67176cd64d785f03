import EventLog
import Foundation
import GRDB
import Testing
import Transparency
import Vocabulary

/// Proofs and tiles of a book, against a tree that is built from the leaves beside it.
@Suite struct ProofTests {
  @Test func `at every size a book proves its events and its growth`() throws {
    let book = try TemporaryBook()
    var edge = CompactRange()
    var roots = [edge.root]
    let sizes = [1, 2, 3, 7, 8, 200, 255, 256, 257, 300, 511, 512, 513, 700]
    for (before, size) in zip([0] + sizes, sizes) {
      try book.log.append(samples(before..<size), actor: "ada", now: noon)
      for position in (before + 1)...size {
        edge.append(try book.log.leaf(at: Int64(position)))
        roots.append(edge.root)
      }
      #expect(try book.log.root() == edge.root)
      for old in sizes where old <= size {
        #expect(try book.log.root(at: Int64(old)) == roots[old])
        let proof = try book.log.consistencyProof(from: Int64(old))
        #expect(proof.verify(oldRoot: roots[old], newRoot: roots[size]))
        let inclusion = try book.log.inclusionProof(position: Int64(old), size: Int64(size))
        #expect(inclusion.verify(leaf: try book.log.leaf(at: Int64(old)), root: roots[size]))
      }
    }
    #expect(try book.log.verify().ok)
  }
}
