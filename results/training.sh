# shellcheck shell=bash disable=SC2154
# What results/train-all and results/on-gpu share: the list of trainings, and how one of them is trained and measured. A
# script that sources this file sets
#   panet                    the program
#   recipes                  the folder of `trainings` and of the configurations that it names
#   machine                  cpu or gpu: whose lines of `trainings` count
#   voc things weights       the folders of pictures and of the weights to start from
#   state                    the folder where all is kept: runs/NAME/, models/NAME.safetensors, tables/NAME-PROTOCOL.json
#   deadline                 when to stop, in seconds since the script began (bash's SECONDS); 0: never
#   compute train_options eval_options    options of the program: for both commands, for `train`, for `eval`

protocols=(panet pfenet)

die() {
  echo "${0##*/}: $*" >&2
  exit 1
}

# Asked to stop, a training finishes its step and saves a checkpoint. It hears so once, and from here alone: it has a
# session of its own, where the keys of a terminal do not reach it.
is_stopped=no
children=()
stop() {
  is_stopped=yes
  [ ${#children[@]} -eq 0 ] || kill -TERM "${children[@]}" 2>/dev/null || true
}
trap stop INT TERM

# Runs a command of the program until it ends, this script is asked to stop, or time is up.
run() {
  local left=0 status=0
  [ "$is_stopped" = no ] || return 1
  if [ "$deadline" -gt 0 ]; then
    left=$((deadline - SECONDS))
    [ "$left" -gt 0 ] || return 1
  fi
  setsid timeout --foreground "$left" "$panet" "$@" "${compute[@]}" &
  children=($!)
  echo "${children[0]}" >"$state/process-group"
  while :; do
    status=0
    wait "${children[0]}" || status=$?
    kill -0 "${children[0]}" 2>/dev/null || break
  done
  children=()
  rm -f "$state/process-group"
  return "$status"
}

training_names() {
  awk 'NF && $1 !~ /^[#[]/ { print $1 }' "$recipes/trainings"
}

configuration() {  # NAME
  awk -v name="$1" '$1 == name { print $2 }' "$recipes/trainings"
}

# What is set, a line each; what counts more comes later.
settings() {  # NAME
  { echo "data.root={voc}"
    awk -v name="$1" -v config="$(configuration "$1")" -v machine="[$machine]" '
      $1 == name || ($1 == "[any]" || $1 == machine) && $2 == config { for (i = 3; i <= NF; i++) print $i }
    ' "$recipes/trainings"
  } | with_folders
}

# Words of the list, a line each, with the folders that it names in braces.
with_folders() {
  local word
  while IFS= read -r word; do
    word=${word//\{voc\}/"$voc"}
    word=${word//\{things\}/"$things"}
    printf '%s\n' "${word//\{weights\}/"$weights"}"
  done
}

# Whether the project keeps its model, too.
is_kept() {  # NAME
  awk -v name="$1" '$1 == "[kept]" { for (i = 2; i <= NF; i++) if ($i == name) found = 1 } END { exit !found }' \
    "$recipes/trainings"
}

# The parts of a mean, a line each: trainings, or files of weights; nothing for a training.
parts_of() {  # NAME
  awk -v name="$1" '$1 == name && $2 == "mean" { for (i = 3; i <= NF; i++) if ($i !~ /=/) print $i }' "$recipes/trainings" |
    with_folders
}

trained_weights() {  # NAME
  echo "$state/runs/$1/model.safetensors"
}

model() {  # NAME
  echo "$state/models/$1.safetensors"
}

table() {  # NAME PROTOCOL
  echo "$state/tables/$1-$2.json"
}

train() {  # NAME
  local options=() setting
  [ ! -e "$(trained_weights "$1")" ] || return 0
  while IFS= read -r setting; do
    options+=(--set "$setting")
  done < <(settings "$1")
  run train --resume --config "$recipes/$(configuration "$1")" "${options[@]}" "${train_options[@]}" \
    --out "$state/runs/$1" || return
  [ -e "$(trained_weights "$1")" ]
}

write_model() {  # NAME
  local parts=() part
  [ ! -e "$(model "$1")" ] || return 0
  while IFS= read -r part; do
    if [[ $part == */* ]]; then
      parts+=("$part")
    else
      train "$part" || return
      parts+=("$(trained_weights "$part")")
    fi
  done < <(parts_of "$1")
  if [ ${#parts[@]} -gt 0 ]; then
    "$panet" weights average "${parts[@]}" --dtype f16 --out "$(model "$1")"
  else
    train "$1" && "$panet" weights convert "$(trained_weights "$1")" "$(model "$1")" --dtype f16
  fi
}

# On the classes that the training left out; on all where it left none out.
measure() {  # NAME PROTOCOL
  local file split
  file=$(table "$1" "$2")
  [ ! -e "$file" ] || return 0
  split=$(settings "$1" | sed -n 's/^split=//p' | tail -n 1)
  run eval --model "$(model "$1")" --root "$voc" --split "${split:-all}" --protocol "$2" --refine none --size 321 \
    --shots 1,5 "${eval_options[@]}" --json "$file.part" || return
  grep -q '"complete": true' "$file.part" && mv "$file.part" "$file"
}

make_tables() {  # NAME
  local protocol
  for protocol in "${protocols[@]}"; do
    measure "$1" "$protocol" || return
  done
}

# → 0 where nothing is left to do for it.
finish() {  # NAME
  mkdir -p "$state/runs" "$state/models" "$state/tables"
  write_model "$1" && make_tables "$1"
}

# "step 1200 of 3000", or nothing where none was made.
steps_done() {  # NAME
  local run=$state/runs/$1
  [ -s "$run/metrics.jsonl" ] || return 0
  printf 'step %s of %s' "$(sed -n '$s/.*"step":\([0-9]*\).*/\1/p' "$run/metrics.jsonl")" \
    "$(sed -n 's/^steps = //p' "$run/config.toml")"
}

# One line: what there is of a training.
progress() {  # NAME
  local made=() protocol steps
  for protocol in "${protocols[@]}"; do
    [ ! -e "$(table "$1" "$protocol")" ] || made+=("$protocol")
  done
  steps=$(steps_done "$1")
  if [ ! -e "$(model "$1")" ]; then
    echo "${steps:-missing}"
  elif [ ${#made[@]} -lt ${#protocols[@]} ]; then
    echo "trained, tables: ${made[*]:-none}"
  else
    echo "done"
  fi
}

list() {
  local name running=''
  if [ -e "$state/current" ] && ! flock --nonblock "$state/lock" true; then running=$(<"$state/current"); fi
  for name in $(training_names); do
    printf '%-16s %s%s\n' "$name" "$([ "$name" != "$running" ] || echo "running, ")" "$(progress "$name")"
  done
}

mean_ious() {  # TABLE: of its settings, in percent
  sed -n 's/^      "mean_iou": \([0-9]*\.[0-9]\).*/\1/p' "$1" | paste -s -d ' '
}

# Copies tables, and the models that are kept, to where the project has them. What is there already and differs stays, unless it is to be
# replaced; model and tables of a training go together.
place() {  # FROM TO yes|no (replace)
  local name status=0
  for name in $(training_names); do
    place_training "$name" "$@" || status=1
  done
  return "$status"
}

place_training() {  # NAME FROM TO REPLACE
  local file protocol wanted=() files=()
  ! is_kept "$1" || wanted+=("models/$1.safetensors")
  for protocol in "${protocols[@]}"; do
    wanted+=("tables/$1-$protocol.json")
  done
  for file in "${wanted[@]}"; do
    [ ! -e "$2/$file" ] || files+=("$file")
  done
  for file in "${files[@]}"; do
    if [ -e "$3/$file" ] && ! cmp -s "$2/$file" "$3/$file"; then
      echo "$3/$file: is there already and differs$(compared "$2/$file" "$3/$file")"
      [ "$4" = yes ] || { echo "$1: nothing of it is taken; --replace takes it"; return 1; }
    fi
  done
  for file in "${files[@]}"; do
    mkdir -p "$3/${file%/*}"
    cp "$2/$file" "$3/$file"
    echo "$3/$file"
  done
}

compared() {  # NEW OLD
  case $1 in
    *.json) echo ": mean IoU $(mean_ious "$2"), the new one $(mean_ious "$1")" ;;
  esac
}
