internal import Foundation

/// A proof that can be handed over and checked without the log: C2SP tlog-proof (https://c2sp.org/tlog-proof).
///
///     c2sp.org/tlog-proof@v1
///     extra aGVsbG8=
///     index 1
///     rAMHBr5SDtEMOpOdhqEqX4pd6vDF6TC4wP6wdqZWd6E=
///
///     example.org/log
///     2
///     …
///
/// It holds where the leaf is, the siblings up to the root, and the checkpoint that was signed over that root. Who checks
/// it makes the leaf from the event, trusts the checkpoint's signatures by keys of his own, and asks `inclusionProof`.
public struct ProofText: Sendable, Hashable {
  /// The first line.
  public static let header = "c2sp.org/tlog-proof@v1"

  /// Whatever the application needs beside it; nil where there is no such line. Nothing vouches for it.
  public let extra: [UInt8]?
  /// The leaf's place, from 0.
  public let index: Int64
  /// The siblings, from the leaf's up to the root's child.
  public let hashes: [TreeHash]
  /// The checkpoint's note, verbatim, with all its signatures.
  public let checkpoint: String

  /// A proof with the checkpoint of the tree that it leads to.
  public init(_ proof: InclusionProof, checkpoint: String, extra: [UInt8]? = nil) {
    index = proof.index
    hashes = proof.hashes
    self.checkpoint = checkpoint
    self.extra = extra
  }

  /// The proof, where the checkpoint is of `size` leaves.
  public func inclusionProof(size: Int64) -> InclusionProof {
    InclusionProof(index: index, size: size, hashes: hashes)
  }

  /// The text, of one form only.
  public var text: String {
    var lines = [ProofText.header]
    if let extra { lines.append("extra " + Data(extra).base64EncodedString()) }
    lines.append("index \(index)")
    lines += hashes.map { Data($0.bytes).base64EncodedString() }
    return lines.joined(separator: "\n") + "\n\n" + checkpoint
  }

  /// Reads such a text; checks nothing but its form. Throws `ProofTextError` that names the line.
  public init(text: String) throws {
    guard let end = text.range(of: "\n\n") else {
      throw ProofTextError(1, "there is no empty line with a checkpoint below it")
    }
    var lines = text[..<end.lowerBound].split(separator: "\n", omittingEmptySubsequences: false)[...]
    var number = 1
    func next() throws -> Substring {
      guard let line = lines.popFirst() else { throw ProofTextError(number, "there is no line that begins with index") }
      number += 1
      return line
    }
    guard try next() == ProofText.header else { throw ProofTextError(1, "it is not \(ProofText.header)") }
    var line = try next()
    if line.hasPrefix("extra ") {
      extra = try ProofText.bytes(line.dropFirst(6), line: number - 1)
      line = try next()
    } else {
      extra = nil
    }
    guard line.hasPrefix("index "), let index = TilePath.number(line.dropFirst(6), below: 1 << 62) else {
      throw ProofTextError(number - 1, "it is not index and a number without leading zeroes")
    }
    self.index = index
    var hashes: [TreeHash] = []
    while !lines.isEmpty {
      let line = try next()
      guard let hash = TreeHash(try ProofText.bytes(line, line: number - 1)) else {
        throw ProofTextError(number - 1, "it is not the base64 of 32 bytes")
      }
      hashes.append(hash)
    }
    // No tree is higher.
    guard hashes.count < 64 else { throw ProofTextError(number - 1, "there are more hashes than a tree has levels") }
    self.hashes = hashes
    checkpoint = String(text[end.upperBound...])
    guard !checkpoint.isEmpty else { throw ProofTextError(number + 1, "the checkpoint is missing") }
  }

  /// Standard base64 in its one form: Foundation also takes others, in which one proof would have many texts.
  private static func bytes(_ text: Substring, line: Int) throws -> [UInt8] {
    guard let data = Data(base64Encoded: String(text)), data.base64EncodedString() == text else {
      throw ProofTextError(line, "it is not base64")
    }
    return [UInt8](data)
  }
}

/// A text that is no C2SP tlog-proof.
public struct ProofTextError: Error, Equatable, CustomStringConvertible {
  /// The line, from 1.
  public let line: Int
  /// What is wrong, in one clause.
  public let problem: String

  init(_ line: Int, _ problem: String) {
    self.line = line
    self.problem = problem
  }

  public var description: String {
    "line \(line) of the proof: \(problem); a proof is a text as `faultbook audit prove` writes it (c2sp.org/tlog-proof)"
  }
}
