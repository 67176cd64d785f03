import HTTPTypes
import KnowledgeBase
import Testing
import Vocabulary

@testable import Server

@Suite("The document of the API")
struct DocumentTests {
  @Test("It tells of every route and of nothing else, each operation under one name")
  func routes() async throws {
    let served = try await Served()
    try await served.test { client in
      let reply = try await client.get("/api/v1/openapi.json")
      #expect(reply.status == 200 && reply.json["openapi"]?.stringValue == "3.1.0")
      var told: Set<String> = []
      var names: Set<String> = []
      for path in try #require(reply.json["paths"]?.members) {
        for operation in path.value.members ?? [] {
          told.insert("\(operation.name.uppercased()) \(path.name)")
          let name = try #require(operation.value["operationId"]?.stringValue)
          #expect(names.insert(name).inserted, "\(name) stands twice")
          // Every part in braces is a parameter, and every parameter in the path is there.
          let inPath = (operation.value["parameters"]?.arrayValue ?? []).filter { $0["in"]?.stringValue == "path" }
          #expect(
            Set(inPath.compactMap { $0["name"]?.stringValue })
              == Set(
                path.name.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }),
            "\(name)")
          #expect(operation.value["summary"]?.stringValue?.isEmpty == false, "\(name)")
        }
      }
      #expect(
        told == Set(RouteTable.standard.routes.filter(\.isDocumented).map { "\($0.method.rawValue) \($0.path)" }))
      // What it names it has.
      let schemas = Set((reply.json["components"]?["schemas"]?.members ?? []).map(\.name))
      for name in Self.references(in: reply.json) { #expect(schemas.contains(name), "\(name)") }
    }
  }

  /// The names of the schemas that are referred to.
  private static func references(in json: JSON) -> Set<String> {
    if let members = json.members {
      return members.reduce(into: Set()) { found, member in
        if member.name == "$ref", let text = member.value.stringValue {
          found.insert(String(text.split(separator: "/").last ?? ""))
        }
        found.formUnion(references(in: member.value))
      }
    }
    return (json.arrayValue ?? []).reduce(into: Set()) { $0.formUnion(references(in: $1)) }
  }

  @Test("What the router answers under a path is what the document says: other methods are told which ones it takes")
  func methods() async throws {
    let served = try await Served()
    try await served.test { client in
      for path in Set(RouteTable.standard.routes.map(\.path)) {
        let known = Set(RouteTable.standard.routes.filter { $0.path == path }.map(\.method))
        let reply = try await client.send(.put, path.replacing("{", with: "").replacing("}", with: ""))
        #expect(reply.status == 405, "\(path)")
        let allowed = Set((reply.headers[.allow] ?? "").split(separator: ",").map { $0.filter { $0 != " " } })
        #expect(allowed.subtracting(["HEAD"]) == Set(known.map(\.rawValue)), "\(path)")
      }
    }
  }

  /// Commands that are about files of this machine, or about a server itself, and so are no matter of its API.
  private static let local: Set<String> = [
    "init", "demo", "restore", "follow", "serve", "help", "audit key new", "audit key show", "audit key vouch",
    "declare file",
  ]

  @Test("A route that says it does what a command does names one command, and no two do the same")
  func commands() {
    var seen: Set<String> = []
    for route in RouteTable.standard.routes {
      guard let command = route.command else { continue }
      #expect(seen.insert(command).inserted, "\(command) has two routes")
      #expect(!Self.local.contains(command), "\(command)")
    }
  }
}
