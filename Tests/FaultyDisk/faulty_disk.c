#include "faulty_disk.h"
#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// MARK: - What is armed

static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
static enum faulty_kind armed = FAULTY_NOTHING;
static int64_t remaining = 0;
static int is_sticky = 0;
static int has_fired = 0;
static int pretends = 0;

// Whether this operation is to fail.
static int fails(enum faulty_kind kind) {
  if (armed != kind) return 0;
  if (remaining > 1) {
    remaining -= 1;
    return 0;
  }
  if (has_fired && !is_sticky) return 0;
  has_fired = 1;
  return 1;
}

// Whether the power is off, at or after this operation that would change a file.
static int is_dark(void) { return fails(FAULTY_POWER); }

// MARK: - What is not on the disk yet

// A change to a file since its last sync, with what it takes to undo it.
struct change {
  struct change *before;
  sqlite3_int64 size_before;
  sqlite3_int64 offset;
  int count;  // -1 for a truncation to `offset`
  int old_count;
  unsigned char *old_bytes;
  unsigned char *new_bytes;
};

struct disk_file {
  struct disk_file *next;
  char *path;
  struct change *last;
};

static struct disk_file *files = 0;

static struct disk_file *file_of(const char *path) {
  for (struct disk_file *file = files; file; file = file->next)
    if (!strcmp(file->path, path)) return file;
  struct disk_file *file = calloc(1, sizeof *file);
  file->path = strdup(path);
  file->next = files;
  files = file;
  return file;
}

static void free_change(struct change *change) {
  free(change->old_bytes);
  free(change->new_bytes);
  free(change);
}

static void forget(struct disk_file *file) {
  while (file->last) {
    struct change *change = file->last;
    file->last = change->before;
    free_change(change);
  }
}

// MARK: - Files

struct faulty_file {
  sqlite3_file base;
  struct disk_file *disk;  // null for files without a name
  sqlite3_file *real;
};

static sqlite3_file *real_of(sqlite3_file *file) { return ((struct faulty_file *)file)->real; }

#define CALL(file, method, ...) real_of(file)->pMethods->method(real_of(file), ##__VA_ARGS__)

// Notes a change before it is made.
static void note(sqlite3_file *file, sqlite3_int64 offset, const void *bytes, int count) {
  struct disk_file *disk = ((struct faulty_file *)file)->disk;
  if (!disk) return;
  struct change *change = calloc(1, sizeof *change);
  CALL(file, xFileSize, &change->size_before);
  change->offset = offset;
  change->count = count;
  sqlite3_int64 end = count < 0 ? change->size_before : offset + count;
  if (end > change->size_before) end = change->size_before;
  if (end > offset) {
    change->old_count = (int)(end - offset);
    change->old_bytes = malloc((size_t)change->old_count);
    CALL(file, xRead, change->old_bytes, change->old_count, offset);
  }
  if (count > 0) {
    change->new_bytes = malloc((size_t)count);
    memcpy(change->new_bytes, bytes, (size_t)count);
  }
  change->before = disk->last;
  disk->last = change;
}

static int faulty_close(sqlite3_file *file) { return CALL(file, xClose); }

static int faulty_read(sqlite3_file *file, void *bytes, int count, sqlite3_int64 offset) {
  pthread_mutex_lock(&guard);
  int rc = fails(FAULTY_READ) ? SQLITE_IOERR_READ : CALL(file, xRead, bytes, count, offset);
  pthread_mutex_unlock(&guard);
  return rc;
}

static int faulty_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
  pthread_mutex_lock(&guard);
  int rc = SQLITE_OK;
  if (is_dark()) {
    rc = SQLITE_IOERR_WRITE;
  } else if (fails(FAULTY_FULL)) {
    rc = SQLITE_FULL;
  } else if (fails(FAULTY_WRITE)) {
    rc = SQLITE_IOERR_WRITE;
  }
  // A write that fails may have begun.
  int part = rc == SQLITE_OK ? count : armed == FAULTY_POWER ? 0 : count / 2;
  if (part > 0) {
    note(file, offset, bytes, part);
    int written = CALL(file, xWrite, bytes, part, offset);
    if (rc == SQLITE_OK) rc = written;
  }
  pthread_mutex_unlock(&guard);
  return rc;
}

