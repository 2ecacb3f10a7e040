package workerregistration

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"math"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"
)

type prepared struct {
	status     int
	body       string
	retryAfter string
}

type asked struct {
	path, authorization string
	body                map[string]any
}

const (
	accepted = `{"outcome":"created","worker":{"id":"id-1"},"credentials":{"accessToken":"token-1"},"heartbeat":{"intervalSeconds":0.05,"leaseSeconds":60}}`
	renewal  = `{"heartbeat":{"intervalSeconds":0.05,"leaseSeconds":60},"commands":[],"revokedJobs":[]}`
)

func problem(status int, code string) prepared {
	return prepared{status: status, body: `{"code":"` + code + `","message":"` + code + `"}`}
}

// fakeService answers registrations and heartbeats from its lists, and with success once those are empty.
type fakeService struct {
	*httptest.Server
	t             *testing.T
	mu            sync.Mutex
	registrations []prepared
	heartbeats    []prepared
	requests      []asked
	// ended answers the ends of jobs, if there is such a function.
	ended func() prepared
}

func newFakeService(t *testing.T) *fakeService {
	service := &fakeService{t: t}
	service.Server = httptest.NewServer(service)
	t.Cleanup(service.Close)
	return service
}

func (s *fakeService) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var body map[string]any
	_ = json.NewDecoder(r.Body).Decode(&body)
	s.mu.Lock()
	s.requests = append(s.requests, asked{r.URL.Path, r.Header.Get("Authorization"), body})
	next := prepared{status: 200, body: `{"success":true}`}
	switch {
	case strings.HasSuffix(r.URL.Path, "/register"):
		next = s.next(&s.registrations, prepared{status: 201, body: accepted})
	case strings.HasSuffix(r.URL.Path, "/heartbeat"):
		next = s.next(&s.heartbeats, prepared{status: 200, body: renewal})
	}
	ended := s.ended
	s.mu.Unlock()
	if r.Method == http.MethodDelete && ended != nil {
		next = ended()
	}
	if next.retryAfter != "" {
		w.Header().Set("Retry-After", next.retryAfter)
	}
	w.WriteHeader(next.status)
	_, _ = io.WriteString(w, next.body)
}

func (s *fakeService) next(list *[]prepared, otherwise prepared) prepared {
	if len(*list) == 0 {
		return otherwise
	}
	first := (*list)[0]
	*list = (*list)[1:]
	return first
}

func (s *fakeService) answerHeartbeat(next ...prepared) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.heartbeats = append(s.heartbeats, next...)
}

func (s *fakeService) answerRegistration(next ...prepared) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.registrations = append(s.registrations, next...)
}

func (s *fakeService) answerEnds(ended func() prepared) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = ended
}

func (s *fakeService) of(ending string) []asked {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []asked
	for _, each := range s.requests {
		if strings.HasSuffix(each.path, ending) {
			found = append(found, each)
		}
	}
	return found
}

func (s *fakeService) waitFor(ending string, times int) []asked {
	s.t.Helper()
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		if found := s.of(ending); len(found) >= times {
			return found
		}
	}
	s.t.Fatalf("%d requests to %s, not %d", len(s.of(ending)), ending, times)
	return nil
}

func (s *fakeService) agent(change func(*Options)) *Agent {
	s.t.Helper()
	options := Options{
		Servers: []string{s.URL}, WorkerID: "w-1", LongestPause: 10 * time.Millisecond,
		Logger: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
	change(&options)
	agent, err := New(options)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { agent.Stop(context.Background(), StopOptions{}) })
	return agent
}

func (s *fakeService) started(change func(*Options)) *Agent {
	s.t.Helper()
	agent := s.agent(change)
	if err := agent.Start(context.Background()); err != nil {
		s.t.Fatal(err)
	}
	return agent
}

func plain(*Options) {}

func equal(t *testing.T, actual, expected any) {
	t.Helper()
	if !reflect.DeepEqual(actual, expected) {
		t.Errorf("%#v, not %#v", actual, expected)
	}
}

