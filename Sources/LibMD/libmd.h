// SHA-256 for result manifests, so that `sha256sum script.lua` confirms which script made a result.
#include <sys/types.h>
#include <sha2.h>