static int faulty_truncate(sqlite3_file *file, sqlite3_int64 size) {
  pthread_mutex_lock(&guard);
  int rc = is_dark() || fails(FAULTY_TRUNCATE) ? SQLITE_IOERR_TRUNCATE : SQLITE_OK;
  if (rc == SQLITE_OK) {
    note(file, size, 0, -1);
    rc = CALL(file, xTruncate, size);
  }
  pthread_mutex_unlock(&guard);
  return rc;
}

// Takes changes back, the last first.
static void undo(int descriptor, struct change *change) {
  for (; change; change = change->before) {
    if (change->old_count > 0) {
      ssize_t done = pwrite(descriptor, change->old_bytes, (size_t)change->old_count, change->offset);
      if (done != change->old_count) abort();
    }
    if (ftruncate(descriptor, change->size_before) != 0) abort();
  }
}

static int open_path(const char *path);

static int faulty_sync(sqlite3_file *file, int flags) {
  pthread_mutex_lock(&guard);
  struct disk_file *disk = ((struct faulty_file *)file)->disk;
  int rc = SQLITE_OK;
  if (is_dark()) {
    rc = SQLITE_IOERR_FSYNC;
  } else if (fails(FAULTY_SYNC)) {
    rc = SQLITE_IOERR_FSYNC;
    if (disk && disk->last) {
      int descriptor = open_path(disk->path);
      undo(descriptor, disk->last);
      close(descriptor);
      forget(disk);
    }
  } else if (disk && !pretends) {
    // Nothing needs to be brought to the real disk: what counts is what is known to be safe.
    forget(disk);
  }
  (void)flags;
  pthread_mutex_unlock(&guard);
  return rc;
}

static int faulty_file_size(sqlite3_file *file, sqlite3_int64 *size) { return CALL(file, xFileSize, size); }

static int faulty_lock(sqlite3_file *file, int lock) {
  pthread_mutex_lock(&guard);
  int rc = fails(FAULTY_LOCK) ? SQLITE_IOERR_LOCK : SQLITE_OK;
  pthread_mutex_unlock(&guard);
  return rc == SQLITE_OK ? CALL(file, xLock, lock) : rc;
}

static int faulty_unlock(sqlite3_file *file, int lock) { return CALL(file, xUnlock, lock); }
static int faulty_check(sqlite3_file *file, int *out) { return CALL(file, xCheckReservedLock, out); }
static int faulty_control(sqlite3_file *file, int op, void *argument) { return CALL(file, xFileControl, op, argument); }
static int faulty_sector(sqlite3_file *file) { return CALL(file, xSectorSize); }
static int faulty_character(sqlite3_file *file) { return CALL(file, xDeviceCharacteristics); }

static int faulty_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **out) {
  return CALL(file, xShmMap, page, size, extend, out);
}

static int faulty_shm_lock(sqlite3_file *file, int offset, int n, int flags) {
  return CALL(file, xShmLock, offset, n, flags);
}

static void faulty_shm_barrier(sqlite3_file *file) { CALL(file, xShmBarrier); }
static int faulty_shm_unmap(sqlite3_file *file, int remove) { return CALL(file, xShmUnmap, remove); }

static const sqlite3_io_methods methods = {
    2,           faulty_close,   faulty_read,   faulty_write,  faulty_truncate, faulty_sync,      faulty_file_size,
    faulty_lock, faulty_unlock,  faulty_check,  faulty_control, faulty_sector,   faulty_character, faulty_shm_map,
    faulty_shm_lock, faulty_shm_barrier, faulty_shm_unmap, 0, 0,
};

// MARK: - The file system

static sqlite3_vfs *system_vfs = 0;
static sqlite3_vfs vfs;

#include <fcntl.h>

static int open_path(const char *path) {
  int descriptor = open(path, O_RDWR | O_CLOEXEC);
  if (descriptor < 0) abort();
  return descriptor;
}

