/// Files of lines that are none.
enum LineSeeds {
  private static let header = "run,component,metric,unit,at,value\n"
  private static let good = "r1,db,up,bool,2026-11-20T18:11:44Z,1\n"

  static let csv: [(what: String, text: String)] = [
    ("time", header + good + "r1,db,up,bool,yesterday,1\n"), ("time-of-day", header + "r1,db,up,bool,18:11,1\n"),
    ("local-time", header + "r1,db,up,bool,2026-11-20T18:11:44,1\n"),
    ("value", header + "r1,db,up,bool,2026-11-20T18:11:44Z,many\n"),
    ("comma", header.replacing(",", with: ";") + "r1;db;up;bool;2026-11-20T18:11:44Z;0,5\n"),
    ("short", header + good + "r1,db,up\n"),
    ("long", header + "r1,db,up,bool,2026-11-20T18:11:44Z,1,2,3\n"),
    ("open-quote", header + "\"r1,db,up,bool,2026-11-20T18:11:44Z,1\n"),
    ("after-quote", header + "\"r1\"x,db,up,bool,2026-11-20T18:11:44Z,1\n"),
    ("no-run", header + ",db,up,bool,2026-11-20T18:11:44Z,1\n"),
    ("no-component", header + "r1,,up,bool,2026-11-20T18:11:44Z,1\n"),
    ("no-metric", header + "r1,db,,bool,2026-11-20T18:11:44Z,1\n"),
    ("no-unit", header + "r1,db,heat,,2026-11-20T18:11:44Z,1\n"), ("no-time", header + "r1,db,up,bool,,1\n"),
    ("range", header + "r1,db,error_rate,ratio,2026-11-20T18:11:44Z,7\n"),
    ("two-values", "run,component,metric,unit,at,value,value\n"),
    ("two-times", "run,component,metric,unit,at,time,value\n"),
    ("long-line", header + String(repeating: "x", count: 2_000_000) + "\n"),
    ("truncated", header + good + "r1,db,up,bool,2026-11-2"),
    ("phase", "run,component,metric,unit,at,value,phase\nr1,db,up,bool,2026-11-20T18:11:44Z,1,later\n"),
  ]

  private static let type = "# TYPE up gauge\n"

  static let openMetrics: [(what: String, text: String)] = [
    ("truncated", type + "up{job=\"a\"} 1 1435781451\nup{job=\"a\"} 1 14357"), ("truncated-label", type + "up{job=\"a"),
    ("value", type + "up{job=\"a\"} one 1435781451\n"), ("time", type + "up{job=\"a\"} 1 noon\n"),
    ("early", type + "up{job=\"a\"} 1 -5\n"),
    ("late", type + "up{job=\"a\"} 1 1e300\n"), ("words", type + "up 1 2 3 4\n"),
    ("quote", type + "up{job=\"a} 1 1435781451\n"),
    ("equals", type + "up{job} 1 1435781451\n"), ("bare", type + "up{job=a} 1 1435781451\n"),
    ("no-value", type + "up{job=\"a\"}\n"),
    ("name", type + "9up 1 1435781451\n"), ("timeless", type + "up{job=\"a\"} 1\n# EOF\n"),
    ("nobody", type + "up 1 1435781451\n"),
    ("counter", "# TYPE x_total counter\nx_total{job=\"a\"} 1 1435781451\n"),
    ("unitless", "# TYPE heat gauge\nheat{job=\"a\"} 1 1435781451\n"),
    ("range", "# TYPE availability gauge\navailability{job=\"a\"} 7 1435781451\n"),
  ]
}
