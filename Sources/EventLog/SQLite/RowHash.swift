package import Crypto
package import Foundation
package import GRDB

/// Hashes of stored rows, such that no two different rows have the same: every value enters with its kind and its length.
package enum RowHash {
  /// SHA-256 of a row's table and values.
  package static func of(_ table: String, _ values: [DatabaseValue]) -> Data {
    var hasher = SHA256()
    hasher.update(rowOf: [table.databaseValue] + values)
    return Data(hasher.finalize())
  }
}

extension SHA256 {
  /// Takes up the values of a row.
  package mutating func update(rowOf values: [DatabaseValue]) {
    var bytes: [UInt8] = []
    func add(_ kind: UInt8, _ content: some Collection<UInt8>) {
      bytes.append(kind)
      withUnsafeBytes(of: UInt64(content.count).bigEndian) { bytes.append(contentsOf: $0) }
      bytes.append(contentsOf: content)
    }
    for value in values {
      switch value.storage {
      case .null: add(0, [])
      case .int64(let number): withUnsafeBytes(of: number.bigEndian) { add(1, Array($0)) }
      case .double(let number): withUnsafeBytes(of: number.bitPattern.bigEndian) { add(2, Array($0)) }
      case .string(let text): add(3, text.utf8)
      case .blob(let data): add(4, data)
      }
    }
    bytes.append(0xFF)
    update(data: bytes)
  }
}
