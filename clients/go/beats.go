package workerregistration

import (
	"context"
	"math/rand"
	"sync"
	"time"
)

// beats sends the heartbeats of a registered worker, one at a time.
type beats struct {
	registration *registration
	body         func() map[string]any
	taken        func(r reply, t terms, sentAt moment, interval time.Duration)
	problem      func(*Error)
	// longest is the longest interval that the program wants; 0 for none.
	longest time.Duration

	mu       sync.Mutex
	told     time.Duration
	failures int
	wake     chan struct{}
	// answered is closed when the next heartbeat that begins was answered, or failed.
	answered chan struct{}
	isOver   bool
}

func newBeats(r *registration, body func() map[string]any, taken func(reply, terms, moment, time.Duration), problem func(*Error), longest time.Duration) *beats {
	return &beats{
		registration: r, body: body, taken: taken, problem: problem, longest: longest,
		told: defaultInterval, wake: make(chan struct{}, 1), answered: make(chan struct{}),
	}
}

func (b *beats) interval() time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.longest > 0 && b.longest < b.told {
		return b.longest
	}
	return b.told
}

func (b *beats) follow(interval time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.told = interval
}

// run ends when the context is done, after end, or with the *Error of a refused registration.
func (b *beats) run(ctx context.Context) error {
	// Not immediately: the registration renewed the lease, and the random pause spreads out a fleet that registered together.
	rest := time.Duration(rand.Float64() * float64(b.interval()))
	for {
		if err := b.rest(ctx, rest); err != nil {
			return err
		}
		b.mu.Lock()
		isOver, answered := b.isOver, b.answered
		b.answered = make(chan struct{})
		b.mu.Unlock()
		if isOver {
			close(answered)
			return nil
		}
		next, err := b.exchange(ctx)
		close(answered)
		if err != nil {
			return err
		}
		rest = next
	}
}

// now sends the next heartbeat immediately; the channel is closed when it was answered, or failed.
func (b *beats) now() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	select {
	case b.wake <- struct{}{}:
	default:
	}
	return b.answered
}

func (b *beats) end() {
	b.mu.Lock()
	b.isOver = true
	b.mu.Unlock()
	b.now()
}

func (b *beats) rest(ctx context.Context, duration time.Duration) error {
	timer := time.NewTimer(duration)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-b.wake:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// exchange returns the pause until the next heartbeat.
func (b *beats) exchange(ctx context.Context) (time.Duration, error) {
	before, sentAt := b.registration.registrations(), momentNow()
	m, err := b.registration.ask(ctx, "POST", "/heartbeat", jsonOf(b.body()), true)
	if err != nil {
		return 0, err
	}
	b.mu.Lock()
	isOver := b.isOver
	b.mu.Unlock()
	switch {
	case isOver:
		return 0, nil
	case m.kind == done:
		b.failures = 0
		t := termsOf(m.reply, m.reply.Worker.LastHeartbeat)
		b.follow(t.interval)
		b.registration.renewed(m.reply.AccessToken, t.lease)
		b.taken(m.reply, t, sentAt, b.interval())
		return b.interval(), nil
	case m.kind == superseded || m.kind == deregistered:
		b.registration.end(m)
		return 0, nil
	}
	b.problem(m.err)
	if m.kind == tokenEnded || m.kind == tokenInvalid || m.kind == notRegistered {
		return b.interval(), b.registration.recover(ctx, m, before)
	}
	b.failures++
	atLeast := m.retryAfter
	if m.kind == refused {
		atLeast = b.interval()
	}
	// At least as often as heartbeats: the lease may still be valid.
	return b.registration.pauseAfter(b.failures, atLeast, b.interval()), nil
}
