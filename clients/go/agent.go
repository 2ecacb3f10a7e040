package workerregistration

import (
	"context"
	"errors"
	"sync"
	"time"
)

// State of an agent.
type State string

// The states of an agent. Superseded: another process is registered as this worker.
const (
	StateNew          State = "new"
	StateStarting     State = "starting"
	StateRegistered   State = "registered"
	StateStopping     State = "stopping"
	StateStopped      State = "stopped"
	StateSuperseded   State = "superseded"
	StateDeregistered State = "deregistered"
)

const (
	// leaveTime is how long a stop tries to reach the service, and waits for jobs that it declared lost.
	leaveTime = 5 * time.Second
	// listenerTime is how long the end of an agent waits for its listener.
	listenerTime = time.Second
)

// Report has what heartbeats report in addition to what the agent measures.
type Report struct {
	// Status is ACTIVE, IDLE, BUSY, MAINTENANCE or ERROR; by default BUSY with jobs and ACTIVE without.
	Status string
	// Message is a text for operators, of up to 1,000 characters.
	Message string
	// ErrorCount is the number of jobs that failed, by default.
	ErrorCount *int
}

func (r Report) addTo(body map[string]any) {
	if r.Status != "" {
		body["status"] = r.Status
	}
	if r.Message != "" {
		body["message"] = r.Message
	}
	if r.ErrorCount != nil {
		body["errorCount"] = *r.ErrorCount
	}
}

// StopOptions say how an agent stops.
type StopOptions struct {
	// Drain lets the running jobs end first, until the context of Stop is done.
	Drain bool
	// Reason is shown to operators.
	Reason string
}

// Stopped says how an agent has stopped.
type Stopped struct {
	// Deregistered is false if no server answered in time.
	Deregistered bool
	// AbandonedJobs have not ended in time.
	AbandonedJobs []string
}

// Agent registers this process as a worker and keeps it registered by heartbeats from a goroutine of its own. All methods
// are safe for several goroutines.
type Agent struct {
	options Options
	jobs    *runningJobs

	mu      sync.Mutex
	state   State
	changed chan struct{}
	worker  *beatingWorker
	kept    *keptState
	refusal *Error
	left    bool
	report  Report
	hurry   chan struct{}
}

// New returns an agent that is not started, or an error for options that cannot work.
func New(options Options) (*Agent, error) {
	complete, err := options.complete()
	if err != nil {
		return nil, err
	}
	return &Agent{
		options: complete, jobs: newRunningJobs(options.ActiveJobs), state: StateNew, changed: make(chan struct{}),
	}, nil
}

// Start registers; it returns when that is done, however long no server answers. It returns an *Error if the service refuses
// the worker, and the error of the context if that is done before.
func (a *Agent) Start(ctx context.Context) error {
	a.mu.Lock()
	if a.worker != nil {
		a.mu.Unlock()
		return errors.New("the agent was already started")
	}
	a.refusal, a.left, a.hurry = nil, false, make(chan struct{})
	worker := newBeatingWorker(a.options, a.jobs, a.kept, a.report, a)
	a.worker = worker
	a.jobs.admit()
	a.change(StateStarting)
	a.mu.Unlock()
	worker.start()
	if err := a.until(ctx, func() bool { return a.state != StateStarting }); err != nil {
		a.Stop(ctx, StopOptions{})
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.refusal != nil {
		return a.refusal
	}
	if a.state != StateRegistered {
		return &Error{Code: "stopped", Message: "The agent was stopped before it registered"}
	}
	return nil
}

// Stop deregisters the worker and stops the agent. With Drain it waits for the running jobs before, until the context is
// done; then it cancels their contexts. A second call waits for the first, and without Drain cuts its drain short. The state
// file is kept.
func (a *Agent) Stop(ctx context.Context, options StopOptions) Stopped {
	a.mu.Lock()
	worker := a.worker
	if worker != nil && !options.Drain {
		select {
		case <-a.hurry:
		default:
			close(a.hurry)
		}
	}
	if worker == nil || a.state == StateStopping {
		a.mu.Unlock()
		_ = a.until(context.Background(), func() bool { return a.worker == nil })
		return a.stopped()
	}
	wasRegistered := a.state == StateRegistered
	a.change(StateStopping)
	a.mu.Unlock()
	if options.Drain && wasRegistered {
		worker.drain(options.Reason, leaveTime)
		a.jobs.waitForNone(ctx, a.hurry)
	}
	a.jobs.loseAll(&Error{Code: "stopped", Message: "The worker is stopping"})
	bounded, cancel := context.WithTimeout(context.Background(), leaveTime)
	defer cancel()
	a.jobs.waitForNone(bounded, nil)
	left := worker.leave(options.Reason, leaveTime)
	a.mu.Lock()
	a.left = left
	a.mu.Unlock()
	a.end(StateStopped)
	worker.waitForListener()
	return a.stopped()
}

// Wait returns when the agent has stopped: by Stop, another process, or an operator; or when the context is done.
func (a *Agent) Wait(ctx context.Context) (State, error) {
	a.mu.Lock()
	worker := a.worker
	a.mu.Unlock()
	err := a.until(ctx, func() bool { return a.worker == nil })
	if err == nil && worker != nil {
		worker.waitForListener()
	}
	return a.State(), err
}

// State returns what the agent is doing.
func (a *Agent) State() State {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.state
}

// ID returns the server-assigned id, once the worker has registered.
func (a *Agent) ID() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.kept == nil {
		return ""
	}
	return a.kept.ID
}

// AcceptsWork returns whether the worker is registered, within its lease, and not ordered to drain or rest. It does not
// consider free slots.
func (a *Agent) AcceptsWork() bool {
	a.mu.Lock()
	worker, state := a.worker, a.state
	a.mu.Unlock()
	return state == StateRegistered && worker != nil && worker.acceptsWork()
}

// waitForListener lets the listener hear why the agent stopped, before the program may end.
func (w *beatingWorker) waitForListener() {
	select {
	case <-w.delivered:
	case <-time.After(listenerTime):
	}
}
