# shellcheck shell=bash disable=SC2154
# `results/on-gpu pack`, which sources this file: the program with its libraries, pictures and weights, in pieces.

# One process alone: PyTorch's package has neither Gloo's headers nor CUDA's.
build_program() {  # TO
  local torch version file
  if [ -z "$python" ]; then
    python=$build/venv/bin/python
    [ -x "$python" ] || python3 -m venv "$build/venv"
    "$python" -m pip install --quiet "torch==$torch_version"
  fi
  read -r version torch < <(torch_of "$python")
  cmake -S "$here/.." -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_PREFIX_PATH="$torch" -DPANET_CUDA_TOOLKIT=OFF \
    -DGLOO_INCLUDE_DIR=OFF -DPANET_BUILD_TRAIN=ON -DPANET_BUILD_TESTS=OFF -DPANET_BUILD_BENCHMARKS=OFF >"$build/configure.log" 2>&1 ||
    { cat "$build/configure.log"; exit 1; }
  cmake --build "$build" --parallel "$(nproc)" --target panet_program panet_torch
  rm -rf "$1"
  mkdir -p "$1"
  cp "$build"/panet "$build"/panet-torch "$build"/libpanet_program.so "$1"
  for file in panet-torch libpanet_program.so; do
    copy_libraries "$torch/lib" "$1" "$1/$file"
  done
  strip --strip-unneeded "$1"/*.so*
  echo "${version%+*}" >"$1/torch-version"
}

# What every Linux has, and what of other libraries is never called here: OpenCV's windows and linear algebra, libheif's
# encoder of HEVC, libarchive's XML.
everywhere='^(ld-linux.*|lib(c|m|dl|rt|pthread|gcc_s|stdc\+\+))\.so'
never_called='^lib(GLX|lapack|blas|x265|xml2)\.so'

needed_by() {  # FILE
  readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'
}

# Libraries that FILE needs, and those that they need, into TO; but for those of LibTorch.
copy_libraries() {  # LIBTORCH TO FILE
  local name path
  for name in $(needed_by "$3"); do
    [[ ! $name =~ $everywhere ]] && [ ! -e "$1/$name" ] && [ ! -e "$2/$name" ] || continue
    path=$(LD_LIBRARY_PATH=$1 ldd "$3" | awk -v name="$name" '$1 == name { print $3 }')
    [ -e "$path" ] || die "$3 needs $name, which is missing"
    if [[ $name =~ $never_called ]]; then
      stand_in "$path" "$3" "$2/$name"
    else
      cp -L "$path" "$2/$name"
      copy_libraries "$1" "$2" "$path"
    fi
  done
}

# A library with the functions of LIBRARY that USER names, each of which ends the program.
stand_in() {  # LIBRARY USER TO
  comm -12 <(nm -D --defined-only "$1" | awk '{ sub(/@.*/, "", $3); print $3 }' | sort -u) \
           <(nm -D --undefined-only "$2" | awk '{ sub(/@.*/, "", $2); print $2 }' | sort -u) |
    awk '{ print "void " $1 "(void) { __builtin_trap(); }" }' |
    cc -x c -shared -fPIC -w -Wl,-soname,"${3##*/}" -o "$3" -
}

# What travels of the pictures of PASCAL VOC; of any other folder all does.
picture_files() {  # FOLDER
  local lists=ImageSets/Segmentation
  if [ -d "$1/$lists" ]; then
    find -L "$1/$lists" -type f -printf "$lists/%P\n"
    sort -u "$1/$lists"/{trainaug,val}.txt | sed 's,.*,JPEGImages/&.jpg\nSegmentationClassAug/&.png,'
  else
    find -L "$1" -type f -printf '%P\n'
  fi
}

weight_files() {
  grep -v '^#' "$recipes/trainings" | grep -o '{weights}/[^ ]*' | sed 's,.*/,,' | sort -u
}

files_to_pack() {
  find -L "$build/luggage/program" "$build/luggage/things" -type f | sed "s,^$build/luggage/,,"
  picture_files "$build/luggage/voc" | sed 's,^,voc/,'
  weight_files | sed 's,^,weights/,'
}

pack() {  # VOC THINGS WEIGHTS
  local program=$given_program
  if [ -z "$program" ]; then
    program=$build/program
    mkdir -p "$build"
    build_program "$program"
  fi
  rm -rf "$build/luggage" "$build/pieces"
  mkdir -p "$build/luggage" "$build/pieces"
  ln -s "$(realpath -e "$program")" "$build/luggage/program"
  ln -s "$(realpath -e "$1")" "$build/luggage/voc"
  ln -s "$(realpath -e "$2")" "$build/luggage/things"
  ln -s "$(realpath -e "$3")" "$build/luggage/weights"
  files_to_pack | tar -ch -C "$build/luggage" -T - | gzip | split -b "$piece_size" -d - "$build/pieces/piece."
  (cd "$build/pieces" && sha256sum piece.* >SHA256SUMS)
  du -ch --apparent-size "$build"/pieces/piece.* | tail -n 1
  ls "$build/pieces"
}
