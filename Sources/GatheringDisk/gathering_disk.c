#include "gathering_disk.h"
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

// Where a frame of the WAL begins, and where its header says of how many pages the database is after the transaction that it
// ends, which is 0 in every frame but the last (https://sqlite.org/fileformat2.html#walformat).
enum { frame_header_size = 24, commit_size_offset = 4 };

// How much is held back: 31 frames with pages of 4096 bytes. A write of SQLite's unix VFS must be shorter than 131072 bytes.
enum { room = 130000 };

// How the WAL is lengthened: from this length on, by transactions that are no longer than this, by so many zeros.
enum { long_enough = 128 * 1024, short_transaction = 64 * 1024, piece = 64 * 1024, pieces = 4 };

struct gathered_file {
  sqlite3_file base;
  sqlite3_file *real;
  // What is held back, `count` bytes that belong at `offset`.
  unsigned char *held;
  int count;
  sqlite3_int64 offset;
  // Whether the page to come ends a transaction.
  int commits;
  // How long the file is, with what is held back.
  sqlite3_int64 size;
  // How many bytes were written since it was synced.
  sqlite3_int64 unsynced;
  // Whether zeros could not be written, for want of room perhaps: then nothing is written that nobody needs.
  int is_tight;
};

static struct gathered_file *gathered(sqlite3_file *file) { return (struct gathered_file *)file; }

#define CALL(file, method, ...) gathered(file)->real->pMethods->method(gathered(file)->real, ##__VA_ARGS__)

// Hands over what is held back. Where that fails it is forgotten: SQLite undoes the transaction that it is of.
static int hand_over(sqlite3_file *file) {
  struct gathered_file *mine = gathered(file);
  if (mine->count == 0) return SQLITE_OK;
  int count = mine->count;
  mine->count = 0;
  return CALL(file, xWrite, mine->held, count, mine->offset);
}

// Lengthens the file after a short transaction has made it longer. That it could not be done is nobody's loss.
static void lengthen(sqlite3_file *file) {
  static const unsigned char zeros[piece];
  struct gathered_file *mine = gathered(file);
  for (int n = 0; n < pieces && !mine->is_tight; n++) {
    if (CALL(file, xWrite, zeros, piece, mine->size) == SQLITE_OK) {
      mine->size += piece;
    } else {
      mine->is_tight = 1;
    }
  }
}

// A transaction's last page is there.
static int end_transaction(sqlite3_file *file, int is_longer) {
  struct gathered_file *mine = gathered(file);
  int rc = hand_over(file);
  if (rc == SQLITE_OK && is_longer && mine->size >= long_enough && mine->unsynced <= short_transaction) lengthen(file);
  return rc;
}

static int gathered_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
  struct gathered_file *mine = gathered(file);
  if (mine->count > 0 && (offset != mine->offset + mine->count || count > room - mine->count)) {
    int rc = hand_over(file);
    if (rc != SQLITE_OK) return rc;
  }
  int is_last = mine->commits;
  int is_longer = offset + count > mine->size;
  mine->commits = 0;
  mine->unsynced += count;
  if (is_longer) mine->size = offset + count;
  if (count > room) return CALL(file, xWrite, bytes, count, offset);
  if (mine->count == 0) mine->offset = offset;
  memcpy(mine->held + mine->count, bytes, (size_t)count);
  mine->count += count;
  if (count == frame_header_size) {
    static const unsigned char none[4] = {0};
    mine->commits = memcmp((const unsigned char *)bytes + commit_size_offset, none, sizeof none) != 0;
  }
  return is_last ? end_transaction(file, is_longer) : SQLITE_OK;
}

#define HANDED_OVER(file, call) \
  int rc = hand_over(file);     \
  return rc == SQLITE_OK ? call : rc

static int gathered_read(sqlite3_file *file, void *bytes, int count, sqlite3_int64 offset) {
  HANDED_OVER(file, CALL(file, xRead, bytes, count, offset));
}

