#pragma once
#include <sqlite3.h>

/// `sqlite3_db_config` is variadic and so cannot be called from Swift; this is its form for boolean switches.
static inline int faultbook_db_config_bool(sqlite3 *db, int op, int on) {
  int now = 0;
  return sqlite3_db_config(db, op, on, &now);
}

/// Turns off SQLite's count of its memory, which takes a lock for every allocation: a tenth of the work of appending.
/// `sqlite3_config` is variadic too. Does nothing once SQLite is in use.
static inline void faultbook_forgo_memory_statistics(void) { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

/// Lets SQLite read names of files as URIs, as Debian's does by itself; whether it does now.
static inline int faultbook_read_uris(void) {
  return sqlite3_config(SQLITE_CONFIG_URI, 1) == SQLITE_OK || sqlite3_compileoption_used("USE_URI");
}
