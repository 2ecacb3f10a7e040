package workerregistration

import "context"

func (a *Agent) onRegistered() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.state == StateStarting {
		a.change(StateRegistered)
	}
}

func (a *Agent) onKept(state keptState) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.kept = &state
}

func (a *Agent) onStartRefused(err *Error) {
	a.mu.Lock()
	a.refusal = err
	state := StateStopped
	if a.state != StateStarting {
		state = StateDeregistered
	}
	a.mu.Unlock()
	a.finish(state, err)
}

func (a *Agent) onOver(name EventName, err *Error) { a.finish(State(name), err) }

func (a *Agent) finish(state State, err *Error) {
	a.jobs.loseAll(&Error{Code: string(state), Message: err.Message, Remedy: "Stop this job: another process may be running it."})
	a.mu.Lock()
	if a.state == StateStopping {
		a.mu.Unlock()
		return
	}
	a.left = err.Code == "worker_deregistered"
	a.mu.Unlock()
	a.end(state)
}

func (a *Agent) end(state State) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.worker != nil {
		a.worker.stop()
	}
	a.worker = nil
	a.change(state)
}

// change wakes those that wait; the caller holds the lock.
func (a *Agent) change(state State) {
	a.state = state
	close(a.changed)
	a.changed = make(chan struct{})
}

func (a *Agent) until(ctx context.Context, condition func() bool) error {
	for {
		a.mu.Lock()
		isTrue, changed := condition(), a.changed
		a.mu.Unlock()
		if isTrue {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

func (a *Agent) stopped() Stopped {
	a.mu.Lock()
	defer a.mu.Unlock()
	return Stopped{Deregistered: a.left, AbandonedJobs: a.jobs.ids()}
}