func stateOf(t *testing.T, agent *Agent) State {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	state, err := agent.Wait(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return state
}

func TestSendsAHeartbeatAfterEachIntervalOfTheService(t *testing.T) {
	service := newFakeService(t)
	agent := service.started(func(o *Options) { o.Tags, o.JoinToken = []string{"gpu"}, "wrj_1" })
	registered, beat := service.of("/register")[0], service.waitFor("/w-1/heartbeat", 3)[0]
	equal(t, registered.authorization, "Bearer wrj_1")
	equal(t, registered.body["tags"], []any{"gpu"})
	equal(t, registered.body["activeJobs"], []any{})
	equal(t, beat.authorization, "Bearer token-1")
	equal(t, []any{beat.body["status"], beat.body["currentJobCount"]}, []any{"ACTIVE", 0.0})
	equal(t, agent.AcceptsWork(), true)
}

func TestSendsTheSameAgainAfterTheWaitThatAServerAskedFor(t *testing.T) {
	service := newFakeService(t)
	unavailable := problem(503, "database_unavailable")
	unavailable.retryAfter = "0"
	service.answerRegistration(unavailable, prepared{status: 502, body: "<html>"})
	service.started(plain)
	requests := service.of("/register")
	equal(t, len(requests), 3)
	equal(t, requests[2].body, requests[0].body)
}

func TestWaitsAsLongAsRetryAfterSays(t *testing.T) {
	service := newFakeService(t)
	busy := problem(429, "too_many_requests")
	busy.retryAfter = "3600"
	service.answerRegistration(busy)
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	err := service.agent(plain).Start(ctx)
	equal(t, errors.Is(err, context.DeadlineExceeded), true)
	equal(t, len(service.of("/register")), 1)
}

func TestTriesTheNextServer(t *testing.T) {
	service, dead := newFakeService(t), newFakeService(t)
	dead.Close()
	service.started(func(o *Options) { o.Servers = []string{dead.URL, service.URL} })
	equal(t, len(service.of("/register")), 1)
}

func TestRegistersAgainWithItsExpiredTokenAndWithoutAnInvalidOne(t *testing.T) {
	service := newFakeService(t)
	// The second heartbeat is the question whether this process is still the worker.
	success := prepared{status: 200, body: renewal}
	service.answerHeartbeat(problem(401, "token_expired"), success, success, problem(401, "invalid_token"))
	service.started(func(o *Options) { o.JoinToken = "wrj_1" })
	var tokens []string
	for _, each := range service.waitFor("/register", 3) {
		tokens = append(tokens, each.authorization)
	}
	equal(t, tokens, []string{"Bearer wrj_1", "Bearer token-1", "Bearer wrj_1"})
}

func TestRegistersWithItsRunningJobsWhenItsRecordIsGone(t *testing.T) {
	service := newFakeService(t)
	agent := service.started(plain)
	err := agent.Run(context.Background(), "job-1", func(context.Context) error {
		service.answerHeartbeat(problem(404, "worker_not_registered"))
		equal(t, service.waitFor("/register", 2)[1].body["activeJobs"], []any{"job-1"})
		return nil
	})
	equal(t, err, nil)
}

func TestIsNotFooledByAProxy(t *testing.T) {
	service := newFakeService(t)
	service.answerHeartbeat(prepared{status: 404, body: "not here"}, prepared{status: 403, body: `{"error":"denied"}`}, prepared{status: 200, body: "<html>"})
	agent := service.started(plain)
	service.waitFor("/w-1/heartbeat", 5)
	equal(t, agent.State(), StateRegistered)
	equal(t, len(service.of("/register")), 1)
}

func TestCancelsItsJobsWhenAnotherProcessHasTakenOver(t *testing.T) {
	service := newFakeService(t)
	agent := service.started(plain)
	err := agent.Run(context.Background(), "job-1", func(job context.Context) error {
		service.answerHeartbeat(problem(409, "superseded"))
		<-job.Done()
		return context.Cause(job)
	})
	var lost *Error
	equal(t, errors.As(err, &lost) && lost.Code == "superseded", true)
	equal(t, stateOf(t, agent), StateSuperseded)
	equal(t, len(service.of("/deregister")), 0)
}

func TestRefusesJobsOnceItHasStoppedUntilItStartsAgain(t *testing.T) {
	service := newFakeService(t)
	for _, each := range []struct {
		answer prepared
		state  State
	}{
		{problem(409, "superseded"), StateSuperseded}, {problem(401, "credentials_revoked"), StateDeregistered}, {prepared{}, StateStopped},
	} {
		agent := service.started(plain)
		if each.state == StateStopped {
			agent.Stop(context.Background(), StopOptions{})
		} else {
			service.answerHeartbeat(each.answer)
		}
		equal(t, stateOf(t, agent), each.state)
		err := agent.Run(context.Background(), "late", func(context.Context) error {
			t.Error("the job ran")
			return nil
		})
		var refused *Error
		equal(t, errors.As(err, &refused) && refused.Code == string(each.state), true)
		equal(t, len(agent.RunningJobs()), 0)
		equal(t, agent.Start(context.Background()), nil)
		equal(t, agent.Run(context.Background(), "next", func(job context.Context) error { return job.Err() }), nil)
		agent.Stop(context.Background(), StopOptions{})
	}
}

func TestCancelsItsJobsWhenAnotherProcessTakesOverWhileItDrains(t *testing.T) {
	service := newFakeService(t)
	agent := service.started(plain)
	stopped := make(chan Stopped, 1)
	err := agent.Run(context.Background(), "job-1", func(job context.Context) error {
		go func() { stopped <- agent.Stop(context.Background(), StopOptions{Drain: true}) }()
		service.waitFor("/deregister", 1)
		service.answerHeartbeat(problem(409, "superseded"))
		<-job.Done()
		return context.Cause(job)
	})
	<-stopped
	var lost *Error
	equal(t, errors.As(err, &lost) && lost.Code == "superseded", true)
}

func TestCanStartAgainAfterItWasDeregistered(t *testing.T) {
	service := newFakeService(t)
	agent := service.started(plain)
	service.answerHeartbeat(problem(410, "worker_deregistered"))
	equal(t, stateOf(t, agent), StateDeregistered)
	equal(t, agent.Start(context.Background()), nil)
	requests := service.of("/register")
	equal(t, requests[1].authorization, "Bearer token-1")
	equal(t, requests[0].body["bootId"] == requests[1].body["bootId"], false)
}

func TestReturnsWhatTheServiceSaysOfItsDescription(t *testing.T) {
	service := newFakeService(t)
	service.answerRegistration(problem(400, "bad_request"))
	var refusal *Error
	err := service.agent(plain).Start(context.Background())
	equal(t, errors.As(err, &refusal) && refusal.Code == "bad_request" && refusal.Status == 400, true)
}

func TestRepeatsARegistrationWithoutAnAnswerAfterARestart(t *testing.T) {
	service := newFakeService(t)
	unavailable := problem(503, "database_unavailable")
	unavailable.retryAfter = "3600"
	service.answerRegistration(unavailable)
	file := filepath.Join(t.TempDir(), "state.json")
	keep := func(o *Options) { o.StateFile = file }
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	_ = service.agent(keep).Start(ctx)
	service.started(keep)
	requests := service.of("/register")
	equal(t, len(requests), 3)
	equal(t, requests[0].body["bootId"] == requests[1].body["bootId"], true)
	equal(t, requests[1].body["bootId"] == requests[2].body["bootId"], false)
}

func TestLosesItsLeaseBeforeItEndsAndRegainsIt(t *testing.T) {
	service := newFakeService(t)
	unavailable := problem(503, "database_unavailable")
	unavailable.retryAfter = "2"
	service.answerRegistration(prepared{status: 201, body: strings.Replace(accepted, "60", "1", 1)})
	service.answerHeartbeat(unavailable)
	events := make(chan Event, 100)
	agent := service.started(func(o *Options) {
		o.OnEvent = func(event Event) {
			if event.Name == EventLeaseLost || event.Name == EventLeaseRegained {
				events <- event
			}
		}
	})
	equal(t, (<-events).Name, EventLeaseLost)
	equal(t, agent.AcceptsWork(), false)
	equal(t, (<-events).Name, EventLeaseRegained)
	equal(t, agent.AcceptsWork(), true)
}

func TestSurvivesAListenerThatPanics(t *testing.T) {
	service := newFakeService(t)
	service.started(func(o *Options) { o.OnEvent = func(Event) { panic("listener") } })
	service.waitFor("/w-1/heartbeat", 3)
}

func TestReportsAnErrorAtOnce(t *testing.T) {
	service := newFakeService(t)
	service.answerRegistration(prepared{status: 201, body: strings.Replace(accepted, "0.05", "3600", 1)})
	agent := service.started(plain)
	agent.Report(Report{Status: "ERROR", Message: "The disk is full"})
	body := service.waitFor("/heartbeat", 1)[0].body
	equal(t, []any{body["status"], body["message"]}, []any{"ERROR", "The disk is full"})
}

func TestRefusesJobIDsThatTheServiceWouldRefuseBeforeItSendsThem(t *testing.T) {
	service := newFakeService(t)
	agent := service.started(plain)
	scheduler, err := NewScheduler(SchedulerOptions{Servers: []string{service.URL}})
	equal(t, err, nil)
	ctx := context.Background()
	for _, jobID := range []string{"", " ", "a\x00", "\xff", strings.Repeat("x", 201), strings.Repeat("\U0001f600", 101)} {
		errs := map[string]error{
			"Run":           agent.Run(ctx, jobID, func(context.Context) error { return nil }),
			"EndJob":        agent.EndJob(ctx, jobID),
			"Scheduler.End": scheduler.End(ctx, "w-1", jobID),
		}
		_, errs["TakeJob"] = agent.TakeJob(ctx, jobID)
		_, errs["Claim"] = scheduler.Claim(ctx, Job{ID: jobID})
		_, errs["Assign"] = scheduler.Assign(ctx, "w-1", jobID)
		_, errs["ActiveJobs"] = New(Options{Servers: []string{service.URL}, WorkerID: "w-1", ActiveJobs: []string{jobID}})
		for name, err := range errs {
			if err == nil || !strings.HasPrefix(err.Error(), "job id: must ") {
				t.Errorf("%s of %q: %v", name, jobID, err)
			}
		}
	}
	for _, each := range service.of("") {
		equal(t, strings.Contains(each.path, "/jobs"), false)
	}
	equal(t, agent.Run(ctx, strings.Repeat("x", 200), func(context.Context) error { return nil }), nil)
}

func TestRefusesOptionsThatCannotWork(t *testing.T) {
	servers := []string{"http://127.0.0.1:1"}
	for _, options := range []Options{
		{Servers: []string{"localhost:8080"}, WorkerID: "w"}, {WorkerID: "w"}, {Servers: servers}, {Servers: servers, WorkerID: "w", Key: "a b"},
		{Servers: []string{"http://127.0.0.1:99999"}, WorkerID: "w"},
		{Servers: servers, WorkerID: "w", Capabilities: map[string]any{"cuda": math.NaN()}},
		{Servers: servers, WorkerID: "w", WorkerLoadFactor: math.Inf(1)},
		{Servers: servers, WorkerID: "w", Interval: -1}, {Servers: servers, WorkerID: "w", LeaseMargin: -1},
		{Servers: servers, WorkerID: "w", Timeout: -1}, {Servers: servers, WorkerID: "w", LongestPause: -1},
	} {
		if _, err := New(options); err == nil {
			t.Errorf("accepted: %+v", options)
		}
	}
}

func TestRefusesRequestsThatCannotBeSentInsteadOfWaitingForAServer(t *testing.T) {
	service := newFakeService(t)
	agent := service.started(plain)
	scheduler, err := NewScheduler(SchedulerOptions{Servers: []string{service.URL}})
	equal(t, err, nil)
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	calls := []func(context.Context, string, string, any, any) error{agent.Call, scheduler.Call}
	for _, call := range calls {
		for _, given := range [][]string{{"GET", "health"}, {"GET", "/a b"}, {"GET", "/ä"}, {"G ET", "/health"}, {"", "/health"}} {
			if err := call(ctx, given[0], given[1], nil, nil); err == nil || ctx.Err() != nil {
				t.Errorf("%q: %v", given, err)
			}
		}
		if err := call(ctx, "POST", "/jobs", math.NaN(), nil); err == nil || ctx.Err() != nil {
			t.Errorf("a body that is no JSON: %v", err)
		}
	}
	for _, each := range service.of("") {
		equal(t, strings.HasSuffix(each.path, "/register") || strings.HasSuffix(each.path, "/heartbeat"), true)
	}
	_, err = NewScheduler(SchedulerOptions{Servers: []string{service.URL}, Key: "secret\n"})
	equal(t, err != nil && !strings.Contains(err.Error(), "secret"), true)
}

func TestSendsNoTokenThatAHeaderCannotCarry(t *testing.T) {
	service := newFakeService(t)
	service.answerRegistration(prepared{status: 201, body: strings.Replace(accepted, "token-1", "a\\nb", 1)})
	service.answerHeartbeat(prepared{status: 200, body: strings.Replace(renewal, "{", `{"accessToken":"a b",`, 1)})
	service.started(plain)
	for _, beat := range service.waitFor("/heartbeat", 3) {
		equal(t, beat.authorization, "Bearer token-1")
	}
}

func TestSaysWhatIsNotAnAnswerOfTheService(t *testing.T) {
	service := newFakeService(t)
	agent := service.started(plain)
	scheduler, err := NewScheduler(SchedulerOptions{Servers: []string{service.URL}})
	equal(t, err, nil)
	ctx := context.Background()
	_, taken := agent.TakeJob(ctx, "job-1")
	_, claimed := scheduler.Claim(ctx, Job{ID: "job-1"})
	_, assigned := scheduler.Assign(ctx, "w-1", "job-1")
	for _, err := range []error{taken, claimed, assigned} {
		var refusal *Error
		equal(t, errors.As(err, &refusal) && refusal.Code == "unreadable", true)
	}
}

func TestLeavesWhateverItsReason(t *testing.T) {
	service := newFakeService(t)
	service.started(plain).Stop(context.Background(), StopOptions{Reason: strings.Repeat("x", 2000)})
	equal(t, service.of("/deregister")[0].body["reason"], strings.Repeat("x", 1000))
}

func TestDoesNotFollowLaterChangesOfItsOptions(t *testing.T) {
	service := newFakeService(t)
	capabilities, tags := map[string]any{"cuda": 12}, []string{"gpu"}
	agent := service.agent(func(options *Options) { options.Capabilities, options.Tags = capabilities, tags })
	capabilities["cuda"], tags[0] = math.NaN(), "cpu"
	equal(t, agent.Start(context.Background()), nil)
	body := service.of("/register")[0].body
	equal(t, body["capabilities"], map[string]any{"cuda": 12.0})
	equal(t, body["tags"], []any{"gpu"})
}
