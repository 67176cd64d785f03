import Interchange
import KnowledgeBase
import Testing
import Vocabulary

/// What other tools' files may not change: what people have declared.
@Suite struct ImportTests {
  private func file(_ name: String, _ text: String) -> ImportSource {
    ImportSource(name: name, bytes: Array(text.utf8))
  }

  private func event(_ id: String, _ type: String, _ data: String) -> String {
    #"{"specversion":"1.0","id":"\#(id)","source":"urn:people","type":"faultbook.\#(type)","subject":"system","data":\#(data)}"#
  }

  @Test func `files declare what is not declared yet, and leave the rest as people have it`() throws {
    let shop = try Shop()
    let book = try KnowledgeBase.create(at: shop.path)
    let people = [
      event("1", "component.declared", #"{"component":"db","kind":"database","owner":"dba"}"#),
      event("2", "dependency.declared", #"{"caller":"web","callee":"db","mode":"sync","guards":{"timeoutMs":300}}"#),
      event("3", "journey.declared", #"{"journey":"pay","entry":["web"],"criticality":1}"#),
    ].joined(separator: "\n")
    _ = try book.importFiles([file("people.jsonl", people)], actor: "test")
    let compose = "services: {web: {image: shop, depends_on: [db, cache]}, db: {image: redis}, cache: {image: redis}}\n"
    let slo =
      "apiVersion: openslo/v1\nkind: SLO\nmetadata: {name: pay}\nspec: {service: shop, objectives: [{target: 0.9}]}\n"
    let answer = try book.importFiles([file("compose.yaml", compose), file("slo.yaml", slo)], actor: "test")
    #expect(answer.notes.contains("slo.yaml: journey \"pay\" is declared already, and was left as it is"))
    let told = try book.system(view: View()).json.text
    #expect(told.contains("\"guarded\":true") && told.contains("\"cache\""))
    #expect(told.contains("\"criticality\":1") && !told.contains("\"criticality\":0.5"))
  }

  @Test func `a dry run says what would be appended, by type, and needs no book`() throws {
    let compose = "services: {web: {image: shop, depends_on: [db]}, db: {image: postgres}}\n"
    let answer = try KnowledgeBase.dryRunImport([file("compose.yaml", compose)])
    #expect(
      answer.notes.first == "compose.yaml would append 2 component.declared, 1 dependency.declared, 1 source.imported")
    #expect(answer.json["types"]?.arrayValue?.count == 3)
  }
}
