/// `book.restored`: the book was replaced by a copy of it, and goes on from there, though it had been known to hold more, or
/// to be another's copy. Somebody decided that, and says why.
///
/// What the copy holds are the events before this one. `{"copy": "shop-2026-11-19.sqlite", "why": "disk lost, this is the
/// newest backup", "abandoned": [{"size": 12674, "root": "c041…", "origin": "example.com/shop"}]}`
public struct BookRestored: EventPayload {
  public static let type = EventType.bookRestored

  /// What the book is known to have held, and holds no more.
  public struct Abandoned: Sendable, Equatable {
    /// How many events it held.
    public let size: Int
    /// The root of the tree over them, in hexadecimal.
    public let root: String
    /// The log's name in the checkpoint that says so; nil where the replaced book itself said so.
    public let origin: String?

    /// What is given up.
    public init(size: Int, root: String, origin: String?) {
      self.size = size
      self.root = root
      self.origin = origin
    }
  }

  /// The name of the copy's file.
  public let copy: String
  /// Why.
  public let why: String
  /// The histories that are given up: the anchors' and the replaced book's, as far as the copy does not hold them.
  public let abandoned: [Abandoned]
  /// What the copy followed until it became a book of its own; nil where it was none.
  public let followed: String?

  /// A restoration.
  public init(copy: String, why: String, abandoned: [Abandoned], followed: String?) {
    self.copy = copy
    self.why = why
    self.abandoned = abandoned
    self.followed = followed
  }

  public init(from fields: FieldReader) throws {
    self.init(
      copy: try fields.string("copy"), why: try fields.string("why"),
      abandoned: try fields.objects("abandoned") { fields in
        Abandoned(
          size: try fields.count("size"), root: try fields.string("root"), origin: try fields.optionalString("origin"))
      }, followed: try fields.optionalString("followed"))
  }

  public var json: JSON {
    .compact(
      ("copy", .string(copy)), ("why", .string(why)),
      (
        "abandoned",
        abandoned.isEmpty
          ? nil
          : .array(
            abandoned.map {
              .compact(
                ("size", .integer(Int64($0.size))), ("root", .string($0.root)),
                ("origin", $0.origin.map { .string($0) }))
            })
      ), ("followed", followed.map { .string($0) }))
  }
}
