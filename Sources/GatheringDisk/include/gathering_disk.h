#pragma once

/// A VFS of SQLite over the default one for whoever writes a book: it hands the WAL to the system in few long writes, and
/// lengthens it before it has to be longer.
///
/// SQLite writes every page of a transaction to the WAL by two calls, one for the 24 bytes of its header and one for the
/// page, and as no page then begins where one of the file's does, each touches two pages of the system's cache. All of them
/// follow one another, so one call does. Of the processor's time for an event, on a file system in memory, that is 10 % at
/// 100 events a transaction and 18 % at one.
///
/// A sync of a file that has become longer also waits for the file system's journal, until the WAL has come to its full
/// length of `wal_autocheckpoint` pages and is written over from its beginning. So where a short transaction makes the WAL
/// longer, zeros follow it: the next ones write over them. On ext4 that takes a third off the time of a transaction of one
/// event. SQLite reads a WAL up to the first frame that does not bear the WAL's salts and checksum; zeros do not, no more
/// than what an earlier round has left.
///
/// What SQLite is promised holds. Bytes are held back only between its writes: they are with the system before anything
/// else is done to the file (read, synced, truncated, asked for its size), and when the page is complete whose header
/// says that it ends a transaction, so before the index of the WAL tells anybody of it. A write that fails later than
/// SQLite asked for it fails before the transaction has ended. Files other than the WAL are the default VFS's alone.

/// The VFS's name, for the `vfs` of a URI.
#define GATHERING_DISK_NAME "faultbook-gathering"

/// Makes the VFS known, over the one that is the default now; 0 when done. Calling it again does nothing.
int gathering_install(void);
