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

  @Test("who is asked now and then knows what who is asked always knows", arguments: 1...6 as ClosedRange<UInt64>)
  func askedNowAndThen(seed: UInt64) {
    var generator = Xoshiro256(seed: seed)
    let scene = IncrementalTests.scene(&generator, components: 7, calls: 14)
    var book = scene.book([], day: 1, environment: "test")
    for id in 0..<12 {
      let run = IncrementalTests.run(id, scene, components: 7, &generator)
      let evidence = RunEvidence(run, in: scene.graph)
      if id % 3 == 0 { book = book.aged(to: run.injected) }
      let before = book
      book.record(evidence, stream: run.stream)
      // Some families are asked for, of some states of the book: what was not is worked out of the evidence of its own state.
      for key in book.testedFamilies where generator.unit() < 0.2 { _ = book.family(key) }
      for key in before.testedFamilies where generator.unit() < 0.2 { _ = before.family(key) }
      if let changed = book.changed {
        for key in book.testedFamilies where !changed.contains(key) {
          #expect(book.family(key).posterior == before.family(key).posterior, "seed \(seed), run \(id), \(key)")
        }
      }
      if id % 4 == 3 { #expect(before.beliefs() == BeliefBook(before.inputs).beliefs(), "seed \(seed), run \(id)") }
    }
    #expect(book.beliefs() == BeliefBook(book.inputs).beliefs(), "seed \(seed)")
  }

  @Test("coverage taken up run by run is that of the book", arguments: 1...6 as ClosedRange<UInt64>)
  func coverage(seed: UInt64) {
    var generator = Xoshiro256(seed: seed)
    let scene = IncrementalTests.scene(&generator, components: 7, calls: 14)
    var book = scene.book([], day: 0, environment: nil)
    var meter = CoverageMeter()
    for id in 0..<20 {
      let run = IncrementalTests.run(id, scene, components: 7, &generator)
      let evidence = RunEvidence(run, in: scene.graph)
      let now = max(book.inputs.weighing.now, run.injected)
      book = book.aged(to: now, priors: id == 8 || id == 15 ? book.inputs.fittedPriors(position: Int64(id)) : nil)
      book.record(evidence, stream: run.stream)
      let found = meter.coverage(of: book, touched: Set(evidence.families))
      let whole = book.coverageSum
      #expect(abs(found.learned - whole.learned) < 1e-12 * (1 + whole.learned), "seed \(seed), run \(id)")
      #expect(abs(found.whole - whole.whole) < 1e-12 * (1 + whole.whole), "seed \(seed), run \(id)")
    }
    #expect(meter.coverage(of: book, touched: []).value > 0)
  }

  @Test(
    "what a target's trouble can reach is the same part of the whole network", arguments: 1...6 as ClosedRange<UInt64>)
  func around(seed: UInt64) {
    var generator = Xoshiro256(seed: seed)
    let scene = IncrementalTests.scene(&generator, components: 8, calls: 11)
    let runs = (0..<9).map { IncrementalTests.run($0, scene, components: 8, &generator) }
    let book = scene.book(runs, day: 5, environment: "test")
    for faultClass in [FaultClass.latency, .errors] {
      let whole = book.network(faultClass, .medium)
      for node in 0..<8 {
        guard let place = whole.nodes.firstIndex(of: .component("c\(node)")) else { continue }
        let part = book.network(faultClass, .medium, around: .component("c\(node)"))
        guard let local = part.nodes.firstIndex(of: .component("c\(node)")) else {
          Issue.record("the target is missing")
          return
        }
        let (all, some) = (CascadeEngine(whole, seed: 3, words: 4), CascadeEngine(part, seed: 3, words: 4))
        var (state, other) = (all.makeState(), some.makeState())
        all.run(from: place, &state)
        some.run(from: local, &other)
        for (index, name) in whole.nodes.enumerated() {
          let probability = state.probability(of: index)
          let own = part.nodes.firstIndex(of: name).map { other.probability(of: $0) } ?? 0
          #expect(own == probability, "seed \(seed), \(name) after c\(node)")
        }
        for (index, edge) in part.edgeMean.enumerated() {
          let (cause, effect) = (part.nodes[Int(part.edgeCause[index])], part.nodes[Int(part.edgeEffect[index])])
          let same = whole.edgeMean.indices.first {
            whole.nodes[Int(whole.edgeCause[$0])] == cause && whole.nodes[Int(whole.edgeEffect[$0])] == effect
          }
          #expect(same.map { whole.edgeMean[$0] } == edge)
        }
      }
    }
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
