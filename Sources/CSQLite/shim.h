#pragma once
#include <sqlite3.h>

/// `sqlite3_db_config` is variadic and so cannot be called from Swift; this is its form for boolean switches.
static inline int faultbook_db_config_bool(sqlite3 *db, int op, int on) {
  int now = 0;
  return sqlite3_db_config(db, op, on, &now);
}
