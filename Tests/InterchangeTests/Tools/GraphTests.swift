import Testing
import Vocabulary

@testable import Interchange

@Suite struct GraphTests {
  private func kiali(nodes: String, edges: String, head: String = #""timestamp":1523364075,"duration":600,"#) -> String
  {
    #"{\#(head)"graphType":"app","elements":{"nodes":[\#(nodes)],"edges":[\#(edges)]}}"#
  }
  private func node(_ id: String, _ rest: String) -> String { #"{"data":{"id":"\#(id)",\#(rest)}}"# }
  private func edge(_ from: String, _ to: String, _ rates: String, protocol name: String = "http") -> String {
    #"{"data":{"id":"e\#(from)\#(to)","source":"\#(from)","target":"\#(to)","traffic":{"protocol":"\#(name)","rates":{\#(rates)}}}}"#
  }
  private var web: String { node("h1", #""nodeType":"app","namespace":"shop","app":"web","version":"v1""#) }
  private var db: String { node("h2", #""nodeType":"app","namespace":"shop","app":"db""#) }

  @Test func `Kiali's rates are text, its ids hashes, and 4xx are the caller's own mistake`() throws {
    let rates =
      #""http":"10.00","http3xx":"1.00","http4xx":"2.00","http5xx":"0.50","httpNoResponse":"0.25","httpPercentErr":"27.5""#
    let found = try importing(kiali(nodes: "\(web),\(db)", edges: edge("h1", "h2", rates)))
    #expect(found.arrows == ["web>db"])
    #expect(found.total("web", "db", \.calls) == 6000 && found.total("web", "db", \.errors) == 450)
    #expect(found.dependencies[0].from.description == "2018-04-10T12:31:15Z")
    #expect(found.kinds == ["web": "service", "db": "service"])
  }

  @Test func `versions of one application are one component, and traffic between them no dependency`() throws {
    let second = node("h3", #""nodeType":"app","namespace":"shop","app":"web","version":"v2","workload":"web-v2""#)
    let edges = [
      edge("h1", "h2", #""http":"1.00""#), edge("h3", "h2", #""http":"2.00""#), edge("h1", "h3", #""http":"5.00""#),
    ]
    let found = try importing(
      kiali(nodes: [web, db, second].joined(separator: ","), edges: edges.joined(separator: ",")))
    #expect(found.arrows == ["web>db"] && found.total("web", "db", \.calls) == 1800)
  }

  @Test func `bytes are no calls, the unknown are nobody, and one name in two places is two components`() throws {
    let other = node("h4", #""nodeType":"workload","namespace":"bank","workload":"db""#)
    let unknown = node("h5", #""nodeType":"unknown","namespace":"unknown","app":"unknown","workload":"unknown""#)
    let edges = [
      edge("h1", "h2", #""tcp":"31.00""#, protocol: "tcp"), edge("h5", "h1", #""http":"3.00""#),
      edge("h1", "h4", #""http":"1.00""#),
    ]
    let found = try importing(
      kiali(nodes: [web, db, other, unknown].joined(separator: ","), edges: edges.joined(separator: ",")))
    #expect(found.declaredArrows == ["web>db.shop"] && found.arrows == ["web>db.bank"])
    #expect(found.summary.notes.contains { $0.contains("nobody says who calls") })
  }

  @Test func `a graph without its window, or without traffic, is declared and not counted`() throws {
    let found = try importing(kiali(nodes: "\(web),\(db)", edges: edge("h1", "h2", #""http":"1.00""#), head: ""))
    #expect(found.dependencies.isEmpty && found.declaredArrows == ["web>db"])
    #expect(try importing(kiali(nodes: "", edges: "")).summary.notes.contains { $0.contains("empty") })
    #expect(
      failure(kiali(nodes: web, edges: edge("h1", "h1", #""http":"fast""#)))?.contains("rates.http: expected a number")
        == true)
    #expect(failure(kiali(nodes: web, edges: edge("h1", "h1", #""http":"-1""#)))?.contains("at least 0") == true)
  }

  @Test(arguments: [
    #"[{"parent":"web","child":"db","callCount":12,"errorCount":1},{"parent":"db","child":"db","callCount":1}]"#,
    #"{"data":[{"parent":"web","child":"db","callCount":12}],"total":0,"errors":null}"#,
  ])
  func `dependency links have no window, so they are declared and not counted`(text: String) throws {
    let found = try importing(text)
    #expect(found.summary.format == .dependencyLinks)
    #expect(found.declaredArrows == ["web>db"] && found.dependencies.isEmpty)
    #expect(found.summary.notes.contains { $0.contains("no window of time") })
  }

  @Test func `Backstage's references are kind, namespace and name, each but the last optional`() throws {
    func entity(_ kind: String, _ name: String, _ spec: String) -> String {
      "apiVersion: backstage.io/v1alpha1\nkind: \(kind)\nmetadata: {name: \(name), tags: [java]}\nspec: {\(spec)}\n"
    }
    let text = [
      entity(
        "Component", "shop",
        "type: website, owner: group:default/team-a, dependsOn: ['resource:default/orders-db', cart, 'Component:lib'], consumesApis: [pay-api, other-api, 'component:legacy']"
      ),
      entity("Component", "cart", "type: service, owner: team-b, dependsOn: ['resource:orders']"),
      entity("Component", "payments", "type: service, providesApis: [pay-api]"),
      entity("Component", "lib", "type: library"),
      entity("Resource", "orders-db", "type: database, dependencyOf: ['component:reports']"),
      entity("Resource", "orders", "type: kafka-topic"), entity("API", "pay-api", "type: grpc"),
      entity("Group", "team-a", "type: team"),
    ].joined(separator: "---\n")
    let found = try importing(text)
    #expect(
      found.declaredArrows == [
        "cart~>orders", "reports>orders-db", "shop>cart", "shop>legacy", "shop>orders-db", "shop>payments",
      ])
    #expect(
      found.kinds == [
        "shop": "client", "cart": "service", "payments": "service", "orders-db": "database", "orders": "topic",
      ])
    #expect(found.summary.notes.contains { $0.contains("\"other-api\"") })
    #expect(found.summary.notes.contains { $0.contains("\"lib\" is a library") })
    #expect(failure(entity("Component", "a", "dependsOn: ['a/b/c']"))?.contains("[kind:][namespace/]name") == true)
  }

  @Test func `Compose's services depend on what they are started after, jobs aside`() throws {
    let text = """
      x-base: &base {restart: always, depends_on: [db]}
      services:
        web: {<<: *base, image: "nginx:1.25", links: ["cache:redis"], environment: {DB_PASSWORD: hunter2}}
        worker: {<<: *base, depends_on: {migrate: {condition: service_completed_successfully}, queue: {condition: service_healthy}}}
        migrate: {image: shop/migrate}
        queue: {image: "rabbitmq:3-management"}
        db: {image: "postgres:16"}
        cache: {image: "redis:7"}
        nothing:
      """
    let found = try importing(text)
    #expect(found.declaredArrows == ["web>cache", "web>db", "worker>queue"])
    #expect(found.kinds["db"] == "database" && found.kinds["queue"] == "queue" && found.kinds["web"] == "gateway")
    #expect(found.summary.notes.contains { $0.contains("\"migrate\" has ended") })
    #expect(!found.events.contains { $0.payload.contains("hunter2") })
    #expect(failure("services: [web, db]\n")?.contains("$.services: expected an object") == true)
  }
}
