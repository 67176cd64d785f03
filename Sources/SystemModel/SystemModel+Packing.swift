public import Vocabulary

// A system in few bytes, and back: part of a book's snapshots.

extension SystemModel: Packable {
  @usableFromInline package func pack(into packer: inout Packer) {
    packer.put(position, componentsByName, recordsByDependency, journeysByName, failureModesByID, budgetsByNode)
  }
  @usableFromInline package init(from unpacker: inout Unpacker) throws {
    self.init(position: try unpacker.next())
    componentsByName = try unpacker.next()
    recordsByDependency = try unpacker.next()
    journeysByName = try unpacker.next()
    failureModesByID = try unpacker.next()
    budgetsByNode = try unpacker.next()
  }
}

extension Component: Packable {
  @usableFromInline package func pack(into packer: inout Packer) {
    packer.put(name, kind.name, declared, owner, tier, tags, retired, changes)
  }
  @usableFromInline package init(from unpacker: inout Unpacker) throws {
    self.init(try unpacker.next())
    kind = ComponentKind(try unpacker.next())
    declared = try unpacker.next()
    owner = try unpacker.next()
    tier = try unpacker.next()
    tags = try unpacker.next()
    retired = try unpacker.next()
    changes = try unpacker.next()
  }
}

extension Component.Change: Packable {
  @usableFromInline package func pack(into packer: inout Packer) { packer.put(at, change, version) }
  @usableFromInline package init(from unpacker: inout Unpacker) throws {
    self.init(at: try unpacker.next(), change: try unpacker.next(), version: try unpacker.next())
  }
}

extension Journey: Packable {
  @usableFromInline package func pack(into packer: inout Packer) { packer.put(name, entry, criticality, objective) }
  @usableFromInline package init(from unpacker: inout Unpacker) throws {
    self.init(
      name: try unpacker.next(), entry: try unpacker.next(), criticality: try unpacker.next(),
      objective: try unpacker.next())
  }
}

extension Budget: Packable {
  @usableFromInline package func pack(into packer: inout Packer) { packer.put(node, remaining, burnRate, at) }
  @usableFromInline package init(from unpacker: inout Unpacker) throws {
    self.init(
      node: try unpacker.next(), remaining: try unpacker.next(), burnRate: try unpacker.next(),
      at: try unpacker.next())
  }
}
