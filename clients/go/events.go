package workerregistration

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// EventName names what happened to a worker.
type EventName string

// The events of an agent.
const (
	// EventRegistered: a registration was accepted, the first or a later one.
	EventRegistered EventName = "registered"
	EventHeartbeat  EventName = "heartbeat"
	// EventProblem: something failed; the agent continues.
	EventProblem EventName = "problem"
	// EventLeaseLost: the lease could not be renewed and expires soon: stop jobs that must not run twice.
	EventLeaseLost     EventName = "lease-lost"
	EventLeaseRegained EventName = "lease-regained"
	// EventDrain, EventMaintenance and EventActivate: an operator's order, or its end.
	EventDrain       EventName = "drain"
	EventMaintenance EventName = "maintenance"
	EventActivate    EventName = "activate"
	EventJobRevoked  EventName = "job-revoked"
	// EventStop: the worker was ordered to leave after its jobs, and has left.
	EventStop EventName = "stop"
	// EventSuperseded and EventDeregistered: it is no longer this worker, and has stopped.
	EventSuperseded   EventName = "superseded"
	EventDeregistered EventName = "deregistered"
)

// Event is something that happened to the worker. Fields that an event does not have are empty.
type Event struct {
	Name EventName
	// Message is a sentence for people.
	Message string
	// Code of a problem: one of docs/errors.md, "unreachable" or "state_file".
	Code string
	// JobID of a revoked job.
	JobID string
	// Outcome of a registration: created, refreshed, resumed, restarted or replaced.
	Outcome string
	// ReleasedJobs are jobs of the previous process that the service released.
	ReleasedJobs []string
	// Warnings of the service about a registration or heartbeat.
	Warnings []string
	// Interval after which the next heartbeat is sent.
	Interval time.Duration
	// Left is when a lost lease expires.
	Left time.Duration
}

// eventQueue calls the listener for one event after the other, so that a slow one delays no heartbeat.
type eventQueue struct {
	workerID    string
	logger      *slog.Logger
	mu          sync.Mutex
	waiting     []Event
	news        chan struct{}
	over        bool
	lastProblem string
	loggedAt    time.Time
	now         func() time.Time
}

// repeatAfter is how often a problem that persists is logged.
const repeatAfter = 30 * time.Second

func newEventQueue(workerID string, logger *slog.Logger) *eventQueue {
	return &eventQueue{workerID: workerID, logger: logger, news: make(chan struct{}, 1), now: time.Now}
}

func (q *eventQueue) emit(event Event) {
	q.mu.Lock()
	q.waiting = append(q.waiting, event)
	// An unavailable server is logged every half minute, not with each attempt.
	at := q.now()
	isRepeated := event.Name == EventProblem && event.Message == q.lastProblem && at.Before(q.loggedAt.Add(repeatAfter))
	switch event.Name {
	case EventProblem:
		q.lastProblem = event.Message
		if !isRepeated {
			q.loggedAt = at
		}
	case EventHeartbeat, EventRegistered:
		q.lastProblem = ""
	}
	q.mu.Unlock()
	q.wake()
	if event.Message == "" || isRepeated {
		return
	}
	level := slog.LevelWarn
	switch event.Name {
	case EventHeartbeat, EventRegistered, EventLeaseRegained, EventActivate:
		level = slog.LevelInfo
	}
	q.logger.Log(context.Background(), level, event.Message, "worker", q.workerID, "event", string(event.Name))
}

func (q *eventQueue) end() {
	q.mu.Lock()
	q.over = true
	q.mu.Unlock()
	q.wake()
}

func (q *eventQueue) wake() {
	select {
	case q.news <- struct{}{}:
	default:
	}
}

// deliver runs until end; it calls meanwhile at least once a second.
func (q *eventQueue) deliver(listener func(Event), meanwhile func()) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		q.mu.Lock()
		events, over := q.waiting, q.over
		q.waiting = nil
		q.mu.Unlock()
		for _, event := range events {
			q.deliverOne(listener, event)
		}
		if over {
			return
		}
		meanwhile()
		select {
		case <-q.news:
		case <-tick.C:
		}
	}
}

func (q *eventQueue) deliverOne(listener func(Event), event Event) {
	defer func() {
		if failure := recover(); failure != nil {
			q.logger.Error("The listener of events failed", "worker", q.workerID, "event", string(event.Name), "panic", failure)
		}
	}()
	listener(event)
}
