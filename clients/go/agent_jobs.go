package workerregistration

import (
	"context"
	"encoding/json"
)

// RunningJobs returns the ids of the jobs that count as running.
func (a *Agent) RunningJobs() []string { return a.jobs.ids() }

// Run runs a job, which counts as running until the function has ended. The context is cancelled when the job no longer
// belongs to this worker: context.Cause returns an *Error with the code job_revoked, superseded, deregistered or stopped. Once
// the agent has stopped, Run returns such an *Error and does not call the function.
func (a *Agent) Run(ctx context.Context, jobID string, work func(context.Context) error) error {
	return a.jobs.run(ctx, jobID, work)
}

// ForgetJob drops a job of ActiveJobs that this process will not run.
func (a *Agent) ForgetJob(jobID string) { a.jobs.forget(jobID) }

// TakeJob records at the service that this worker has the job, and returns its fence. It is idempotent. A job that the
// scheduler assigned is already recorded.
func (a *Agent) TakeJob(ctx context.Context, jobID string) (int64, error) {
	if err := checkJobID(jobID); err != nil {
		return 0, err
	}
	var given fenced
	err := a.Call(ctx, "POST", "/jobs", map[string]any{"jobId": jobID}, &given)
	return given.fence(err)
}

// fenced is an answer with a fence.
type fenced struct {
	Fence int64 `json:"fence"`
}

func (f fenced) fence(err error) (int64, error) {
	if err == nil && f.Fence <= 0 {
		return 0, &Error{Code: "unreadable", Message: "The answer has no fence; it is not one of the service", Status: 200}
	}
	return f.Fence, err
}

// EndJob records at the service that the job has ended.
func (a *Agent) EndJob(ctx context.Context, jobID string) error {
	if err := checkJobID(jobID); err != nil {
		return err
	}
	worker, err := a.requireWorker()
	if err != nil {
		return err
	}
	return a.Call(ctx, "DELETE", worker.jobPath(jobID), nil, nil)
}

// Report sets what heartbeats report from now on; a change of status is sent immediately.
func (a *Agent) Report(report Report) {
	a.mu.Lock()
	isNews := report.Status != a.report.Status
	a.report = report
	worker := a.worker
	a.mu.Unlock()
	if worker != nil {
		worker.setReport(report)
		if isNews {
			worker.beats.now()
		}
	}
}

// Call sends a request as this worker, below its path, as in Call(ctx, "GET", "/health", nil, &health). It waits while no
// server answers. It returns an *Error if the service refuses the request or the agent stops, and another error for a request
// that cannot be sent.
func (a *Agent) Call(ctx context.Context, method, path string, body, result any) error {
	text, err := sendable(method, path, body)
	if err != nil {
		return err
	}
	worker, err := a.requireWorker()
	if err != nil {
		return err
	}
	m, err := worker.call(ctx, method, path, text)
	if err != nil || result == nil || len(m.body) == 0 {
		return err
	}
	return json.Unmarshal(m.body, result)
}

func (a *Agent) requireWorker() (*beatingWorker, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.worker == nil {
		return nil, &Error{Code: "stopped", Message: "The agent is not running", Remedy: "Call Start first."}
	}
	return a.worker, nil
}