static int gathered_truncate(sqlite3_file *file, sqlite3_int64 size) {
  struct gathered_file *mine = gathered(file);
  int rc = hand_over(file);
  if (rc == SQLITE_OK) rc = CALL(file, xTruncate, size);
  if (rc == SQLITE_OK) mine->size = size;
  mine->is_tight = 0;
  return rc;
}

static int gathered_sync(sqlite3_file *file, int flags) {
  gathered(file)->unsynced = 0;
  HANDED_OVER(file, CALL(file, xSync, flags));
}

static int gathered_size(sqlite3_file *file, sqlite3_int64 *size) { HANDED_OVER(file, CALL(file, xFileSize, size)); }

static int gathered_control(sqlite3_file *file, int op, void *argument) {
  HANDED_OVER(file, CALL(file, xFileControl, op, argument));
}

static int gathered_close(sqlite3_file *file) {
  int rc = hand_over(file);
  int closed = CALL(file, xClose);
  free(gathered(file)->held);
  return rc == SQLITE_OK ? closed : rc;
}

static int gathered_lock(sqlite3_file *file, int lock) { return CALL(file, xLock, lock); }
static int gathered_unlock(sqlite3_file *file, int lock) { return CALL(file, xUnlock, lock); }
static int gathered_check(sqlite3_file *file, int *out) { return CALL(file, xCheckReservedLock, out); }
static int gathered_sector(sqlite3_file *file) { return CALL(file, xSectorSize); }
static int gathered_character(sqlite3_file *file) { return CALL(file, xDeviceCharacteristics); }

// Of the first version: the index of the WAL and mapped pages are the database file's.
static const sqlite3_io_methods methods = {
    .iVersion = 1,
    .xClose = gathered_close,
    .xRead = gathered_read,
    .xWrite = gathered_write,
    .xTruncate = gathered_truncate,
    .xSync = gathered_sync,
    .xFileSize = gathered_size,
    .xLock = gathered_lock,
    .xUnlock = gathered_unlock,
    .xCheckReservedLock = gathered_check,
    .xFileControl = gathered_control,
    .xSectorSize = gathered_sector,
    .xDeviceCharacteristics = gathered_character,
};

static sqlite3_vfs *default_vfs = 0;
static sqlite3_vfs vfs;

static int gathering_open(sqlite3_vfs *self, const char *name, sqlite3_file *file, int flags, int *out) {
  (void)self;
  if (!(flags & SQLITE_OPEN_WAL)) return default_vfs->xOpen(default_vfs, name, file, flags, out);
  struct gathered_file *mine = gathered(file);
  memset(mine, 0, sizeof *mine);
  mine->held = malloc(room);
  if (!mine->held) return SQLITE_NOMEM;
  mine->real = (sqlite3_file *)(mine + 1);
  int rc = default_vfs->xOpen(default_vfs, name, mine->real, flags, out);
  if (!mine->real->pMethods) {
    free(mine->held);
    return rc;
  }
  mine->base.pMethods = &methods;
  // Where it cannot be told how long the file is, nothing is taken to make it longer.
  if (rc == SQLITE_OK && CALL(file, xFileSize, &mine->size) != SQLITE_OK) mine->size = 0x7FFFFFFFFFFFFFFF;
  return rc;
}

int gathering_install(void) {
  if (default_vfs) return SQLITE_OK;
  int rc = sqlite3_initialize();
  if (rc != SQLITE_OK) return rc;
  default_vfs = sqlite3_vfs_find(0);
  if (!default_vfs) return SQLITE_ERROR;
  vfs = *default_vfs;
  vfs.zName = GATHERING_DISK_NAME;
  vfs.szOsFile = (int)sizeof(struct gathered_file) + default_vfs->szOsFile;
  vfs.xOpen = gathering_open;
  return sqlite3_vfs_register(&vfs, 0);
}
