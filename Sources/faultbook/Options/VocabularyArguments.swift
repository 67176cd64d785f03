public import ArgumentParser
public import Beliefs
public import Interchange
public import Reports
public import Vocabulary

// Closed sets of words: the parser lists them in help, in completions and in its messages.
extension Dose: ExpressibleByArgument {}
extension FaultClass: ExpressibleByArgument {}
extension Phase: ExpressibleByArgument {}
extension CallMode: ExpressibleByArgument {}
extension FaultCleared.How: ExpressibleByArgument {}
extension RunAborted.Reason: ExpressibleByArgument {}
extension SampleSubject.Reporter: ExpressibleByArgument {}
extension FailureModeCatalogued.Category: ExpressibleByArgument {}
extension FailureModeCatalogued.Likelihood: ExpressibleByArgument {}
extension FailureModeCatalogued.Impact: ExpressibleByArgument {}
extension BeliefSummary.Kind: ExpressibleByArgument {}
extension ExportTool: ExpressibleByArgument {}
extension SystemGraph.Form: ExpressibleByArgument {}
