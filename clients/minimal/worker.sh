#!/bin/sh
# sh worker.sh WORKER_ID SERVER [JOIN_TOKEN]: a worker that keeps itself registered.
worker=$1 api=$2/api/v1/worker-registration join=$3
boot=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
umask 077
token=$(cat "$worker.token" 2>/dev/null)

# Answers in $status and $answer, within 10 s or what the third argument says; no server is status 000.
call() {
  answer=$(curl -s -m "${3:-10}" -w '\n%{http_code}' "$api$1" -d "$2" -H 'Content-Type: application/json' \
    ${token:+-H "Authorization: Bearer $token"})
  status=${answer##*
}
  answer=${answer%
*}
}
# The first value of a field in the answer.
field() { printf '%s' "$answer" | sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p" | head -n 1; }
keep() { [ -z "$1" ] || { token=$1 && printf %s "$token" >"$worker.new" && mv "$worker.new" "$worker.token"; }; }

register() {
  while :; do
    : "${token:=$join}"
    call /register "{\"workerId\":\"$worker\",\"name\":\"$worker\",\"maxConcurrentJobs\":1,\"bootId\":\"$boot\",\"activeJobCount\":0}"
    given=$(field accessToken) interval=$(field intervalSeconds)
    if [ "$given" ] && [ "$interval" ]; then
      echo "$(field outcome): $(field message)"
      keep "$given"
      return
    fi
    echo "not registered: $status $(field message)"
    [ "$(field code)" = invalid_token ] && token=
    sleep 2
  done
}
leave() {
  call "/$worker/deregister" '{"forceDeregister":true,"reason":"It was asked to end"}'
  exit 0
}
trap leave TERM INT

register
pause=$interval
while :; do
  sleep "$pause" & wait $!
  call "/$worker/heartbeat" "{\"status\":\"IDLE\",\"currentJobCount\":0,\"bootId\":\"$boot\"}" 5
  case $status in
  200) keep "$(field accessToken)" && next=$(field intervalSeconds) && interval=${next:-$interval} ;;
  401 | 404) register ;;
  409 | 410) echo "stopping: $(field message)" && exit 1 ;;
  esac
  case $status in 000 | 429 | 5*) pause=1 ;; *) pause=$interval ;; esac
done
