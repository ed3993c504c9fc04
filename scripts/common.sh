# Sourced by the scripts beside it. Sets `root`, the package's folder; leaves the working directory alone.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")

# Prints one line and ends the script.
fail() {
  echo "${0##*/}: $*" >&2
  exit 1
}

# Flags of every release build. A static Swift library makes `xpert-lua` start twice as fast; where it is not
# installed, the shared one serves. With it, a fixed address saves the relocation of 40,000 pointers. All scripts use the same flags: others would build everything again.
release_flags() {
  echo "-c release"
  [ "$(uname)" = Linux ] || return 0
  local resources
  resources=$(swiftc -print-target-info -static-stdlib 2>/dev/null \
    | sed -n 's/.*"runtimeResourcePath": "\(.*\)".*/\1/p')
  if [ -d "$resources/linux" ]; then echo "--static-swift-stdlib -Xlinker --no-pie"; fi
}

# build_release PRODUCT: says nothing unless it takes long or fails. Sets `binary`.
build_release() {
  binary=$root/.build/release/$1
  # SwiftPM needs a second or two to find that nothing has changed; find needs milliseconds.
  local stamp=$root/.build/$1.built
  if [ -x "$binary" ] && [ -e "$stamp" ] \
    && [ -z "$(find "$root/Package.swift" "$root/Sources" -newer "$stamp" -print -quit)" ]; then
    return 0
  fi
  [ -x "$binary" ] || echo "building $1 (the first time, this takes a few minutes)" >&2
  local log
  log=$(mktemp)
  mkdir -p "$root/.build"
  touch "$stamp.new"
  # shellcheck disable=SC2046
  if ! swift build --package-path "$root" --product "$1" $(release_flags) >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    fail "the build of $1 failed"
  fi
  mv "$stamp.new" "$stamp"
  rm -f "$log"
}
