package workerregistration

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Error is a request that failed. Code is one of docs/errors.md, or "stopped", "unreachable" or "unreadable".
type Error struct {
	Code    string
	Message string
	// Status is that of the answer; 0 if there was none.
	Status int
	Remedy string
}

func (e *Error) Error() string { return e.Message }

// answer is the response of a server. body is nil if it was not a JSON object.
type answer struct {
	status     int
	body       []byte
	retryAfter *time.Duration
}

// typePrefix is that of the types of the service's problems.
const typePrefix = "urn:worker-registration:"

// reply has the fields that a worker reads, of any answer.
type reply struct {
	Type    string `json:"type"`
	Code    string `json:"code"`
	Message string `json:"message"`
	Remedy  string `json:"remedy"`
	Outcome string `json:"outcome"`
	Worker  struct {
		ID               string `json:"id"`
		LastHeartbeat    string `json:"lastHeartbeat"`
		LastRegisteredAt string `json:"lastRegisteredAt"`
	} `json:"worker"`
	Credentials struct {
		AccessToken string `json:"accessToken"`
	} `json:"credentials"`
	AccessToken string `json:"accessToken"`
	Heartbeat   struct {
		IntervalSeconds float64 `json:"intervalSeconds"`
		LeaseSeconds    float64 `json:"leaseSeconds"`
		LeaseExpiresAt  string  `json:"leaseExpiresAt"`
	} `json:"heartbeat"`
	Commands     []string `json:"commands"`
	RevokedJobs  []string `json:"revokedJobs"`
	ReleasedJobs []string `json:"releasedJobs"`
	Warnings     []string `json:"warnings"`
}

// kind says what an answer means for the worker that sent the request.
type kind int

const (
	done kind = iota
	// tokenEnded: register again, with the token, which still proves the identity of the worker.
	tokenEnded
	// tokenInvalid: register again without it.
	tokenInvalid
	notRegistered
	superseded
	deregistered
	// later: retry the same request.
	later
	// refused: a retry does not help until something else changes.
	refused
)

type meaning struct {
	kind       kind
	reply      reply
	body       []byte
	err        *Error
	retryAfter time.Duration
	hasWait    bool
}

func meaningOf(a answer) meaning {
	var r reply
	// A field of another type is left out, and the others are read.
	_ = json.Unmarshal(a.body, &r)
	m := meaning{kind: kindOf(a, r), reply: r, body: a.body, err: errorOf(a.status, r)}
	if a.retryAfter != nil {
		m.retryAfter, m.hasWait = *a.retryAfter, true
	}
	return m
}

func kindOf(a answer, r reply) kind {
	code := r.Code
	switch {
	case a.status == http.StatusNoContent || (isSuccess(a.status) && a.body != nil):
		return done
	// A proxy that is not ready, or a wrong address, answers 404 or 403 of its own: no reason to give up.
	case !isOfService(r):
		return later
	case a.status == http.StatusUnauthorized && code == "token_expired":
		return tokenEnded
	case a.status == http.StatusUnauthorized && (code == "invalid_token" || code == "credential_missing"):
		return tokenInvalid
	case code == "worker_not_registered":
		return notRegistered
	case code == "superseded":
		return superseded
	case code == "worker_deregistered" || code == "credentials_revoked":
		return deregistered
	case a.status == http.StatusTooManyRequests || a.status >= 500:
		return later
	}
	return refused
}

// isServersFault returns whether another server may succeed: this one is unavailable, or a proxy in front of it answered.
func isServersFault(a answer) bool {
	if isSuccess(a.status) {
		return a.status != http.StatusNoContent && a.body == nil
	}
	var r reply
	_ = json.Unmarshal(a.body, &r)
	return a.status >= 500 || !isOfService(r)
}

func isSuccess(status int) bool { return status >= 200 && status < 300 }

var codePattern = regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`)

// isOfService returns whether an error comes from the service: its problems have a code of docs/errors.md.
func isOfService(r reply) bool {
	return (r.Type == "" || strings.HasPrefix(r.Type, typePrefix)) && codePattern.MatchString(r.Code)
}

func errorOf(status int, r reply) *Error {
	e := &Error{Code: r.Code, Message: r.Message, Status: status, Remedy: r.Remedy}
	if e.Code == "" {
		e.Code = fmt.Sprintf("http_%d", status)
	}
	if e.Message == "" {
		e.Message = fmt.Sprintf("The server answered %d", status)
	}
	return e
}

// retryAfterOf parses seconds, or a date, which is compared with the clock of this machine.
func retryAfterOf(header string, now time.Time) *time.Duration {
	wait, err := strconv.ParseFloat(header, 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		at, err := http.ParseTime(header)
		if err != nil {
			return nil
		}
		wait = at.Sub(now).Seconds()
	}
	if math.IsNaN(wait) {
		return nil
	}
	bounded := seconds(math.Min(math.Max(0, wait), longestRetryAfter.Seconds()))
	return &bounded
}

// longestRetryAfter: a date in Retry-After is as wrong as the clock of this machine.
const longestRetryAfter = time.Hour

const (
	defaultInterval = 30 * time.Second
	// An interval of zero would flood the service.
	shortestInterval = 50 * time.Millisecond
	longestInterval  = 24 * time.Hour
)

// terms are the interval of heartbeats and the length of the lease, 0 if the answer has none.
type terms struct{ interval, lease time.Duration }

func termsOf(r reply, renewedAt string) terms {
	t := terms{interval: defaultInterval, lease: seconds(r.Heartbeat.LeaseSeconds)}
	if r.Heartbeat.IntervalSeconds > 0 {
		t.interval = seconds(r.Heartbeat.IntervalSeconds)
	}
	if t.interval < shortestInterval {
		t.interval = shortestInterval
	}
	if t.interval > longestInterval {
		t.interval = longestInterval
	}
	if t.lease <= 0 {
		t.lease = between(renewedAt, r.Heartbeat.LeaseExpiresAt)
	}
	return t
}

// between is right whatever the clock of this machine says: both times are of the service's clock.
func between(start, end string) time.Duration {
	from, err := time.Parse(time.RFC3339, start)
	if err != nil {
		return 0
	}
	to, err := time.Parse(time.RFC3339, end)
	if err != nil || to.Before(from) {
		return 0
	}
	return to.Sub(from)
}

// seconds returns the longest duration for more than that.
func seconds(value float64) time.Duration {
	if value >= math.MaxInt64/float64(time.Second) {
		return math.MaxInt64
	}
	return time.Duration(value * float64(time.Second))
}
