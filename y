#!/usr/bin/env bash
# Everything from installing to releasing, one word each. See ./x help.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# What the program needs, what training needs beside it, what the tests and benchmarks do, and the Python module with its
# own.
packages=(g++ cmake ninja-build libdnnl-dev libopencv-core-dev libopencv-imgproc-dev libjpeg62-turbo-dev libpng-dev
          libtiff-dev libwebp-dev zlib1g-dev libxxhash-dev libutf8proc-dev libcli11-dev libfmt-dev nlohmann-json3-dev
          libsimdjson-dev libboost-dev libsqlite3-dev libarchive-dev)
train_packages=(libtorch-dev libgloo-dev libtomlplusplus-dev)
test_packages=(libmatio-dev libgtest-dev libgmock-dev libbenchmark-dev libopencv-imgcodecs-dev iproute2)
python_packages=(python3-dev pybind11-dev python3-numpy python3-pytest python3-pil mypy)
lint_packages=(clang-format clang-tidy libomp-dev cppcheck)
# What packages are made with, libheif-dev that they read a telephone's pictures; and what they are checked with.
package_packages=(libheif-dev dpkg-dev file patchelf libblas3 liblapack3 zstd)
package_check_packages=(lintian debootstrap curl)

help() {
  cat <<'HELP'
./x build    install what is missing (Debian packages), configure, build all; the program is build/panet
./x serve    build the program alone, then open the labelling page on the pictures that ship (./x serve FOLDER: on yours)
./x demo     build the program alone, then segment the pictures that ship with the project; writes out/demo/
./x test     build, then run every test            (./x test -R golden: only those whose name has "golden")
./x bench    build, then run the micro-benchmarks
./x package  make Debian packages and an archive that needs no packages, in out/packages/   (--check: then try them)
./x format   put the sources into the project's format
./x lint     check format and code, changing nothing; clang-tidy sees what differs from the last commit but one
             (./x lint REV: from that; ./x lint all: everything, half an hour of a core)

PRESET=debug|asan ./x build|test      another build folder: build-debug/, build-asan/ (address and undefined behaviour)
PRESET=tsan ./x test -R segment       ThreadSanitizer, in build-tsan/, of all but training
PANET_MODEL=FILE ./x demo             with weights of your own
HELP
}

# Installs the Debian packages among the arguments that are missing, saying so.
install() {
  command -v dpkg-query >/dev/null || return 0  # not Debian: CMake says what it lacks
  local missing=()
  for package in "$@"; do
    dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  echo "Installing from Debian: ${missing[*]}"
  local as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" \
    >/dev/null
}

# install_command COMMAND PACKAGE...: the same where a command is missing, which other packages may have brought.
install_command() {
  command -v "$1" >/dev/null || install "${@:2}"
}

# A source file that sees LibTorch takes up to 1.5 GB to compile: as many at once as there are cores and memory for.
jobs() {
  local cores memory
  cores=$(nproc)
  memory=$(awk '/MemAvailable/ {print int($2 / 1500000)}' /proc/meminfo)
  [ "$memory" -ge 1 ] || memory=1
  echo $((cores < memory ? cores : memory))
}

preset=${PRESET:-release}
case $preset in
  release) build=build ;;
  *) build=build-$preset ;;
esac

# Training is left out where ThreadSanitizer looks on: LibTorch was not built for it.
with_training() {
  [ "$preset" != tsan ]
}

# The Python module is for the python3 that Debian's numpy and pytest are for.
python=()
if command -v dpkg-query >/dev/null && [ -x /usr/bin/python3 ]; then python=(-DPython_EXECUTABLE=/usr/bin/python3); fi

# Runs a command and shows what it said only if it fails.
quietly() {
  local log
  log=$(mktemp)
  "$@" >"$log" 2>&1 || { cat "$log"; rm -f "$log"; exit 1; }
  rm -f "$log"
}

# configure ON|OFF: with tests, benchmarks and training, or the program alone.
configure() {
  local train=$1
  with_training || train=OFF
  quietly cmake --preset "$preset" -DPANET_BUILD_TRAIN="$train" -DPANET_BUILD_TESTS="$1" -DPANET_BUILD_BENCHMARKS="$1" \
    "${python[@]}"
}

build() {
  install "${packages[@]}" "${test_packages[@]}" "${python_packages[@]}"
  install_command esbuild esbuild
  if with_training; then install "${train_packages[@]}"; fi
  configure ON
  cmake --build "$build" --parallel "$(jobs)"
}

# The program and the examples; what else was configured before stays as it is.
build_program() {
  install "${packages[@]}"
  install_command esbuild esbuild
  [ -e "$build/CMakeCache.txt" ] || configure OFF
  cmake --build "$build" --parallel "$(jobs)" --target panet_program contact_sheet
}

