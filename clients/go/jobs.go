package workerregistration

import (
	"context"
	"fmt"
	"sort"
	"sync"
)

// runningJobs tracks the jobs of this process; one that was taken over from the previous process and does not run yet has
// no cancel function.
type runningJobs struct {
	mu      sync.Mutex
	jobs    map[string]context.CancelCauseFunc
	changed chan struct{}
	errors  int
	// over says why no more jobs may begin.
	over *Error
}

func newRunningJobs(expected []string) *runningJobs {
	jobs := &runningJobs{jobs: map[string]context.CancelCauseFunc{}, changed: make(chan struct{})}
	for _, jobID := range expected {
		jobs.jobs[jobID] = nil
	}
	return jobs
}

func (j *runningJobs) ids() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	ids := make([]string, 0, len(j.jobs))
	for jobID := range j.jobs {
		ids = append(ids, jobID)
	}
	sort.Strings(ids)
	return ids
}

func (j *runningJobs) run(ctx context.Context, jobID string, work func(context.Context) error) error {
	if err := checkJobID(jobID); err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	j.mu.Lock()
	if over := j.over; over != nil {
		j.mu.Unlock()
		return &Error{Code: over.Code, Message: "The worker no longer runs jobs: " + over.Message, Remedy: over.Remedy}
	}
	if j.jobs[jobID] != nil {
		j.mu.Unlock()
		return fmt.Errorf("job %s is already running", jobID)
	}
	j.jobs[jobID] = cancel
	j.mu.Unlock()
	failed := true
	defer func() { j.end(jobID, failed && ctx.Err() == nil) }()
	err := work(ctx)
	failed = err != nil
	return err
}

func (j *runningJobs) end(jobID string, failed bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if failed {
		j.errors++
	}
	delete(j.jobs, jobID)
	close(j.changed)
	j.changed = make(chan struct{})
}

// forget drops an expected job that will not run here. It leaves a running one alone.
func (j *runningJobs) forget(jobID string) {
	j.mu.Lock()
	cancel, isThere := j.jobs[jobID]
	j.mu.Unlock()
	if isThere && cancel == nil {
		j.end(jobID, false)
	}
}

func (j *runningJobs) lose(jobID string, reason *Error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if cancel := j.jobs[jobID]; cancel != nil {
		cancel(reason)
	}
}

// admit lets jobs begin again after loseAll.
func (j *runningJobs) admit() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.over = nil
}

// loseAll declares all jobs lost, and refuses later ones.
func (j *runningJobs) loseAll(reason *Error) {
	j.mu.Lock()
	j.over = reason
	j.mu.Unlock()
	for _, jobID := range j.ids() {
		j.forget(jobID)
		j.lose(jobID, reason)
	}
}

func (j *runningJobs) errorCount() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.errors
}

// waitForNone returns when no job runs, or when the context or hurry is done.
func (j *runningJobs) waitForNone(ctx context.Context, hurry <-chan struct{}) {
	for {
		j.mu.Lock()
		left, changed := len(j.jobs), j.changed
		j.mu.Unlock()
		if left == 0 {
			return
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return
		case <-hurry:
			return
		}
	}
}
