package workerregistration

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

var buildReadme = sync.OnceValues(func() (string, error) {
	folder, err := os.MkdirTemp("", "readme-program")
	if err != nil {
		return "", err
	}
	readme, err := os.ReadFile("README.md")
	if err != nil {
		return "", err
	}
	_, code, _ := strings.Cut(string(readme), "```go\n")
	code, _, _ = strings.Cut(code, "```")
	here, err := os.Getwd()
	if err != nil {
		return "", err
	}
	module := "module example\ngo 1.21\nrequire workerregistration v0.0.0\nreplace workerregistration => " + here + "\n"
	for name, text := range map[string]string{"main.go": code, "go.mod": module} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			return "", err
		}
	}
	build := exec.Command("go", "build", "-buildvcs=false", "-o", "program", ".")
	build.Dir = folder
	build.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=")
	build.Stderr = os.Stderr
	return filepath.Join(folder, "program"), build.Run()
})

func TestMain(m *testing.M) {
	code := m.Run()
	if program, _ := buildReadme(); program != "" {
		_ = os.RemoveAll(filepath.Dir(program))
	}
	os.Exit(code)
}

// program is a running program of README.md.
type program struct {
	*exec.Cmd
	t     *testing.T
	input io.WriteCloser
	mu    sync.Mutex
	said  bytes.Buffer
}

func (p *program) Write(text []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.said.Write(text)
}

func (p *program) output() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.said.String()
}

func (p *program) says(text string) {
	p.t.Helper()
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		if strings.Contains(p.output(), text) {
			return
		}
	}
	p.t.Fatalf("no %q in %s", text, p.output())
}

func (p *program) tell(text string) { _, _ = io.WriteString(p.input, text) }

func (p *program) exitCode() int {
	_ = p.Wait()
	return p.ProcessState.ExitCode()
}

func startReadme(t *testing.T, server string) *program {
	t.Helper()
	path, err := buildReadme()
	if err != nil {
		t.Fatal(err)
	}
	p := &program{Cmd: exec.Command(path, "w-1", server, ""), t: t}
	p.Dir, p.Stdout, p.Stderr = t.TempDir(), p, p
	p.input, _ = p.StdinPipe()
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Process.Kill() })
	return p
}

func TestTheProgramOfTheReadmeRecordsTheEndOfAJobThatASignalDrains(t *testing.T) {
	service := newFakeService(t)
	started := make(chan *program, 1)
	var signalled sync.Once
	service.answerEnds(func() prepared {
		next := prepared{status: 200, body: `{"success":true}`}
		signalled.Do(func() {
			_ = (<-started).Process.Signal(syscall.SIGTERM)
			service.waitFor("/deregister", 1)
			next = problem(503, "database_unavailable")
			next.retryAfter = "0"
		})
		return next
	})
	p := startReadme(t, service.URL)
	started <- p
	p.says("registered (created)")
	p.tell("\njob-1\n")
	equal(t, p.exitCode(), 0)
	equal(t, len(service.of("/jobs/job-1")), 2)
	drain := service.of("/deregister")[0].body
	equal(t, []any{drain["drain"], drain["reason"]}, []any{true, "SIGTERM"})
}

func TestTheProgramOfTheReadmeContinuesAfterAJobThatItDoesNotHave(t *testing.T) {
	service := newFakeService(t)
	service.answerEnds(func() prepared { return problem(404, "job_not_assigned") })
	p := startReadme(t, service.URL)
	p.says("registered")
	p.tell("job-1\n")
	p.says("job-1 job_not_assigned")
	p.tell("job-2\n")
	p.says("job-2: part 2")
	_ = p.input.Close()
	equal(t, p.exitCode(), 0)
}

func TestTheProgramOfTheReadmeRunsNoJobsWhileItDrains(t *testing.T) {
	service := newFakeService(t)
	ordered := strings.Replace(renewal, `"commands":[]`, `"commands":["drain"]`, 1)
	service.answerHeartbeat(prepared{status: 200, body: strings.Replace(ordered, "0.05", "3600", 1)})
	p := startReadme(t, service.URL)
	p.says("ordered to drain")
	p.tell("job-1\n")
	p.says("job-1 was not run")
	equal(t, strings.Contains(p.output(), "part"), false)
}

func TestTheProgramOfTheReadmeFailsOnceItsRegistrationHasEnded(t *testing.T) {
	service := newFakeService(t)
	p := startReadme(t, service.URL)
	p.says("registered")
	service.answerHeartbeat(problem(409, "superseded"))
	equal(t, p.exitCode(), 1)
	p.says("the registration has ended: superseded")
}

func TestTheProgramOfTheReadmeEndsWellBeforeTheServiceIsReachable(t *testing.T) {
	dead := newFakeService(t)
	dead.Close()
	p := startReadme(t, dead.URL)
	p.says("connection refused")
	_ = p.Process.Signal(syscall.SIGTERM)
	equal(t, p.exitCode(), 0)
}
