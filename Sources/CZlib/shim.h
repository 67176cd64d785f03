#pragma once
#include <zlib.h>

/// `inflateInit2` is a macro and so cannot be called from Swift. 31 = the largest window, and a gzip header is expected.
static inline int faultbook_gunzip_init(z_stream *stream) { return inflateInit2(stream, 31); }
