import Beliefs
import SystemModel
import Testing
import Vocabulary

/// Beliefs taken up run by run, on random systems with cycles, against what they are by definition.
@Suite("Beliefs run by run")
struct IncrementalTests {
  /// A random system: components that may call any other, two journeys, traffic and guards on some calls.
  private static func scene(_ generator: inout Xoshiro256, components: Int, calls: Int) -> Scene {
    var seen: Set<String> = []
    while seen.count < calls {
      let ends = (0..<2).map { _ in Int(generator.next() % UInt64(components)) }
      if ends[0] != ends[1] { seen.insert("c\(ends[0])>c\(ends[1])") }
    }
    let words = seen.sorted()
    var scene = Scene(
      words.joined(separator: " "), journeys: ["a": ["c0"], "b": ["c1", "c0"]],
      guarded: Set(words.enumerated().filter { $0.offset % 5 == 0 }.map(\.element)))
    for word in words where generator.unit() < 0.2 {
      let ends = word.split(separator: ">").map(String.init)
      scene.apply(
        .dependencyObserved(
          DependencyObserved(
            dependency: Dependency(caller: ends[0], callee: ends[1]), mode: .sync, from: Scene.start, to: Scene.start,
            calls: 100, errors: 20, propagatedErrors: 5, maskedErrors: 15)))
    }
    return scene
  }

  /// A run that degrades anybody, whatever it says: rules hold for all states.
  private static func run(_ id: Int, _ scene: Scene, components: Int, _ generator: inout Xoshiro256) -> ObservedRun {
    var states: [String] = []
    for node in (0..<components).map({ "c\($0)" }) + ["j:a", "j:b"] {
      let chance = generator.unit()
      if chance < 0.75 { states.append(node + (chance < 0.35 ? "-" : chance < 0.6 ? "+" : "?")) }
    }
    let target = Target.component("c\(generator.next() % UInt64(components))")
    let link = scene.graph.edges.first { $0.caller < components }.map {
      Target.dependency(
        Dependency(caller: scene.graph.nodes[$0.caller].name, callee: scene.graph.nodes[$0.callee].name))
    }
    return scene.run(
      id, on: id % 7 == 6 ? nil : id % 4 == 3 ? link : target, states.joined(separator: " "),
      fault: id % 7 == 6 ? "none" : id % 3 == 0 ? "app.error" : "net.latency",
      dose: Dose.allCases[Int(generator.next() % 3)], day: id / 4, environment: id % 2 == 0 ? "test" : "prod",
      grade: id % 5 == 0 ? .e3 : .e4)
  }

  @Test(
    "recording in place, on a copy and anew give the same beliefs to the last bit",
    arguments: 1...8 as ClosedRange<UInt64>)
  func sameToTheLastBit(seed: UInt64) {
    print("seed \(seed)")
    var generator = Xoshiro256(seed: seed)
    let scene = IncrementalTests.scene(&generator, components: 7, calls: 14)
    let runs = (0..<9).map { IncrementalTests.run($0, scene, components: 7, &generator) }
    var book = scene.book([], day: 5, environment: "test")
    for (count, run) in runs.enumerated() {
      let evidence = RunEvidence(run, in: scene.graph)
      let copy = book.recording(evidence, stream: run.stream)
      book.record(evidence, stream: run.stream)
      let anew = scene.book(Array(runs.prefix(count + 1)), day: 5, environment: "test")
      #expect(book.beliefs(withoutEvidence: true) == anew.beliefs(withoutEvidence: true))
      #expect(book.beliefs() == copy.beliefs())
    }
    // A run judged again, and one taken back.
    let other = IncrementalTests.run(20, scene, components: 7, &generator)
    book.record(RunEvidence(other, in: scene.graph), stream: runs[2].stream)
    book.record(nil, stream: runs[4].stream)
    let anew = BeliefBook(book.inputs)
    #expect(book.beliefs(withoutEvidence: true) == anew.beliefs(withoutEvidence: true))
    #expect(book.testedFamilies == anew.testedFamilies)
  }

  @Test(
    "an undated cause counts where the target's trouble reaches it without the effect",
    arguments: 1...40 as ClosedRange<UInt64>)
  func ways(seed: UInt64) {
    var generator = Xoshiro256(seed: seed)
    let scene = IncrementalTests.scene(&generator, components: 9, calls: 9 + Int(seed % 8))
    let graph = scene.graph
    let run = IncrementalTests.run(0, scene, components: 9, &generator)
    guard case .component(let name) = run.target, let start = graph.index(.component(name)) else { return }
    let states = run.states
    for addition in RunEvidence(run, in: graph).additions {
      guard case .family(let family, let causes, _) = addition.key.subject, let effect = graph.index(family.effect),
        effect != start
      else { continue }
      let around = reach(from: start, without: effect, graph)
      let anyhow = reach(from: start, without: nil, graph)
      let expected = graph.callees(of: effect).filter { callee in
        guard callee != start else { return true }
        guard let state = states[graph.nodes[callee]] else {
          return addition.key.isDegraded && around.contains(callee)
        }
        return state.isDegraded && (around.contains(callee) || !anyhow.contains(callee))
      }
      let named = causes.filter { $0.kind == .call }.map(\.name)
      #expect(named == expected.map { graph.nodes[$0].name }.sorted(), "seed \(seed), \(family.effect)")
    }
  }

  /// By definition: every path from the start is walked in all orders until nothing is added.
  private func reach(from start: Int, without avoided: Int?, _ graph: SystemGraph) -> Set<Int> {
    var found: Set<Int> = [start]
    var size = 0
    while found.count > size {
      size = found.count
      for edge in graph.edges where found.contains(edge.callee) && edge.caller != avoided { found.insert(edge.caller) }
    }
    return found
  }
}
