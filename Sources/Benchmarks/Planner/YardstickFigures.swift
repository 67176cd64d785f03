func yardstickFigures(_ bench: PlannerBench, _ system: LargeSystem) throws -> [Figure] { [] }
