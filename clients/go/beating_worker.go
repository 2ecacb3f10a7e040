package workerregistration

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"sync"
	"time"
)

var commandWords = map[EventName]string{
	EventDrain:       "ordered to drain: finishing the running jobs, accepting no more",
	EventMaintenance: "ordered into maintenance: accepting no jobs",
	EventActivate:    "accepting jobs again",
	EventStop:        "drained and left",
}

// firstAnswer is how long a stop during the first registration waits for the answer.
const firstAnswer = time.Second

// owner is what a beating worker reports to.
type owner interface {
	onRegistered()
	onKept(keptState)
	onStartRefused(*Error)
	onOver(EventName, *Error)
}

// beatingWorker is one life of a worker: from a start of the agent to its end.
type beatingWorker struct {
	options      Options
	jobs         *runningJobs
	owner        owner
	events       *eventQueue
	lease        *lease
	load         *processLoad
	file         *stateFile
	http         *httpClient
	registration *registration
	beats        *beats
	halted       context.Context
	halt         context.CancelCauseFunc
	// delivered is closed when the listener has received the last event.
	delivered chan struct{}

	mu         sync.Mutex
	asked      askedOfWorker
	report     Report
	isStopping bool
}

func newBeatingWorker(options Options, jobs *runningJobs, kept *keptState, report Report, owner owner) *beatingWorker {
	w := &beatingWorker{options: options, jobs: jobs, owner: owner, report: report, delivered: make(chan struct{})}
	w.halted, w.halt = context.WithCancelCause(context.Background())
	w.events = newEventQueue(options.WorkerID, options.Logger)
	w.lease = &lease{margin: options.LeaseMargin, now: momentNow}
	if !options.NoLoad {
		w.load = newProcessLoad()
	}
	if options.StateFile != "" {
		w.file = &stateFile{options.StateFile, options.WorkerID, w.sayOfFile, map[string]bool{}}
		if kept == nil {
			kept = w.file.read()
		}
	}
	w.http = newHTTPClient(options.Servers, options.TLS)
	on := registrationCallbacks{w.registered, w.kept, w.problem, w.over}
	w.registration = newRegistration(options, w.http, stateToBegin(options.WorkerID, kept), jobs.ids, on)
	w.beats = newBeats(w.registration, w.beatBody, w.taken, w.problem, options.Interval)
	return w
}

func (w *beatingWorker) start() {
	go func() {
		defer close(w.delivered)
		w.events.deliver(w.options.OnEvent, w.watchLease)
	}()
	go func() {
		err := w.registration.register(w.halted, false, -1)
		if err == nil {
			err = w.beats.run(w.halted)
		}
		var refusal *Error
		if errors.As(err, &refusal) && refusal != errHalted && w.registration.endedBy() == nil {
			w.owner.onStartRefused(refusal)
		}
	}()
}

func (w *beatingWorker) stop() {
	w.halt(errHalted)
	w.beats.end()
	w.http.close()
	w.events.end()
}

func (w *beatingWorker) acceptsWork() bool {
	w.mu.Lock()
	rests := len(w.asked.commands) > 0
	w.mu.Unlock()
	return !rests && !w.registration.isInProgress() && w.lease.isHeld()
}

// call ends when the context of the caller or the worker is done.
func (w *beatingWorker) call(ctx context.Context, method, path string, body json.RawMessage) (meaning, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(w.halted, func() { cancel(errHalted) })()
	return w.registration.call(ctx, method, path, body)
}

// drain reports the running jobs first: the service deregisters a worker without jobs immediately.
func (w *beatingWorker) drain(reason string, timeout time.Duration) {
	w.setStopping()
	select {
	case <-w.beats.now():
	case <-time.After(timeout):
	}
	w.deregister(map[string]any{"drain": true}, reason, timeout)
}

// leave returns whether the worker is deregistered.
func (w *beatingWorker) leave(reason string, timeout time.Duration) bool {
	w.setStopping()
	w.beats.end()
	if ended := w.registration.endedBy(); ended != nil {
		return ended.Code == "worker_deregistered"
	}
	// The service may be about to accept the registration; the worker would then stay registered.
	if w.registration.registrations() == 0 {
		select {
		case w.registration.turn <- struct{}{}:
			<-w.registration.turn
		case <-time.After(firstAnswer):
		}
	}
	return w.registration.registrations() > 0 && w.deregister(map[string]any{"forceDeregister": true}, reason, timeout)
}

func (w *beatingWorker) deregister(body map[string]any, reason string, timeout time.Duration) bool {
	if reason != "" {
		body["reason"] = sendableReason(reason)
	}
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	_, err := w.call(ctx, "POST", "/deregister", jsonOf(body))
	var refusal *Error
	return err == nil || (errors.As(err, &refusal) && refusal.Code == "worker_deregistered")
}

func (w *beatingWorker) jobPath(jobID string) string { return "/jobs/" + url.PathEscape(jobID) }

func (w *beatingWorker) setReport(report Report) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.report = report
}

func (w *beatingWorker) setStopping() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.isStopping = true
}

func (w *beatingWorker) stopping() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.isStopping
}

func (w *beatingWorker) watchLease() {
	left, isLost := w.lease.newlyLost()
	if !isLost || w.halted.Err() != nil {
		return
	}
	words := fmt.Sprintf("the lease could not be renewed and expires in %.0f s; stop jobs that must not run twice", left.Seconds())
	w.events.emit(Event{Name: EventLeaseLost, Message: words, Left: left})
	// After a suspend the next heartbeat would be late.
	w.beats.now()
}

func (w *beatingWorker) beatBody() map[string]any {
	running := w.jobs.ids()
	w.mu.Lock()
	defer w.mu.Unlock()
	body := map[string]any{"status": "ACTIVE"}
	if !w.options.NoJobCount {
		if len(running) > 0 {
			body["status"] = "BUSY"
		}
		body["currentJobCount"] = len(running)
		body["errorCount"] = w.jobs.errorCount()
	}
	if w.load != nil {
		for name, value := range w.load.read() {
			body[name] = value
		}
	}
	w.report.addTo(body)
	if dropped := w.asked.dropped(running); len(dropped) > 0 {
		body["droppedJobs"] = dropped
	}
	return body
}
