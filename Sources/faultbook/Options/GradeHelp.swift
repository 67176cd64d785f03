/// What the grades of evidence mean, for the help of commands that show them.
enum GradeHelp {
  /// A section of a command's discussion.
  static let section = """
    GRADES OF EVIDENCE
      E0  it did not happen: a gate failed, no target, skipped, a dry run
      E1  it happened, and nothing was observed
      E2  observed after the fault only
      E3  observed before and since, not both during and after; or not confirmed
      E4  observed before, during and after, the injection confirmed
      E5  as E4, against a control
      E0 and E1 move no belief. How much the others weigh is policy:
      belief.grade.E2 to belief.grade.E5.
    """
}