static int faulty_open(sqlite3_vfs *self, const char *name, sqlite3_file *file, int flags, int *out) {
  (void)self;
  struct faulty_file *mine = (struct faulty_file *)file;
  memset(mine, 0, sizeof *mine);
  pthread_mutex_lock(&guard);
  int rc = fails(FAULTY_OPEN) ? SQLITE_CANTOPEN : SQLITE_OK;
  pthread_mutex_unlock(&guard);
  if (rc != SQLITE_OK) return rc;
  mine->real = (sqlite3_file *)(mine + 1);
  rc = system_vfs->xOpen(system_vfs, name, mine->real, flags, out);
  if (!mine->real->pMethods) return rc;
  pthread_mutex_lock(&guard);
  mine->disk = name ? file_of(name) : 0;
  pthread_mutex_unlock(&guard);
  mine->base.pMethods = &methods;
  return rc;
}

static int faulty_delete(sqlite3_vfs *self, const char *name, int sync) {
  (void)self;
  pthread_mutex_lock(&guard);
  int rc = is_dark() ? SQLITE_IOERR_DELETE : system_vfs->xDelete(system_vfs, name, sync);
  if (rc == SQLITE_OK) forget(file_of(name));
  pthread_mutex_unlock(&guard);
  return rc;
}

int faulty_install(void) {
  system_vfs = sqlite3_vfs_find(0);
  if (!system_vfs) return 1;
  vfs = *system_vfs;
  vfs.zName = "faulty";
  vfs.szOsFile = (int)sizeof(struct faulty_file) + system_vfs->szOsFile;
  vfs.xOpen = faulty_open;
  vfs.xDelete = faulty_delete;
  return sqlite3_vfs_register(&vfs, 1);
}

// MARK: - Control

void faulty_arm(enum faulty_kind kind, int64_t n, int sticky) {
  pthread_mutex_lock(&guard);
  armed = kind;
  remaining = n;
  is_sticky = sticky || kind == FAULTY_POWER;
  has_fired = 0;
  pthread_mutex_unlock(&guard);
}

void faulty_pretend(int now) { pretends = now; }

void faulty_disarm(void) {
  pthread_mutex_lock(&guard);
  armed = FAULTY_NOTHING;
  pthread_mutex_unlock(&guard);
}

int faulty_fired(void) {
  pthread_mutex_lock(&guard);
  int fired = has_fired;
  pthread_mutex_unlock(&guard);
  return fired;
}

// The finaliser of SplitMix64.
static uint64_t next(uint64_t *state) {
  uint64_t z = *state += 0x9E3779B97F4A7C15;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
  return z ^ (z >> 31);
}

// Makes a change again, as far as it reached the disk.
static void redo(int descriptor, struct change *change, uint64_t seed, uint64_t *state) {
  uint64_t chance = seed == 1 ? 1 : next(state) % 4;
  if (seed == 0 || chance == 0) return;
  if (change->count < 0) {
    if (ftruncate(descriptor, change->offset) != 0) abort();
    return;
  }
  size_t count = (size_t)change->count;
  // One in four is torn: its first sectors alone.
  if (chance == 3 && count > 512) count = 512 * (1 + next(state) % (count / 512));
  if (pwrite(descriptor, change->new_bytes, count, change->offset) != (ssize_t)count) abort();
}

static void redo_all(int descriptor, struct change *change, uint64_t seed, uint64_t *state) {
  if (!change) return;
  redo_all(descriptor, change->before, seed, state);
  redo(descriptor, change, seed, state);
}

void faulty_restart(uint64_t seed) {
  pthread_mutex_lock(&guard);
  armed = FAULTY_NOTHING;
  uint64_t state = seed;
  for (struct disk_file *file = files; file; file = file->next) {
    if (!file->last) continue;
    int descriptor = open(file->path, O_RDWR | O_CLOEXEC);
    if (descriptor >= 0) {
      undo(descriptor, file->last);
      redo_all(descriptor, file->last, seed, &state);
      close(descriptor);
    }
    forget(file);
  }
  while (files) {
    struct disk_file *file = files;
    files = file->next;
    free(file->path);
    free(file);
  }
  pthread_mutex_unlock(&guard);
}
