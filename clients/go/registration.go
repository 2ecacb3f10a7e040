package workerregistration

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand"
	"net/url"
	"sync"
	"time"
)

const (
	firstPause = 500 * time.Millisecond
	// partOfLease: the lease must not expire during the wait for one answer, which may take one part of this many.
	partOfLease     = 4
	shortestTimeout = time.Second
	// callRegistrations is how many times a call registers the worker again before it concludes that this does not help.
	callRegistrations = 2
)

// errHalted means that the agent stopped.
var errHalted = &Error{Code: "stopped", Message: "The agent was stopped"}

type registrationCallbacks struct {
	registered func(r reply, sentAt moment, released []string)
	kept       func(keptState)
	problem    func(*Error)
	over       func(EventName, *Error)
}

// registration keeps one worker registered, one registration at a time.
type registration struct {
	options Options
	http    *httpClient
	running func() []string
	on      registrationCallbacks
	// turn is held by the registration that is under way.
	turn chan struct{}

	mu         sync.Mutex
	state      keptState
	inProgress bool
	// count grows with each registration, so that an older answer does not cause another one.
	count int
	ended *Error
	lease time.Duration
}

func newRegistration(options Options, http *httpClient, state keptState, running func() []string, on registrationCallbacks) *registration {
	return &registration{options: options, http: http, state: state, running: running, on: on, turn: make(chan struct{}, 1)}
}

func (r *registration) path(below string) string {
	return "/" + url.PathEscape(r.options.WorkerID) + below
}

// register registers, or waits for a registration under way; before is the count when the reason for it was seen, or -1.
// It returns an *Error if the service refuses the worker, or the error of the context.
func (r *registration) register(ctx context.Context, isTokenEnded bool, before int) error {
	select {
	case r.turn <- struct{}{}:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	defer func() { <-r.turn }()
	if before >= 0 && r.registrations() != before {
		return nil
	}
	r.setInProgress(true)
	defer r.setInProgress(false)
	return r.registerOnce(ctx, isTokenEnded)
}

// ask sends one request as the worker; an unavailable service means later. It returns an error only of the context.
func (r *registration) ask(ctx context.Context, method, path string, body json.RawMessage, isHeartbeat bool) (meaning, error) {
	return r.send(ctx, request{method, r.path(path), body, r.current().AccessToken, isHeartbeat})
}

// call retries until there is an answer, across registrations and outages.
func (r *registration) call(ctx context.Context, method, path string, body json.RawMessage) (meaning, error) {
	registered := 0
	for failures := 1; ; failures++ {
		if ended := r.endedBy(); ended != nil {
			return meaning{}, ended
		}
		before := r.registrations()
		m, err := r.ask(ctx, method, path, body, false)
		if err != nil {
			return m, err
		}
		switch m.kind {
		case done:
			return m, nil
		case tokenEnded, tokenInvalid, notRegistered:
			if registered++; registered > callRegistrations {
				return m, m.err
			}
			if err := r.recover(ctx, m, before); err != nil {
				return m, err
			}
		case later:
			if err := pause(ctx, r.pauseAfter(failures, m.retryAfter, r.options.LongestPause)); err != nil {
				return m, err
			}
		case superseded, deregistered:
			r.end(m)
			return m, m.err
		default:
			return m, m.err
		}
	}
}

// recover registers again, unless that was done since before.
func (r *registration) recover(ctx context.Context, m meaning, before int) error {
	if m.kind == tokenInvalid && r.registrations() == before && !r.isInProgress() {
		r.keep(func(state *keptState) { state.AccessToken = "" })
	}
	return r.register(ctx, m.kind != notRegistered, before)
}

// renewed keeps a new token and the length of the lease.
func (r *registration) renewed(accessToken string, lease time.Duration) {
	r.mu.Lock()
	r.lease = lease
	r.mu.Unlock()
	if isCredential(accessToken) {
		r.keep(func(state *keptState) { state.AccessToken = accessToken })
	}
}

func (r *registration) end(m meaning) {
	name := EventDeregistered
	if m.kind == superseded {
		name = EventSuperseded
	}
	r.endAs(name, m.err)
}

func (r *registration) endAs(name EventName, err *Error) {
	r.mu.Lock()
	if r.ended != nil {
		r.mu.Unlock()
		return
	}
	r.ended = err
	r.mu.Unlock()
	// A later start uses the join token, if there is one.
	if err.Code == "credentials_revoked" {
		r.keep(func(state *keptState) { state.AccessToken = "" })
	}
	r.on.over(name, err)
}

// pauseAfter is between zero and a bound that doubles with each failure, so that a fleet does not return all at once.
func (r *registration) pauseAfter(failures int, atLeast, longest time.Duration) time.Duration {
	bound := firstPause
	for step := 1; step < failures && bound < longest; step++ {
		bound *= 2
	}
	if bound > longest {
		bound = longest
	}
	if bound > r.options.LongestPause {
		bound = r.options.LongestPause
	}
	return longer(atLeast, time.Duration(rand.Float64()*float64(bound)))
}

func (r *registration) send(ctx context.Context, req request) (meaning, error) {
	timeout := r.options.Timeout
	if timeout <= 0 {
		timeout = defaultTimeout
		if req.isHeartbeat {
			timeout = heartbeatTimeout
		}
	}
	r.mu.Lock()
	if share := longer(shortestTimeout, r.lease/partOfLease); r.lease > 0 && share < timeout {
		timeout = share
	}
	r.mu.Unlock()
	a, err := r.http.ask(ctx, req, timeout)
	var none *unreachable
	if errors.As(err, &none) {
		failure := &Error{Code: "unreachable", Message: none.message}
		return meaning{kind: later, err: failure, retryAfter: none.wait, hasWait: none.wait > 0}, nil
	}
	if err != nil {
		return meaning{}, err
	}
	return meaningOf(a), nil
}

func (r *registration) keep(change func(*keptState)) {
	r.mu.Lock()
	change(&r.state)
	state := r.state
	r.mu.Unlock()
	r.on.kept(state)
}

func (r *registration) current() keptState {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.state
}

func (r *registration) registrations() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.count
}

func (r *registration) endedBy() *Error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.ended
}

func (r *registration) isInProgress() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.inProgress
}

func (r *registration) setInProgress(inProgress bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.inProgress = inProgress
}

// pause returns the error of the context if that is done before.
func pause(ctx context.Context, duration time.Duration) error {
	timer := time.NewTimer(duration)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
