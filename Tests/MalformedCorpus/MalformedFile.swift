/// A file that no import may take: the same for the tests of the importers and for those of the executable.
public struct MalformedFile: Sendable, CustomStringConvertible {
  /// Its name, which says what is wrong with it: `kiali-truncated-2.json`.
  public let name: String
  /// What is in it.
  public let bytes: [UInt8]
  /// The format that it would be of, as a user names it.
  public let format: String
  /// The run that its samples would belong to; nil where the format names its own.
  public let run: String?

  public var description: String { name }
}
