# What a shell of the tests has around the samples of the documents: tests/samples/editor is in PATH too.
#
#   BIENVENUE      the program
#   TERMINAL       tests/terminal/run.py
#   FIGURES        where `bienvenue top` finds figures, in place of the usual port
#   SCRATCH        a folder for what the documents do not speak of
#
# What would take long or ask somebody is shortened or answered here.
set -eu -o pipefail

# Its status goes to standard error, for the test to compare; what does not answer ends.
curl() {
  command curl --silent --show-error --noproxy '*' --max-time 20 --write-out '%{stderr}HTTP %{http_code}\n' "$@"
}

bienvenue() {
  case "$*" in
    'serve' | 'serve '* | 'dev' | 'dev '*) until_it_listens "$@" ;;
    'top' | 'top '*) "$BIENVENUE" "$@" --url "$FIGURES" ;;
    'hash calibrate') "$BIENVENUE" "$@" --target 1ms ;;
    'user add '* | 'user set-password '*) answered 'a sentence to sign in with\na sentence to sign in with\n' "$@" ;;
    'user delete '* | 'session revoke --all') answered 'yes\n' "$@" ;;
    *) "$BIENVENUE" "$@" ;;
  esac
}

# What asks somebody is asked at a terminal, unless the sample gives it something to read.
answered() {
  local answers=$1
  shift
  if [ /dev/stdin -ef /dev/null ]; then
    printf "$answers" | python3 "$TERMINAL" 24 80 "$BIENVENUE" "$@"
  else
    "$BIENVENUE" "$@"
  fi
}

# A service is ended once it answers, on a port of its own unless the sample names one.
until_it_listens() {
  BIENVENUE_LISTEN=127.0.0.1:0 "$BIENVENUE" "$@" >"$SCRATCH/served" 2>&1 &
  local service=$! attempt
  for attempt in $(seq 400); do
    if grep --quiet --ignore-case listening "$SCRATCH/served" || ! kill -0 $service; then
      break
    fi
    sleep 0.05
  done
  cat "$SCRATCH/served"
  grep --quiet --ignore-case listening "$SCRATCH/served"
  kill -TERM $service
  wait $service
}
