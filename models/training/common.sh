# What `train` and `evaluate` share. Sourced with the repository's root as the working folder.

work=models/training/work
mkdir -p "$work"

# A folder that was given on the command line, whatever folder the caller stood in.
caller=${OLDPWD:-$PWD}
given() {
  case "$1" in
    /*) echo "$1" ;;
    *) echo "$caller/$1" ;;
  esac
}

# The environment that requirements.txt pins; made anew when that changes.
environment() {
  local stamp="$work/venv/made"
  if [ ! -f "$stamp" ] || [ models/training/requirements.txt -nt "$stamp" ]; then
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install -q -r models/training/requirements.txt
    touch "$stamp"
  fi
}

# render FOLDER ARGUMENTS…: pictures, unless they are there already, drawn by the renderer as it now is.
render() {
  local folder=$1
  shift
  ./sightline --help >/dev/null
  local state
  state="$* $(find renderer/src/main -type f -print0 | sort -z | xargs -0 cat | cksum)"
  if [ ! -f "$folder/made" ] || [ "$(cat "$folder/made")" != "$state" ]; then
    rm -rf "$folder"
    java -XX:+UseParallelGC -cp "benchmarks/target/lib/*" io.sightline.renderer.Render "$@" --out "$folder"
    echo "$state" >"$folder/made"
  fi
}