# The labelling page is tested in a browser; where there is none to be had, those tests are skipped, saying so.
install_browser() {
  install_command chromium chromium && install_command npm nodejs npm
}

test_() {
  build
  install_browser || echo "./x: Chromium or npm could not be installed" >&2
  rm -rf "$build/test-results"
  local status=0
  ctest --test-dir "$build" --output-on-failure --parallel "$(nproc)" "$@" || status=$?
  tests/summary "$build/test-results"
  return $status
}

demo() {
  build_program
  examples/demo "$build" out/demo
}

serve() {
  build_program
  if [ $# -eq 0 ]; then set -- examples/pictures --project out/labelling; fi
  mkdir -p out
  exec "$build/panet" serve "$@"
}

bench() {
  build
  "$build/panet_benchmarks" "$@"
}

# package [--debs|--archive] [--program] [--check]: both kinds, or one; of all, or without training and Python.
package() {
  local debs=yes archive=yes more=ON check=
  for option in "$@"; do
    case $option in
      --debs) archive= ;;
      --archive) debs= ;;
      --program) more=OFF ;;
      --check) check=yes ;;
      *) echo "./x package: unknown option '$option'; there are --debs, --archive, --program, --check" >&2; exit 2 ;;
    esac
  done
  install "${packages[@]}" "${package_packages[@]}"
  if [ "$more" = ON ]; then install "${train_packages[@]}" python3-dev pybind11-dev; fi
  install_command esbuild esbuild
  quietly cmake --preset package -DPANET_BUILD_TRAIN="$more" -DPANET_BUILD_PYTHON="$more" "${python[@]}"
  cmake --build build-package --parallel "$(jobs)"
  rm -rf out/packages
  mkdir -p out/packages
  if [ "$debs" ]; then make_debs; fi
  if [ "$archive" ]; then packaging/archive build-package out/packages; fi
  (cd out/packages && du --apparent-size --human-readable -- *)
  if [ "$check" ]; then check_packages; fi
}

make_debs() {
  rm -rf build-package/packages
  quietly cpack --config build-package/CPackConfig.cmake -B build-package/packages
  mv build-package/packages/*.deb out/packages/
}

check_packages() {
  install "${package_check_packages[@]}"
  if compgen -G 'out/packages/*.deb' >/dev/null; then
    lintian --fail-on error out/packages/*.deb
    tests/package/debs out/packages
  fi
  if compgen -G 'out/packages/*.tar.zst' >/dev/null; then tests/package/archive out/packages/*.tar.zst; fi
}

sources() {
  git ls-files '*.h' '*.cpp'
}

format() {
  install "${lint_packages[@]}"
  sources | xargs clang-format -i
}

lint() {
  install "${lint_packages[@]}"
  sources | xargs clang-format --dry-run --Werror
  cppcheck --quiet --std=c++20 --language=c++ --enable=warning,performance,portability --inline-suppr \
    --suppress=missingIncludeSystem --error-exitcode=1 -j "$(nproc)" -I include -I src include src
  tests/serve/page/types "$PWD" "$PWD/$build" || [ $? -eq 77 ]
  tidy "${1:-HEAD~1}"
  echo "lint: clean"
}

# tidy REV|all: the source files that differ from REV, and those whose headers do, as far as they are compiled without
# training: LibTorch's headers are no C++20 to clang, so what includes them is left to GCC and cppcheck.
tidy() {
  local files
  if [ "$1" = all ]; then
    files=$(git ls-files 'src/*.cpp')
  elif git rev-parse --quiet --verify "$1^{commit}" >/dev/null; then
    files=$(git diff --name-only --diff-filter=d "$1" -- src include | sed 's|^include/panet/|src/|; s|\.h$|.cpp|' | sort -u)
  else
    echo "lint: clang-tidy is left out, as there is no commit $1 to compare with" >&2
    return
  fi
  [ -n "$files" ] || return 0
  install "${packages[@]}"
  install_command esbuild esbuild
  # clang reads no headers that GCC has compiled.
  preset=lint configure OFF
  cmake --build build-lint --target panet_revision >/dev/null
  for file in $files; do
    ! grep -q "\"file\": \"$PWD/$file\"" build-lint/compile_commands.json || echo "$file"
  done | xargs --no-run-if-empty --max-procs="$(nproc)" --max-args=4 clang-tidy --quiet -p build-lint 2>/dev/null
}

case ${1:-help} in
  build | serve | demo | bench | package | format | lint) "$@" ;;
  test) shift; test_ "$@" ;;
  help | -h | --help) help ;;
  *) echo "./x: unknown word '$1'" >&2; help >&2; exit 2 ;;
esac
