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
    java -XX:+UseParallelGC -cp "dist/target/sightline/lib/*:dist/target/sightline/lib/demo/*" io.sightline.renderer.Render "$@" --out "$folder"
    echo "$state" >"$folder/made"
  fi
}

# Fonts that plates resemble (all SIL Open Font License or Apache-2.0), as TrueType below work/fonts.
fonts() {
  local folder="$work/fonts" version=5.3.0 names name
  names="overpass overpass-mono barlow-condensed barlow-semi-condensed roboto-condensed roboto-mono share-tech-mono
    oswald saira-condensed saira-semi-condensed b612-mono rajdhani ibm-plex-mono fjalla-one bebas-neue archivo-narrow
    pathway-gothic-one teko lato open-sans arimo cousine dejavu-sans dejavu-mono dosis nunito m-plus-rounded-1c antonio
    chakra-petch sofia-sans-extra-condensed big-shoulders-display"
  if [ -f "$folder/made" ] && [ "$(cat "$folder/made")" = "$names" ]; then
    return
  fi
  rm -rf "$folder" "$work/fonts-packed"
  mkdir -p "$folder" "$work/fonts-packed"
  for name in $names; do
    (cd "$work/fonts-packed" && npm pack --silent "@fontsource/$name@$version" >/dev/null)
    mkdir -p "$work/fonts-packed/$name"
    tar xzf "$work/fonts-packed/fontsource-$name-$version.tgz" -C "$work/fonts-packed/$name"
  done
  (cd models/training && work/venv/bin/python -m sightline_training.fonts work/fonts-packed work/fonts)
  rm -rf "$work/fonts-packed"
  echo "$names" >"$folder/made"
}
