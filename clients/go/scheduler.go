package workerregistration

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"net/url"
	"time"
)

// SchedulerOptions are those of a scheduler; Servers is required.
type SchedulerOptions struct {
	Servers []string
	// Key has the role scheduler; it is needed where the service requires credentials.
	Key string
	TLS *tls.Config
	// Timeout is how long a response may take; 10 s by default.
	Timeout time.Duration
}

// Scheduler assigns jobs to workers.
type Scheduler struct {
	registration *registration
	key          string
}

// Job says what a job needs of a worker.
type Job struct {
	ID           string         `json:"jobId"`
	Tags         []string       `json:"tags,omitempty"`
	Capabilities map[string]any `json:"capabilities,omitempty"`
	Priority     *int           `json:"priority,omitempty"`
	Zone         string         `json:"zone,omitempty"`
}

// Claim is a job that a worker has; the job hands the fence to whatever it writes to.
type Claim struct {
	JobID  string `json:"jobId"`
	Fence  int64  `json:"fence"`
	Worker struct {
		ID          string `json:"id"`
		WorkerID    string `json:"workerId"`
		HostAddress string `json:"hostAddress"`
		Port        int    `json:"port"`
	} `json:"worker"`
}

// NewScheduler returns an error for options that cannot work.
func NewScheduler(options SchedulerOptions) (*Scheduler, error) {
	bases, err := basesOf(options.Servers)
	if err != nil {
		return nil, err
	}
	if err := requireCredentials(map[string]string{"Key": options.Key}); err != nil {
		return nil, err
	}
	given := Options{Timeout: options.Timeout, LongestPause: 5 * time.Second}
	sender := &registration{options: given, http: newHTTPClient(bases, options.TLS)}
	return &Scheduler{registration: sender, key: options.Key}, nil
}

// Claim lets the service choose a worker. It returns an *Error with the code no_worker_for_job and the reason if none can
// take the job. It is idempotent.
func (s *Scheduler) Claim(ctx context.Context, job Job) (Claim, error) {
	if err := checkJobID(job.ID); err != nil {
		return Claim{}, err
	}
	var claim Claim
	err := s.Call(ctx, "POST", "/jobs/claim", job, &claim)
	_, err = fenced{claim.Fence}.fence(err)
	return claim, err
}

// Assign assigns the job to that worker and returns its fence. It is idempotent.
func (s *Scheduler) Assign(ctx context.Context, workerID, jobID string) (int64, error) {
	if err := checkJobID(jobID); err != nil {
		return 0, err
	}
	var given fenced
	err := s.Call(ctx, "POST", "/"+url.PathEscape(workerID)+"/jobs", map[string]any{"jobId": jobID}, &given)
	return given.fence(err)
}

// End records that the job has ended.
func (s *Scheduler) End(ctx context.Context, workerID, jobID string) error {
	if err := checkJobID(jobID); err != nil {
		return err
	}
	return s.Call(ctx, "DELETE", "/"+url.PathEscape(workerID)+"/jobs/"+url.PathEscape(jobID), nil, nil)
}

// Call sends any request below the prefix of the API; it repeats it while no server answers, until the context is done.
func (s *Scheduler) Call(ctx context.Context, method, path string, body, result any) error {
	text, err := sendable(method, path, body)
	if err != nil {
		return err
	}
	for failures := 1; ; failures++ {
		m, err := s.registration.send(ctx, request{method, path, text, s.key, false})
		if err != nil {
			return err
		}
		switch m.kind {
		case done:
			if result == nil || len(m.body) == 0 {
				return nil
			}
			return json.Unmarshal(m.body, result)
		case later:
			if err := pause(ctx, s.registration.pauseAfter(failures, m.retryAfter, 5*time.Second)); err != nil {
				return errors.Join(m.err, err)
			}
		default:
			return m.err
		}
	}
}
