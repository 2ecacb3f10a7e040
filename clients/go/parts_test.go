package workerregistration

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestWhatAnAnswerMeans(t *testing.T) {
	for _, each := range []struct {
		status int
		code   string
		kind   kind
	}{
		{401, "token_expired", tokenEnded},
		{401, "invalid_token", tokenInvalid},
		{401, "credentials_revoked", deregistered},
		{403, "not_your_worker", refused},
		{404, "worker_not_registered", notRegistered},
		{409, "superseded", superseded},
		{409, "worker_takes_no_job", refused},
		{410, "worker_deregistered", deregistered},
		{429, "too_many_requests", later},
		{503, "database_unavailable", later},
		{404, "", later},
	} {
		if actual := meaningOf(answer{status: each.status, body: []byte(`{"code":"` + each.code + `"}`)}); actual.kind != each.kind {
			t.Errorf("%d %s: %d", each.status, each.code, actual.kind)
		}
	}
	foreign := answer{status: 403, body: []byte(`{"code":"forbidden","type":"https://example.com/problems"}`)}
	equal(t, meaningOf(foreign).kind, later)
}

func TestRetryAfterInSecondsOrAsADate(t *testing.T) {
	equal(t, *retryAfterOf("2", time.Now()), 2*time.Second)
	equal(t, *retryAfterOf("Thu, 01 Jan 1970 00:00:00 GMT", time.Now()), time.Duration(0))
	for _, nonsense := range []string{"soon", "NaN", "Thu, 01 Jan 99999 00:00:00 GMT"} {
		equal(t, retryAfterOf(nonsense, time.Now()) == nil, true)
	}
	for _, far := range []string{"1e300", "1e999", "Inf", "Thu, 01 Jan 2999 00:00:00 GMT"} {
		equal(t, *retryAfterOf(far, time.Now()), time.Hour)
	}
}

func TestTheIntervalHasBounds(t *testing.T) {
	for given, interval := range map[float64]time.Duration{1e300: longestInterval, 0.001: shortestInterval, -1: defaultInterval} {
		var r reply
		r.Heartbeat.IntervalSeconds = given
		equal(t, termsOf(r, "").interval, interval)
	}
}

func TestAReasonIsShortenedToWhatTheServiceAccepts(t *testing.T) {
	emoji := "\U0001f600"
	equal(t, sendableReason("x\x00\xff"+strings.Repeat(emoji, 600)), "x\ufffd\ufffd"+strings.Repeat(emoji, 498))
}

func TestTheLengthOfALeaseOfAnOlderServer(t *testing.T) {
	var r reply
	r.Heartbeat.LeaseExpiresAt = "2026-01-01T00:05:00.000Z"
	equal(t, termsOf(r, "2026-01-01T00:00:00.000Z").lease, 5*time.Minute)
	equal(t, termsOf(r, "nonsense").lease, time.Duration(0))
}

func TestOrdersAreNewOnce(t *testing.T) {
	var asked askedOfWorker
	equal(t, asked.newCommands([]string{"drain"}), []EventName{EventDrain})
	equal(t, len(asked.newCommands([]string{"drain", "dance"})), 0)
	equal(t, asked.newCommands(nil), []EventName{EventActivate})
	equal(t, len(asked.newCommands(nil)), 0)
}

func TestARevokedJobIsDroppedOnceItNoLongerRuns(t *testing.T) {
	var asked askedOfWorker
	equal(t, asked.newRevoked([]string{"a", "b"}), []string{"a", "b"})
	equal(t, len(asked.newRevoked([]string{"a", "b"})), 0)
	equal(t, asked.dropped([]string{"a"}), []string{"b"})
	asked.newRevoked(nil)
	equal(t, asked.newRevoked([]string{"a"}), []string{"a"})
}

func TestAProblemThatPersistsIsLoggedEveryHalfMinute(t *testing.T) {
	var text strings.Builder
	queue := newEventQueue("w-1", slog.New(slog.NewTextHandler(&text, nil)))
	at := time.Unix(1000, 0)
	queue.now = func() time.Time { return at }
	var lines []int
	for _, second := range []int64{1000, 1029, 1030, 1059, 1060} {
		at = time.Unix(second, 0)
		queue.emit(Event{Name: EventProblem, Message: "no server", Code: "unreachable"})
		lines = append(lines, strings.Count(text.String(), "no server"))
	}
	equal(t, lines, []int{1, 1, 2, 2, 3})
}

func TestALeaseIsLostBeforeItEndsByAnyClockAndRegained(t *testing.T) {
	start := moment{at: time.Unix(0, 0)}
	at := start
	l := &lease{now: func() moment { return at }}
	l.renewed(start, 100*time.Second)
	at.uptime = 79 * time.Second
	_, isLost := l.newlyLost()
	equal(t, []bool{l.isHeld(), isLost}, []bool{true, false})
	at.uptime = 80 * time.Second
	left, isLost := l.newlyLost()
	equal(t, []any{l.isHeld(), isLost, left}, []any{false, true, 20 * time.Second})
	_, isLost = l.newlyLost()
	equal(t, isLost, false)
	equal(t, l.renewed(at, 100*time.Second), true)
	equal(t, l.isHeld(), true)
}

func TestAStateFileKeepsAStateForItsOwner(t *testing.T) {
	path := filepath.Join(t.TempDir(), "below", "state.json")
	var said []string
	file := func(workerID string) *stateFile {
		return &stateFile{path, workerID, func(message string) { said = append(said, message) }, map[string]bool{}}
	}
	state := keptState{Version: 1, WorkerID: "w-1", BootID: "boot-1", Answered: true, ID: "id-1", AccessToken: "token-1"}
	mine := file("w-1")
	mine.write(state)
	equal(t, *file("w-1").read(), state)
	info, err := os.Stat(path)
	equal(t, err, nil)
	equal(t, info.Mode().Perm(), os.FileMode(0o600))
	equal(t, len(said), 0)

	state.BootID, state.AccessToken = "boot-2", "theirs"
	file("w-1").write(state)
	state.BootID, state.AccessToken = "boot-1", "mine"
	mine.write(state)
	equal(t, file("w-1").read().AccessToken, "theirs")

	equal(t, file("w-2").read() == nil, true)
	equal(t, strings.Contains(said[len(said)-1], "belongs to worker w-1"), true)
}
