// A worker with the Go client, for the scenario: options as JSON, then commands on standard input.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"

	wr "workerregistration"
)

type given struct {
	Server            string         `json:"server"`
	WorkerID          string         `json:"worker_id"`
	JoinToken         string         `json:"join_token"`
	StateFile         string         `json:"state_file"`
	MaxConcurrentJobs int            `json:"max_concurrent_jobs"`
	Tags              []string       `json:"tags"`
	Capabilities      map[string]any `json:"capabilities"`
	Zone              string         `json:"zone"`
	Port              int            `json:"port"`
	ActiveJobs        []string       `json:"active_jobs"`
	Interval          float64        `json:"interval"`
}

var (
	writing sync.Mutex
	running sync.Map
	jobs    sync.WaitGroup
)

func say(event string, detail map[string]any) {
	writing.Lock()
	defer writing.Unlock()
	line := map[string]any{"event": event}
	for name, value := range detail {
		line[name] = value
	}
	text, _ := json.Marshal(line)
	fmt.Println(string(text))
}

func hear(event wr.Event) {
	if event.Name == wr.EventHeartbeat {
		return
	}
	released := event.ReleasedJobs
	if released == nil {
		released = []string{}
	}
	say(string(event.Name), map[string]any{
		"code": event.Code, "jobId": event.JobID, "outcome": event.Outcome, "releasedJobs": released,
	})
}

func run(agent *wr.Agent, jobID string) {
	finish := make(chan struct{})
	running.Store(jobID, finish)
	jobs.Add(1)
	go func() {
		defer jobs.Done()
		code := ""
		_ = agent.Run(context.Background(), jobID, func(ctx context.Context) error {
			say("running", map[string]any{"jobId": jobID})
			select {
			case <-finish:
			case <-ctx.Done():
				code = codeOf(context.Cause(ctx))
			}
			return nil
		})
		say("ended", map[string]any{"jobId": jobID, "code": code})
	}()
}

func codeOf(err error) string {
	var refusal *wr.Error
	if errors.As(err, &refusal) {
		return refusal.Code
	}
	return err.Error()
}

func follow(agent *wr.Agent, options given, words []string) error {
	ctx := context.Background()
	switch words[0] {
	case "run":
		run(agent, words[1])
	case "finish":
		finish, _ := running.Load(words[1])
		close(finish.(chan struct{}))
	case "take":
		fence, err := agent.TakeJob(ctx, words[1])
		if err != nil {
			return err
		}
		say("taken", map[string]any{"fence": fence})
	case "end":
		if err := agent.EndJob(ctx, words[1]); err != nil {
			return err
		}
		say("recorded", map[string]any{"jobId": words[1]})
	case "claim":
		scheduler, err := wr.NewScheduler(wr.SchedulerOptions{Servers: []string{options.Server}, Key: os.Getenv("SCHEDULER_KEY")})
		if err != nil {
			return err
		}
		claim, err := scheduler.Claim(ctx, wr.Job{ID: words[1], Tags: words[2:]})
		if err != nil {
			return err
		}
		say("claimed", map[string]any{"workerId": claim.Worker.WorkerID, "fence": claim.Fence})
	case "accepts":
		say("accepts", map[string]any{"work": agent.AcceptsWork()})
	case "stop":
		// The program ends once the agent has stopped, but not before it has said so.
		jobs.Add(1)
		defer jobs.Done()
		stopped := agent.Stop(ctx, wr.StopOptions{})
		say("stopped", map[string]any{"deregistered": stopped.Deregistered, "abandonedJobs": stopped.AbandonedJobs})
	}
	return nil
}

func main() {
	var options given
	if err := json.Unmarshal([]byte(os.Args[1]), &options); err != nil {
		panic(err)
	}
	agent, err := wr.New(wr.Options{
		Servers: []string{options.Server}, WorkerID: options.WorkerID, JoinToken: options.JoinToken, StateFile: options.StateFile,
		MaxConcurrentJobs: options.MaxConcurrentJobs, Tags: options.Tags, Capabilities: options.Capabilities, Zone: options.Zone,
		Port: options.Port, ActiveJobs: options.ActiveJobs, Interval: time.Duration(options.Interval * float64(time.Second)),
		OnEvent: hear,
	})
	if err != nil {
		panic(err)
	}
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer cancel()
	if err := agent.Start(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "refused:", codeOf(err))
		os.Exit(1)
	}
	go func() {
		for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
			if err := follow(agent, options, strings.Fields(lines.Text())); err != nil {
				say("refused", map[string]any{"code": codeOf(err)})
			}
		}
	}()
	if _, err := agent.Wait(ctx); err != nil {
		agent.Stop(context.Background(), wr.StopOptions{Drain: true, Reason: "It was asked to end"})
	}
	jobs.Wait()
	say("over", map[string]any{"state": agent.State()})
}
